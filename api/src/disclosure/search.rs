//! Finding the child that is meant: [`Door::search`]. Restricted, barred and unknown children leave no trace in the answer; the
//! log gets one entry for the search and one for each candidate shown. A restricted record that was looked for is named in the
//! entry of the search itself, for its custodians: an entry of its own would move the numbers of the asker's next ones.

use entities::words::{AccessAction, FieldClass, MatchField, MatchStrength, RefusalCode};
use entities::{Set, Word};
use policies::Gate;
use policies::fields::CHILD_CANDIDATE;
use serde::Serialize;

use super::Door;
use super::candidates::Looked;
use super::entry;
use super::view::{RefusalView, VIEW_FORMAT, Withholding, withholdings};
use crate::access_log::{Draft, EntryDraft, Logged, Parent, Position};
use crate::error::Error;
use crate::store::content::CandidateContent;
use crate::store::{AsOf, Caller, SearchFacts, Sharing, Sighting};

/// The most candidates that are shown; beyond it a fact must be added (R17).
pub(super) const MOST_SHOWN: usize = 10;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct SearchAsk {
    /// The facts.
    pub facts: SearchFacts,
    /// How many at most.
    pub first: u32,
    /// Fields of candidates, by their names in the contract, sorted.
    pub fields: Vec<String>,
}

/// The ask as the log keeps it: which kinds of fact were given, never the facts.
#[derive(Serialize)]
struct Canonical<'a> {
    search: Set<MatchField>,
    first: u32,
    fields: &'a [String],
}

/// One part of what a search gives; each has its entry in the log.
#[derive(Debug, Serialize)]
enum Part {
    /// The search itself.
    Search { add_a_fact: bool },
    /// A candidate.
    Candidate(CandidateView),
}

/// A child that may be the one that is meant.
#[derive(Debug, Serialize)]
pub struct CandidateView {
    content: CandidateContent,
    withheld: Vec<Withholding>,
}

impl CandidateView {
    /// What tells it apart.
    pub const fn content(&self) -> &CandidateContent {
        &self.content
    }

    /// What of it is withheld.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }
}

/// What a search found; every part of it has its entry on disk.
#[derive(Debug)]
pub struct Found {
    parts: Vec<Logged<Part>>,
}

impl Found {
    /// The candidates, best first.
    pub fn candidates(&self) -> impl Iterator<Item = &CandidateView> {
        self.parts.iter().filter_map(|part| match &**part {
            Part::Candidate(candidate) => Some(candidate),
            Part::Search { .. } => None,
        })
    }

    /// More than ten fit: none is shown, and a fact must be added.
    pub fn add_a_fact(&self) -> bool {
        self.parts.iter().any(|part| matches!(**part, Part::Search { add_a_fact: true }))
    }

    /// Where the entry of the search stands.
    pub fn position(&self) -> Option<Position> {
        self.parts.first().map(Logged::position)
    }
}

/// How a search ends: both are answers, both are in the log.
#[derive(Debug)]
pub enum SearchAnswer {
    /// What was found, which may be nothing.
    Found(Found),
    /// No, and why.
    Refused(Logged<RefusalView>),
}

