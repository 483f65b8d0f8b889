//! From rows to facts. States what is so; what follows from it is the rule book's to say.

use std::collections::HashSet;
use std::sync::Arc;

use entities::ids::{AgencyId, PersonId, ProtectionId};
use entities::words::{
    AgencyKind, CheckGround, CheckStatus, InvolvementState, LawfulBasis, LevelOfNeed, ProtectionKind, ProtectiveWork,
    Relationship, Role, SharingPurpose,
};
use entities::{Date, Instant, Set};
use policies::facts::{
    AgeBand, CallerFacts, ChildFacts, ConsentFacts, Facts, OwnPart, RecordFacts, RelationshipFacts, RequestFacts,
    RequestKind, SharingFacts, Whereabouts, Work,
};

use super::super::caller::{Caller, json};
use super::super::measures::Measures;
use super::super::sharing::Sharing;
use super::consent::Question;
use super::review::objection;
use super::rows::{CheckRow, ConcernRow, FactRows, InvolvementRow, ProtectionRow};
use super::{Loaded, approval, emergency, standing_of};
use crate::plain::calendar::local_date;
use crate::plain::text::bears_family_name;

/// After how many working days an unconfirmed claim lapses (R15).
const CLAIM_WORKING_DAYS: u32 = 5;

/// What is put in place of a purpose and a basis where none is asked for; [`SharingFacts::stated`] says so.
static UNSTATED: Sharing = Sharing::plain(SharingPurpose::EarlyHelp, LawfulBasis::PublicTask);

pub(crate) fn assemble(
    rows: FactRows,
    caller: &Caller,
    stated: Option<&Sharing>,
    record: RecordFacts,
    at: Instant,
    measures: &Measures,
) -> Loaded {
    let mut rows = rows;
    let sharing = stated.unwrap_or(&UNSTATED);
    // A concern anchors until it is decided (R10). What is read with the concern itself rests on it whatever became of it (R23).
    let read_with = sharing.concern.filter(|_| record.addressed);
    rows.concerns.retain(|c| c.decided == 0 || Some(c.id) == read_with);
    let today = local_date(at);
    let age = age_band(&rows, today);
    let for_purpose = |purpose: SharingPurpose| {
        let question = Question {
            purpose,
            kind: caller.agency.kind,
            at,
            today,
            adult_now: matches!(age, AgeBand::From18To24 | AgeBand::From25),
            sixteen_or_seventeen: age == AgeBand::From16To17,
        };
        let standing = standing_of(&rows.consents, question);
        let ours = |agency| caller.agency.owns(agency);
        let objection = objection(standing.objected, &rows.decided, (ours, purpose), today);
        (standing, objection)
    };
    let (standing, objection) = for_purpose(sharing.purpose);
    let (_, objection_to_assessment) = for_purpose(SharingPurpose::ChildInNeedAssessment);
    let begun = rows.openings.iter().filter(|o| o.emergency == 0 && o.purpose == sharing.purpose);
    let begun_before = begun.clone().count() > 0;
    let still_begun = begun.into_iter().any(|o| o.until > at);
    let emergency = stated.and_then(|sharing| emergency::of(&rows, sharing, at, measures));
    let asked = approval::asked(&rows, caller, sharing, at);
    let facts = Facts {
        caller: CallerFacts {
            roles: caller.roles,
            agency_kind: caller.agency.kind,
            public_authority: caller.agency.public_authority,
            named_for_purpose: rows.named.iter().any(|n| n.purpose == sharing.purpose && n.until >= today),
            named_for_transfer: sharing.purpose == SharingPurpose::TransferBetweenAreas
                && rows.named.iter().any(|n| n.purpose == sharing.purpose && n.until >= today),
        },
        relationship: relationship(&rows, caller, measures, at, today),
        child: child(&rows, caller, age, today),
        sharing: SharingFacts {
            stated: stated.is_some(),
            purpose: sharing.purpose,
            basis: sharing.basis,
            dispense: sharing.dispense,
            justified: sharing.justified(),
            approval: asked.approval,
            emergency_open: emergency.is_some_and(|emergency| !emergency.begins),
            // While the glass is broken, to break it again asks for nothing and extends nothing (R31).
            emergency_asked: emergency.is_some_and(|emergency| emergency.begins),
            emergency_used_today: emergency::used_today(&rows, at),
            begun_without_anchor: still_begun,
            request: request(&rows, caller, sharing),
        },
        consent: ConsentFacts {
            standing: standing.standing,
            classes: standing.classes,
            by_person_concerned: standing.by_person_concerned,
            objection,
            objection_to_assessment,
        },
        record,
    };
    // A purpose may be begun without an anchor once, with a justification, for one working day (R10).
    let facts_if_begun = (!begun_before && sharing.justified() && rows.child.is_some()).then(|| {
        let mut begun = facts.clone();
        begun.sharing.begun_without_anchor = true;
        begun
    });
    Loaded {
        child: rows.child.as_ref().map(|c| c.id),
        facts,
        facts_if_begun,
        hidden: hidden(&rows, caller, today),
        markings: markings(&rows, caller, today),
        same_family_name: rows.child.as_ref().is_some_and(|c| bears_family_name(&caller.name, &c.family_key)),
        emergency,
        asks: asked.anew,
        sizes: rows.sizes.clone(),
        successions: Arc::clone(&caller.successions),
        adult_givers: standing.adult_givers.iter().map(ToString::to_string).collect(),
        rows,
    }
}

