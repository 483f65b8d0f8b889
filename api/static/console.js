// What is convenient and never needed: every page works without it.
"use strict";

// Moves to what has to be mended, so that a screen reader reads it first.
const errors = document.querySelector(".errors");
if (errors) {
  errors.focus();
}

// Says in time that the session is about to end, and keeps it without leaving what is being typed.
const ends = document.querySelector(".ends");
if (ends) {
  const early = 5 * 60;
  const wait = Number(ends.dataset.seconds) - early;
  const warn = () => {
    ends.classList.add("ends-soon");
    ends.setAttribute("role", "alert");
    const link = ends.querySelector("a");
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const answer = await fetch(link.href, { credentials: "same-origin", redirect: "manual" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector(".ends");
        ends.querySelector("p").firstChild.textContent = fresh.querySelector("p").firstChild.textContent;
        ends.classList.remove("ends-soon");
        ends.removeAttribute("role");
        window.setTimeout(warn, (Number(fresh.dataset.seconds) - early) * 1000);
      } else {
        window.open(link.href, "_blank", "noopener");
      }
    }, { once: true });
  };
  window.setTimeout(warn, Math.max(wait, 0) * 1000);
}
