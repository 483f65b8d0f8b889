//! The door itself, and its reading way: [`Door::open`].

use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};

use entities::ids::AgencyId;
use entities::words::AccessAction;
use entities::{Instant, Set, Word};
use policies::{Gate, RuleBook};

use super::ask::RecordAsk;
use super::bell::Bell;
use super::caller::Logins;
use super::entry::{self, FactSets};
use super::given::{classes, whole};
use super::log_verify::Turn;
use super::refusal::{self, Contacts};
use super::seal::Seal;
use super::view::{self, RecordView, RefusalView, SharingView, VIEW_FORMAT};
use crate::access_log::{Change, Draft, EntryDraft, Log, Logged};
use crate::error::Error;
use crate::plain::calendar::{Calendar, local_date};
use crate::plain::clock::Clock;
use crate::plain::entropy::Entropy;
use crate::plain::mash_clocks::MashClocks;
use crate::store::content::AgencyContent;
use crate::store::{AsOf, Caller, ChildKey, Refused, Rows, Sharing, Snapshot, Store};

/// What a door is made of.
pub struct DoorParts {
    /// The databases, for reading.
    pub store: Store,
    /// The log, and with it every write.
    pub log: Log,
    /// The rule book.
    pub book: RuleBook,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness and ids.
    pub entropy: Arc<dyn Entropy>,
    /// Whom to ring where the caller's area has no number.
    pub contacts: Contacts,
    /// The clocks of a MASH.
    pub clocks: MashClocks,
    /// What is given out instead of the places of events.
    pub seal: Seal,
}

/// The one way in and out. It owns the store and the log.
pub struct Door {
    store: Store,
    log: Log,
    book: RwLock<Arc<RuleBook>>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    contacts: Contacts,
    clocks: MashClocks,
    fact_sets: FactSets,
    logins: Logins,
    bell: Bell,
    turn: Turn,
    seal: Seal,
}

/// How asking for a record ends: both are answers, both are in the log.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "made once for each request and taken apart at once")]
pub enum OpenAnswer {
    /// The record, so far as it is cleared.
    Record(Logged<RecordView>),
    /// No, and why.
    Refused(Logged<RefusalView>),
}

impl Door {
    /// A door made of those parts.
    pub fn new(parts: DoorParts) -> Self {
        Self {
            store: parts.store,
            log: parts.log,
            book: RwLock::new(Arc::new(parts.book)),
            clock: parts.clock,
            entropy: parts.entropy,
            contacts: parts.contacts,
            clocks: parts.clocks,
            fact_sets: FactSets::default(),
            logins: Logins::default(),
            bell: Bell::default(),
            turn: Turn::default(),
            seal: parts.seal,
        }
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(super) const fn store(&self) -> &Store {
        &self.store
    }

    /// The working days.
    pub fn calendar(&self) -> &Calendar {
        &self.store.measures().calendar
    }

    /// The clocks of a MASH.
    pub(super) const fn clocks(&self) -> &MashClocks {
        &self.clocks
    }

    pub(super) const fn log(&self) -> &Log {
        &self.log
    }

    pub(super) fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    pub(super) const fn contacts(&self) -> &Contacts {
        &self.contacts
    }

    /// Who is looked up at this moment.
    pub(super) const fn logins(&self) -> &Logins {
        &self.logins
    }

    pub(super) const fn bell(&self) -> &Bell {
        &self.bell
    }

    pub(super) const fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Whose turn it is to have the log read through.
    pub(super) const fn turn(&self) -> &Turn {
        &self.turn
    }

    pub(super) const fn fact_sets(&self) -> &FactSets {
        &self.fact_sets
    }

    /// What to do now, whatever the child is: 999 first, and the numbers of the caller's own area.
    pub fn what_now(&self, caller: &Caller) -> String {
        refusal::what_now(caller, &self.contacts)
    }

    /// The part of it for whoever has yet to say what worries them.
    pub fn urgent(&self, caller: &Caller) -> String {
        refusal::urgent(caller, &self.contacts)
    }

    /// The rule book that judges now.
    pub fn book(&self) -> Arc<RuleBook> {
        let book = self.book.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&book)
    }