fn relationship(rows: &FactRows, caller: &Caller, measures: &Measures, at: Instant, today: Date) -> RelationshipFacts {
    let own: Vec<&InvolvementRow> = rows.involvements.iter().filter(|i| caller.agency.owns(i.agency)).collect();
    let open = own.iter().any(|i| i.state == InvolvementState::Open && i.started_on <= today);
    let ended = own.iter().any(|i| i.state == InvolvementState::Ended);
    let claimed = own.iter().any(|i| {
        // A claim ends with the agency whose person made it (R39).
        i.state == InvolvementState::Claimed
            && i.agency == caller.agency.id
            && measures.calendar.add_working_days(i.recorded_at, CLAIM_WORKING_DAYS) > at
    });
    let recently_ended = own
        .iter()
        .filter(|i| i.state == InvolvementState::Ended)
        .filter_map(|i| i.ended_on)
        .any(|on| on.plus_days(measures.grace_days) >= today);
    let widest = if open {
        Relationship::Open
    } else if ended {
        Relationship::Ended
    } else if claimed {
        Relationship::Claimed
    } else {
        Relationship::None
    };
    let named =
        own.iter().any(|i| json::<Vec<PersonId>>(&i.practitioners).unwrap_or_default().contains(&caller.person));
    let team = own.iter().any(|i| i.team.is_some() && i.team == caller.team);
    RelationshipFacts {
        widest,
        asked: by_others(rows, caller).any(|c| c.possible == 0 && caller.agency.owns(c.addressed_to))
            || open_checks(rows, caller).next().is_some(),
        recently_ended,
        own_part: if named {
            OwnPart::Named
        } else if team {
            OwnPart::SameTeam
        } else {
            OwnPart::AgencyOnly
        },
    }
}

/// The concerns that others raised: raising one gives its raiser nothing (R34).
fn by_others<'a>(rows: &'a FactRows, caller: &Caller) -> impl Iterator<Item = &'a ConcernRow> {
    let raiser = caller.person;
    rows.concerns.iter().filter(move |concern| concern.person != raiser)
}

fn child(rows: &FactRows, caller: &Caller, age: AgeBand, today: Date) -> ChildFacts {
    // The caller's areas are those of authorities that are open: an area is its authority's successor's (R39).
    let heir = |area: AgencyId| caller.successions.heir(area);
    let mut areas: HashSet<AgencyId> = by_others(rows, caller).map(|c| heir(c.addressed_to)).collect();
    if let Some(child) = &rows.child {
        // What the caller alone said of a child puts it into no area of theirs.
        areas.extend(child.area.filter(|_| child.described_by != Some(caller.person)).map(heir));
        areas.extend(child.responsible_authority.map(heir));
    }
    let in_area = caller.mash_areas.iter().any(|area| areas.contains(area))
        || (caller.roles.contains(Role::SocialWorker) && caller.agency.area.is_some_and(|a| areas.contains(&a)));
    let named = |p: &ProtectionRow| names(p, caller);
    let of = |kind: ProtectionKind| in_force(rows, today).filter(move |p| p.kind == kind);
    ChildFacts {
        in_area,
        responsible: rows
            .child
            .as_ref()
            .is_some_and(|c| c.responsible_authority.is_some_and(|authority| caller.agency.owns(authority))),
        level: present_level(rows),
        concern: work(rows.concerns.iter().filter(|c| c.possible == 0).map(|c| Some(c.person)), caller),
        section_47: works(rows, caller, today, &[ProtectiveWork::Section47, ProtectiveWork::StrategyDiscussion]),
        plan: works(rows, caller, today, &[ProtectiveWork::Plan]),
        missing: works(rows, caller, today, &[ProtectiveWork::Missing]),
        age,
        restricted: of(ProtectionKind::Restriction).any(|p| !named(p)),
        closed: of(ProtectionKind::Bar)
            .any(|p| p.agency.is_some_and(|a| caller.agency.answers_for(a)) || p.person == Some(caller.person))
            || of(ProtectionKind::Conflict).any(|p| p.person == Some(caller.person)),
        whereabouts: match of(ProtectionKind::Whereabouts).map(named).reduce(|a, b| a && b) {
            None => Whereabouts::Open,
            Some(true) => Whereabouts::ProtectedCallerNamed,
            Some(false) => Whereabouts::Protected,
        },
    }
}