impl Door {
    /// Finds the children that may be meant, of those whom the caller may be shown for that purpose (R17).
    ///
    /// # Errors
    /// Where the hub cannot answer, and where the facts do not suffice; then nothing was disclosed.
    pub async fn search(&self, caller: &Caller, sharing: &Sharing, ask: &SearchAsk) -> Result<SearchAnswer, Error> {
        if !ask.facts.suffice() {
            return Err(Error::bad_input(
                &["match"],
                "add a fact: a search needs two, one of them a name, the mother's name or an identifier",
            ));
        }
        self.anchored(caller, sharing).await?;
        let book = self.book();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let looked = Looked::look(self, &snapshot, &book, (caller, sharing, &ask.facts)).await;
        let Looked { stranger, mut shown, attempts } = looked.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;

        let mut entry = self.entry_of(caller, AccessAction::Search);
        entry::state_sharing(&mut entry, sharing);
        let canonical = Canonical { search: ask.facts.given(), first: ask.first, fields: &ask.fields };
        entry.ask = Some(serde_json::to_string(&canonical).map_err(Error::internal)?);
        // What refuses without looking at a child refuses a stranger; that there is no such child refuses nothing here.
        let trace = match self.store().judge(stranger, &book, Gate::Search) {
            Err(refused) if refused.code != RefusalCode::NotFound => {
                return Ok(SearchAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
            }
            Err(refused) => refused.trace,
            Ok(opening) => opening.gate_trace(Gate::Search),
        };
        // Of what may be shown alone: nobody learns by it that there are others (R5, R28).
        let add_a_fact = shown.len() > MOST_SHOWN;
        if add_a_fact {
            shown.clear();
        }
        shown.sort_by_key(|(content, _)| {
            (rank(content.strength), std::cmp::Reverse(content.matched_on.len()), content.id)
        });
        shown.truncate(ask.first as usize);

        let hash = entry::book_hash(&book);
        let mut drafts = Vec::with_capacity(shown.len() + 1);
        let mut first = entry.clone();
        entry::state_trace(&mut first, &trace, &hash, self.fact_sets());
        entry::name_attempts(&mut first, &attempts);
        drafts.push(draft(Part::Search { add_a_fact }, first)?);
        for (content, sighting) in shown {
            let mut entry = entry.clone();
            entry.parent = Parent::FirstOfAppend;
            entry::state_trace(&mut entry, sighting.trace(), &hash, self.fact_sets());
            let (given, withheld) = classes(&content, &sighting, &ask.fields);
            (entry.disclosed, entry.withheld, entry.records_disclosed) = (given, withheld, 1);
            entry::name_markings(&mut entry, &sighting.trace().markings);
            let reason = |class: FieldClass| content.reasons.get(class.index()).copied().flatten();
            let withheld = withholdings(CHILD_CANDIDATE, Set::EMPTY, reason, None);
            drafts.push(draft(Part::Candidate(CandidateView { content, withheld }), entry)?);
        }
        let parts = self.log().append_all(drafts).await.map_err(Error::unavailable)?;
        Ok(SearchAnswer::Found(Found { parts }))
    }
}

fn draft(part: Part, mut entry: EntryDraft) -> Result<Draft<Part>, Error> {
    entry.view_format = VIEW_FORMAT;
    entry.digest = Some(entry::digest(&part).map_err(Error::internal)?);
    Ok(Draft::new(part, entry))
}

/// Best first.
const fn rank(strength: MatchStrength) -> u8 {
    match strength {
        MatchStrength::Exact => 0,
        MatchStrength::Strong => 1,
        MatchStrength::Possible => 2,
    }
}

/// The classes given and withheld, of those asked for; what it matched on tells of its class too.
fn classes(content: &CandidateContent, sighting: &Sighting, fields: &[String]) -> (Set<FieldClass>, Set<FieldClass>) {
    let asked: Set<FieldClass> = CHILD_CANDIDATE
        .iter()
        .filter(|rule| fields.iter().any(|f| f == rule.field))
        .flat_map(|rule| rule.classes.iter().copied())
        .collect();
    let mut given = asked.intersection(sighting.cleared());
    if fields.iter().any(|f| f == "matchedOn") {
        for field in content.matched_on.iter() {
            given.insert(match field {
                MatchField::NhsNumber => FieldClass::NhsNumber,
                MatchField::Upn => FieldClass::PupilNumber,
                MatchField::Postcode => FieldClass::Whereabouts,
                MatchField::Mother => FieldClass::Adult,
                _ => FieldClass::Identity,
            });
        }
    }
    (given, asked.minus(given))
}