    /// Lets what waits for the log be finished, and closes it.
    pub async fn close(self) {
        self.log.close().await;
    }

    /// Opens one child's record: facts, verdict, content, view, and the entry on disk before anything is given back.
    ///
    /// # Errors
    /// Where the hub cannot answer, and where it rests on a concern that was not put to the caller; then nothing was disclosed.
    pub async fn open(
        &self,
        caller: &Caller,
        key: &ChildKey,
        sharing: &Sharing,
        ask: &RecordAsk,
    ) -> Result<OpenAnswer, Error> {
        self.anchored(caller, sharing).await?;
        let book = self.book();
        let snapshot = self.store.glance(AsOf::Now);
        let judged = self.look(snapshot, caller, key, sharing, ask, &book).await.map_err(Error::unavailable)?;
        let mut entry = self.entry_of(caller, AccessAction::View);
        entry::state_sharing(&mut entry, sharing);
        entry.ask = Some(ask.canonical(sharing));
        match judged {
            Ok((view, trace)) => {
                entry::state_trace(&mut entry, &trace, &entry::book_hash(&book), &self.fact_sets);
                self.describe(&mut entry, &view)?;
                entry::name_markings(&mut entry, &trace.markings);
                let draft = Draft::new(view, entry);
                let rows = self.begun(caller, sharing, &trace)?;
                Ok(OpenAnswer::Record(self.written(draft, rows).await?))
            }
            Err(refused) => {
                let rows = self.begun(caller, sharing, &refused.trace)?;
                let draft = self.refusal(caller, entry, &refused, &book)?;
                Ok(OpenAnswer::Refused(self.written(draft, rows).await?))
            }
        }
    }

    /// What a reading makes is on record with its entry, before anything is given back.
    async fn written<T: Send>(&self, draft: Draft<T>, rows: Option<Rows>) -> Result<Logged<T>, Error> {
        match rows {
            Some(rows) => self.log.change(Change::new(draft, rows.into_write())).await.map_err(Error::unavailable),
            None => self.log.append(draft).await.map_err(Error::unavailable),
        }
    }

    /// Logs a refusal and puts it in words.
    pub(super) async fn refuse(
        &self,
        caller: &Caller,
        entry: EntryDraft,
        refused: &Refused,
        book: &RuleBook,
    ) -> Result<Logged<RefusalView>, Error> {
        self.written(self.refusal(caller, entry, refused, book)?, None).await
    }

    /// A refusal in words, and its entry.
    fn refusal(
        &self,
        caller: &Caller,
        mut entry: EntryDraft,
        refused: &Refused,
        book: &RuleBook,
    ) -> Result<Draft<RefusalView>, Error> {
        entry::state_trace(&mut entry, &refused.trace, &entry::book_hash(book), &self.fact_sets);
        entry::refuse(&mut entry, refused.code);
        metrics::counter!("hub_refusals_total", "code" => refused.code.name()).increment(1);
        let view = refusal::view(refused.code, caller, &self.contacts);
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        Ok(Draft::new(view, entry))
    }