fn in_force(rows: &FactRows, today: Date) -> impl Iterator<Item = &ProtectionRow> {
    rows.protections.iter().filter(move |p| p.until.is_none_or(|until| until >= today))
}

fn names(protection: &ProtectionRow, caller: &Caller) -> bool {
    json::<Vec<PersonId>>(&protection.named).unwrap_or_default().contains(&caller.person)
}

/// The first of the markings in force that do not name the caller: since when, and whose it is.
fn hidden(rows: &FactRows, caller: &Caller, today: Date) -> Option<(Instant, AgencyId)> {
    let hides = |p: &&ProtectionRow| p.kind == ProtectionKind::Whereabouts && !names(p, caller);
    in_force(rows, today).filter(hides).map(|p| (p.since, p.by)).min()
}

/// The markings in force that name the caller.
fn markings(rows: &FactRows, caller: &Caller, today: Date) -> Vec<ProtectionId> {
    let marks = |p: &&ProtectionRow| p.kind == ProtectionKind::Whereabouts && names(p, caller);
    in_force(rows, today).filter(marks).map(|p| p.id).collect()
}

/// The present level (R27): what a decision set stands; EARLY_HELP only while an authority or early help works with the child.
pub(crate) fn present_level(rows: &FactRows) -> LevelOfNeed {
    let Some(level) = &rows.level else { return LevelOfNeed::Universal };
    let helped = rows.involvements.iter().any(|i| {
        i.state == InvolvementState::Open && matches!(i.kind, AgencyKind::LocalAuthority | AgencyKind::EarlyHelp)
    });
    match level.level {
        LevelOfNeed::EarlyHelp if !helped => LevelOfNeed::Universal,
        level => level,
    }
}

fn works(rows: &FactRows, caller: &Caller, today: Date, kinds: &[ProtectiveWork]) -> Work {
    let open = rows
        .works
        .iter()
        .filter(|w| kinds.contains(&w.kind) && w.opened_on <= today && w.closed_on.is_none_or(|on| on > today));
    work(open.map(|w| w.person), caller)
}

fn work(put_by: impl Iterator<Item = Option<PersonId>>, caller: &Caller) -> Work {
    put_by
        .map(|person| if person == Some(caller.person) { Work::ByCaller } else { Work::ByAnother })
        .max()
        .unwrap_or(Work::None)
}

/// The checks that are put to the caller's agency and not answered yet (R14).
fn open_checks<'a>(rows: &'a FactRows, caller: &'a Caller) -> impl Iterator<Item = &'a CheckRow> {
    rows.checks.iter().filter(|c| caller.agency.owns(c.asked_agency) && c.status == CheckStatus::Open)
}

/// The check or the concern that the request names, where it is addressed to the caller's agency.
fn request(rows: &FactRows, caller: &Caller, sharing: &Sharing) -> Option<RequestFacts> {
    let check = sharing.check.and_then(|id| open_checks(rows, caller).find(|c| c.id == id)).map(|check| RequestFacts {
        kind: RequestKind::Check,
        purpose: check.purpose,
        classes: check.classes.set(),
        consent: check.ground == Some(CheckGround::Consent),
        dispensed: check.ground == Some(CheckGround::DispensingDecision),
    });
    check.or_else(|| {
        let concern = sharing.concern?;
        rows.concerns
            .iter()
            .find(|c| {
                let serves = caller.mash_areas.contains(&caller.successions.heir(c.addressed_to));
                c.id == concern && (caller.agency.owns(c.addressed_to) || serves)
            })
            .map(|concern| RequestFacts {
                kind: RequestKind::Concern,
                purpose: SharingPurpose::ReferralScreening,
                classes: Set::EMPTY,
                consent: false,
                dispensed: concern.dispensed == 1,
            })
    })
}

fn age_band(rows: &FactRows, today: Date) -> AgeBand {
    let Some(child) = &rows.child else { return AgeBand::Under16 };
    match child.date_of_birth {
        None if child.expected_date_of_birth.is_some() => AgeBand::Unborn,
        None => AgeBand::Under16,
        Some(born) if born > today => AgeBand::Unborn,
        Some(born) if born.plus_years(16) > today => AgeBand::Under16,
        Some(born) if born.plus_years(18) > today => AgeBand::From16To17,
        Some(born) if born.plus_years(25) > today => AgeBand::From18To24,
        Some(_) => AgeBand::From25,
    }
}
