//! What a policy says of itself. Every annotation is known and none lacks: a misspelt `@reason` must never pass.

use cedar_policy::{Effect, Policy};
use entities::words::{RefusalCode, WithheldReason};
use entities::{Date, Word};

use crate::load::BookError;

/// The stage of the order of answers (R32) to which a refusal belongs. The first stage never looks at the child.
pub(crate) type Stage = u8;

/// The first stage: what does not look at the child.
pub(crate) const FIRST_STAGE: Stage = 1;

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
    pub(crate) fn read(policy: &Policy) -> Result<Self, BookError> {
        let known = ["id", "title", "basis", "owner", "review_by", "reason", "stage"];
        let id = policy.annotation("id").unwrap_or_default().to_owned();
        let wrong = |what: &str| BookError::Annotation {
            policy: if id.is_empty() { policy.to_string() } else { id.clone() },
            what: what.to_owned(),
        };
        if !is_numbered(&id) {
            return Err(wrong("the id must be a rule number, a hyphen and words, like r19-consent-gate"));
        }
        if let Some((name, _)) = policy.annotations().find(|(name, _)| !known.contains(name)) {
            return Err(wrong(&format!("there is no annotation {name}")));
        }
        let text = |name: &str| match policy.annotation(name) {
            Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
            _ => Err(wrong(&format!("@{name} is missing"))),
        };
        let reason = policy.annotation("reason").map(str::to_owned);
        match (policy.effect(), &reason) {
            (Effect::Forbid, None) => return Err(wrong("a forbid needs @reason")),
            (Effect::Permit, Some(_)) => return Err(wrong("a permit has no @reason")),
            _ => {}
        }
        let stage = match policy.annotation("stage") {
            None => None,
            Some(text) => match text.parse() {
                Ok(stage @ FIRST_STAGE..=4) if reason.is_some() => Some(stage),
                _ => return Err(wrong("@stage is a number from 1 to 4, on a forbid")),
            },
        };
        Ok(Self {
            title: text("title")?,
            basis: text("basis")?,
            owner: text("owner")?,
            review_by: text("review_by")?.parse().map_err(|_| wrong("@review_by must be a date"))?,
            reason,
            stage,
            id,
        })
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
