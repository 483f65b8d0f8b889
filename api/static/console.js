// What is convenient and never needed: every page works without it.
"use strict";

// Moves to what has to be mended, so that a screen reader reads it first.
const errors = document.querySelector(".errors");
if (errors) {
  errors.focus();
}

// Renews the board when something happened, and now and then, without moving who reads it.
const board = document.querySelector("#board[data-events]");
if (board) {
  let waiting;
  const renew = async () => {
    waiting = undefined;
    const answer = await fetch(board.dataset.again, { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) {
      window.location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#board");
    const at = board.contains(document.activeElement) && document.activeElement.getAttribute("href");
    board.replaceChildren(...fresh.childNodes);
    document.querySelector("#board-at").textContent = fresh.dataset.at;
    if (at) {
      board.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus();
    }
  };
  const soon = () => {
    waiting ??= window.setTimeout(renew, 500);
  };
  const events = new EventSource(board.dataset.events);
  events.addEventListener("changed", soon);
  let lost = false;
  events.addEventListener("error", () => {
    lost = true;
  });
  // What happened while nothing was heard is on the board.
  events.addEventListener("open", () => {
    if (lost) {
      lost = false;
      soon();
    }
  });
  // Steps by others and clocks make no event.
  window.setInterval(() => document.hidden || soon(), 5 * 60 * 1000);
}

// Says in time that the session is about to end, and keeps it without leaving what is being typed.
const ends = document.querySelector(".ends");
if (ends) {
  const said = document.querySelector(".ends-said");
  const early = 5 * 60;
  const arm = () => window.setTimeout(warn, Math.max(Number(ends.dataset.seconds) - early, 0) * 1000);
  const stay = async (event) => {
    event.preventDefault();
    const { href } = event.currentTarget;
    const answer = await fetch(href, { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) {
      window.open(href, "_blank", "noopener");
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".ends");
    ends.replaceChildren(...fresh.childNodes);
    ends.dataset.seconds = fresh.dataset.seconds;
    ends.classList.remove("ends-soon");
    said.textContent = "";
    arm();
  };
  const warn = () => {
    ends.classList.add("ends-soon");
    // Screen readers read out what comes into a region that was there before.
    said.textContent = ends.textContent;
    const link = ends.querySelector("a");
    if (link) {
      link.addEventListener("click", stay);
    }
  };
  arm();
}