    fn describe(&self, entry: &mut EntryDraft, view: &RecordView) -> Result<(), Error> {
        entry.disclosed = view.sharing.disclosed;
        entry.withheld = view.sharing.withheld;
        let records = 1
            + view.pages.iter().map(|p| p.entries.iter().map(|e| 1 + e.history.len()).sum::<usize>()).sum::<usize>()
            + view.involvements.len()
            + view.consents.len()
            + view.works.len();
        entry.sources = view
            .pages
            .iter()
            .flat_map(|p| &p.entries)
            .flat_map(|e| std::iter::once(e).chain(&e.history))
            .map(|e| e.source)
            .chain(view.works.iter().map(|work| work.source))
            .collect();
        entry.records_disclosed = u32::try_from(records).unwrap_or(u32::MAX);
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(view).map_err(Error::internal)?);
        Ok(())
    }

    /// Facts, verdict, content and view; the same steps for an answer now and for its replay. The content is read as of the
    /// sizes that the facts were read at, by which the answer can be asked for again. Whoever waits for the log afterwards
    /// holds no connection.
    pub(super) async fn look(
        &self,
        snapshot: Snapshot,
        caller: &Caller,
        key: &ChildKey,
        sharing: &Sharing,
        ask: &RecordAsk,
        book: &Arc<RuleBook>,
    ) -> Result<Result<(RecordView, crate::store::Trace), Box<Refused>>, sea_orm::DbErr> {
        let subject = self.store.subject(&snapshot, caller, sharing, key).await?;
        let opening = match self.store.judge(subject, book, Gate::Open) {
            Ok(opening) => opening,
            Err(refused) => {
                snapshot.close().await?;
                return Ok(Err(refused));
            }
        };
        let snapshot = snapshot.settled(opening.sizes());
        let opening = snapshot.narrow(opening, caller).await?;
        // A claim tells whom to ring: the authority of the caller's own area, which tells nothing of the child (R15, R33).
        let ring = caller.agency.area.filter(|_| opening.rests_on_claim());
        let today = local_date(caller.at);
        let child = snapshot.child(&opening, &ask.child).await?;
        let mut pages = Vec::with_capacity(ask.pages.len());
        for args in &ask.pages {
            pages.push(snapshot.chronology(&opening, caller, args).await?);
        }
        let involvements =
            if ask.involvements.is_empty() { Vec::new() } else { snapshot.involvements(&opening, caller).await? };
        let consents =
            if ask.wants_consents() { snapshot.consents(&opening, caller, today).await? } else { Vec::new() };
        let works =
            if ask.work.is_empty() { Vec::new() } else { snapshot.case_works(&opening, caller, &ask.work).await? };
        let mut named: BTreeSet<AgencyId> = BTreeSet::new();
        let keeper = opening.whereabouts_keeper();
        named.extend(ring);
        named.extend(keeper);
        named.extend(child.school);
        named.extend(child.general_practice);
        named.extend(child.responsible_authority);
        named.extend(involvements.iter().filter_map(|i| i.agency));
        named.extend(works.iter().filter_map(|w| w.agency));
        named.extend(works.iter().flat_map(|w| w.outcomes.iter().flatten()).map(|o| o.owner_agency));
        named.extend(
            pages
                .iter()
                .flat_map(|p| &p.entries)
                .flat_map(|e| std::iter::once(e).chain(&e.history))
                .filter_map(|e| e.agency),
        );
        // A page brings the agencies that it names; those that only the rest of the record names are read by themselves.
        let mut agencies: Vec<AgencyContent> = pages.iter().flat_map(|p| p.agencies.iter().cloned()).collect();
        named.retain(|id| agencies.iter().all(|a| a.id != *id));
        let named: Vec<AgencyId> = named.into_iter().collect();
        agencies.extend(snapshot.agencies(&named).await?);
        agencies.sort_by_key(|a| a.id);
        agencies.dedup_by_key(|a| a.id);
        snapshot.close().await?;
        let trace = opening.trace();
        let (disclosed, withheld) = classes(&opening, ask, &pages, &works);
        let view = RecordView {
            child_withheld: view::child_withholdings(|class| opening.field(Set::of(&[class])).err(), ring, keeper),
            withheld: whole(&opening, ring),
            sharing: SharingView {
                purpose: sharing.purpose,
                lawful_basis: sharing.basis,
                condition: None,
                dispense_reason: sharing.dispense,
                consent: opening.consent(caller.at, today),
                emergency: opening.emergency().is_some(),
                expires_at: opening.emergency().map(|emergency| emergency.until),
                disclosed,
                withheld,
                policies: trace.policies.clone(),
                policy_version: book.hash().to_owned(),
            },
            situations: opening.situations(&pages, &works),
            ring,
            keeper,
            child,
            pages,
            involvements,
            consents,
            works,
            agencies,
        };
        Ok(Ok((view, trace)))
    }
}
