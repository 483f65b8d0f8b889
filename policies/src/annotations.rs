//! What a policy says of itself. Every annotation is known and none lacks: a misspelt `@reason` must never pass.

use cedar_policy::{Effect, Policy};
use entities::words::{RefusalCode, WithheldReason};
use entities::{Date, Word};

/// The stage of the order of answers (R32) to which a refusal belongs. The first stage never looks at the child.
pub(crate) type Stage = u8;

/// The first stage: what does not look at the child.
pub(crate) const FIRST_STAGE: Stage = 1;

/// What is wrong with an annotation.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// The annotation; `id` where one lacks.
    pub(crate) at: String,
    /// What is wrong.
    pub(crate) what: String,
}

/// A policy's annotations, read and checked one by one.
#[derive(Clone, Debug)]
pub(crate) struct Annotations {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) basis: String,
    pub(crate) owner: String,
    pub(crate) review_by: Date,
    pub(crate) reason: Option<String>,
    stage: Option<Stage>,
}

impl Annotations {
    /// Reads the annotations of a policy.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn read(policy: &Policy) -> Result<Self, Vec<Wrong>> {
        let known = ["id", "title", "basis", "owner", "review_by", "reason", "stage"];
        let mut wrong = Vec::new();
        let mut note = |at: &str, what: String| wrong.push(Wrong { at: at.to_owned(), what });
        let id = policy.annotation("id").unwrap_or_default().to_owned();
        if !is_numbered(&id) {
            note("id", "the id must be a rule number, a hyphen and words, like r19-consent-gate".to_owned());
        }
        for (name, _) in policy.annotations().filter(|(name, _)| !known.contains(name)) {
            note(name, format!("there is no annotation {name}"));
        }
        let mut text = |name: &str| {
            let text = policy.annotation(name).unwrap_or_default().to_owned();
            if text.trim().is_empty() {
                note(name, format!("@{name} is missing"));
            }
            text
        };
        let (title, basis, owner, date) = (text("title"), text("basis"), text("owner"), text("review_by"));
        let review_by = date.parse().ok();
        if review_by.is_none() && !date.is_empty() {
            note("review_by", "@review_by must be a date".to_owned());
        }
        let reason = policy.annotation("reason").map(str::to_owned);
        match (policy.effect(), &reason) {
            (Effect::Forbid, None) => note("id", "a forbid needs @reason".to_owned()),
            (Effect::Permit, Some(_)) => note("reason", "a permit has no @reason".to_owned()),
            _ => {}
        }
        let stage = policy.annotation("stage").map(|text| match text.parse() {
            Ok(stage @ FIRST_STAGE..=4) if reason.is_some() => Some(stage),
            _ => None,
        });
        if stage == Some(None) {
            note("stage", "@stage is a number from 1 to 4, on a forbid".to_owned());
        }
        match review_by {
            Some(review_by) if wrong.is_empty() => {
                Ok(Self { id, title, basis, owner, review_by, reason, stage: stage.flatten() })
            }
            _ => Err(wrong),
        }
    }

    /// The reason as a refusal, with its stage.
    pub(crate) fn refusal(&self) -> Option<(Stage, RefusalCode)> {
        let code = RefusalCode::parse(self.reason.as_deref()?)?;
        let usual = match code {
            RefusalCode::Role | RefusalCode::PurposeNotOpenToRole | RefusalCode::BasisNotOpenToAgency => FIRST_STAGE,
            RefusalCode::NotFound => 2,
            RefusalCode::ReviewRequired => 3,
            _ => 4,
        };
        Some((self.stage.unwrap_or(usual), code))
    }

    /// The reason as one for withholding.
    pub(crate) fn withheld(&self) -> Option<WithheldReason> {
        WithheldReason::parse(self.reason.as_deref()?)
    }
}

/// Whether an id begins with a rule number: `r`, digits, a hyphen, then small letters, digits and hyphens.
fn is_numbered(id: &str) -> bool {
    let Some((number, words)) = id.strip_prefix('r').and_then(|rest| rest.split_once('-')) else {
        return false;
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(number)
        && !words.is_empty()
        && words.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
