//! From what was said to a child: linked to a known one by a verified number that nothing contradicts, or to one that is
//! open to the caller; else a new record, with the children whom it may be.

use entities::Date;
use entities::ids::{AgencyId, ChildId};
use entities::rows::{child, child_identifier};
use entities::words::IdentifierSystem;

use super::super::problems::Problems;
use super::check::{self, Described, Number};
use super::said::{ChildSaid, KnownChild};
use crate::disclosure::{Candidate, ChildKey, PlanError, Recording, Rows, Traits};
use crate::plain::calendar::local_date;
use crate::plain::text::{normalise_name, postcode_in};

/// What is to be linked, and so to which records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linking {
    /// What is recorded about the child: never to a record that is restricted, or closed to the caller.
    Record,
    /// What keeps somebody out, and shows nothing: to a closed one too.
    Protection,
}

/// The child whom somebody meant.
#[derive(Debug)]
pub(crate) struct Identified {
    /// The known child, or the new one.
    pub(crate) child: ChildId,
    /// The child's area, so far as it is known: the linked child's, else that of the caller's agency.
    pub(crate) area: Option<AgencyId>,
    /// The row of a new child; none where a known one was linked.
    pub(crate) new: Option<child::Model>,
    /// A new child's numbers that nothing bears out, kept as reported.
    pub(crate) reported: Vec<child_identifier::Model>,
    /// Further known children whom the words mean as well; for what keeps somebody out, which holds for all of them.
    pub(crate) also: Vec<ChildId>,
    /// Known children who may be the same one, where none was linked; for the MASH addressed, and for no answer.
    pub(crate) matches: Vec<ChildId>,
    /// The same among restricted records; for their custodians, and for no answer.
    pub(crate) kept: Vec<ChildId>,
}

impl Identified {
    /// Adds the rows of a new child.
    pub(crate) fn write(self, rows: &mut Rows) {
        if let Some(row) = self.new {
            rows.add(row);
        }
        for number in self.reported {
            rows.add(number);
        }
    }
}

/// Finds the child that is meant; `field` is where it stands in the input, `why` the reason that a new record gives. None
/// where what was said cannot be kept: then there are problems. The same statements run whatever the hub knows.
///
/// # Errors
/// Where the hub cannot answer.
pub(crate) async fn identify(
    recording: &Recording<'_>,
    problems: &mut Problems,
    field: &str,
    said: &ChildSaid,
    linking: Linking,
    why: &str,
) -> Result<Option<Identified>, PlanError> {
    let before = problems.count();
    let today = local_date(recording.caller.at);
    let described =
        said.described.as_ref().map(|d| check::check_details(problems, &format!("{field}.described"), d, today));
    let mut numbers = described.as_ref().map(|d| d.numbers.clone()).unwrap_or_default();
    let key = named(problems, field, said, &mut numbers);
    let traits = traits(described.as_ref(), &numbers);
    let named = match &key {
        Some(key) => recording.snapshot.open_child(recording.caller, key).await?,
        None => None,
    };
    let (open, shut) = match named {
        Some(named) if named.restricted => (None, Some(named.id)),
        open => (open, None),
    };
    let found = recording.snapshot.candidates(recording.caller, &traits).await?;
    // Restricted records that were named by a number or an id, also where the rest of the input will not do.
    let numbered = || by_number(&found, &traits).filter(|c| c.restricted);
    recording.attempted(numbered().filter(|c| c.shut).map(|c| c.id).chain(shut));
    if described.is_none() && open.is_none() && matches!(said.known, Some(KnownChild::Id(_))) {
        problems.add(
            &format!("{field}.known.id"),
            "SAY_WHO_THE_CHILD_IS",
            "an id alone serves only where the record is open to you: describe the child as well",
        );
    }
    if problems.count() > before {
        return Ok(None);
    }
    let details = described.unwrap_or_default();
    // Two children by the numbers given, or another than the one named: then nobody knows which is meant.
    let meant = meant(open, &found, &details, &traits, linking, today);
    if let Some((known, others)) = meant.split_first().filter(|(_, o)| o.is_empty() || linking == Linking::Protection) {
        let area = known.area.or(recording.caller.agency.area);
        let also = others.iter().map(|other| other.id).collect();
        return Ok(Some(Identified {
            child: known.id,
            area,
            new: None,
            reported: Vec::new(),
            also,
            matches: Vec::new(),
            // A record that bears a number may stand beside a restricted one that bears it too: whose custodians hear all the same.
            kept: numbered().map(|c| c.id).collect(),
        }));
    }
    let (kept, open): (Vec<_>, Vec<_>) = found.iter().partition(|c| c.restricted);
    let ids = |of: Vec<&Candidate>| of.into_iter().map(|c| c.id).collect();
    new_child(recording, &details, &numbers, (ids(open), ids(kept)), why, today).map(Some)
}

/// The key by which a child that may be open to the caller is looked up; the numbers are added to those described.
fn named(problems: &mut Problems, field: &str, said: &ChildSaid, numbers: &mut Vec<Number>) -> Option<ChildKey> {
    let described = said.described.is_some();
    let beside = |problems: &mut Problems, name: &str| {
        if !described {
            problems.add(
                &format!("{field}.described"),
                "SAY_WHO_THE_CHILD_IS",
                "a number may be mistyped: describe the child beside it",
            );
        }
        format!("{field}.known.{name}")
    };
    let read = match &said.known {
        None => {
            if !described {
                problems.add(field, "NO_CHILD", "say who the child is: give `known`, `described` or both");
            }
            return None;
        }
        Some(KnownChild::Id(id)) => return Some(ChildKey::Id(*id)),
        Some(KnownChild::Local(agency, value)) => {
            let at = beside(problems, "localId.value");
            let value = problems.text(&at, value);
            return Some(ChildKey::Local(*agency, value));
        }
        Some(KnownChild::NhsNumber(number)) => {
            let at = beside(problems, "nhsNumber");
            (check::keep(problems, &at, check::nhs(number)), at)
        }
        Some(KnownChild::Upn(upn)) => {
            let at = beside(problems, "upn");
            (check::keep(problems, &at, check::upn(upn)), at)
        }
    };
    let (Some(number), at) = read else { return None };
    let same_kind = |other: &&Number| {
        matches!(
            (*other, &number),
            (Number::Nhs(_), Number::Nhs(_))
                | (Number::Upn(_) | Number::TemporaryUpn(_), Number::Upn(_) | Number::TemporaryUpn(_))
        )
    };
    match numbers.iter().find(same_kind) {
        Some(other) if *other != number => {
            problems.add(&at, "TWO_NUMBERS", "this is another number than the one in `described`: check both");
        }
        Some(_) => {}
        None => numbers.push(number),
    }
    None
}

fn traits(described: Option<&Described>, numbers: &[Number]) -> Traits {
    let key = |name: Option<&String>| name.map(|n| normalise_name(n)).filter(|n| !n.is_empty());
    let details = described.map(|d| &d.details);
    let unborn = details.filter(|d| d.date_of_birth.is_none() && d.expected_date_of_birth.is_some());
    Traits {
        nhs_number: numbers.iter().find_map(|n| if let Number::Nhs(n) = n { Some(n.clone()) } else { None }),
        upn: numbers.iter().find_map(|n| if let Number::Upn(n) = n { Some(n.clone()) } else { None }),
        given_key: key(details.and_then(|d| d.given_name.as_ref())),
        family_key: key(details.and_then(|d| d.family_name.as_ref())),
        date_of_birth: details.and_then(|d| d.date_of_birth),
        mother_of_unborn: key(unborn.and_then(|d| d.mother.as_ref()).and_then(|m| m.name.as_ref())),
    }
}

/// The known children who are meant and may be linked. One that is shut to the caller is as if it were not there (R28), also
/// where another record bears its number, but to what keeps the caller out.
fn meant(
    open: Option<Candidate>,
    found: &[Candidate],
    described: &Described,
    traits: &Traits,
    linking: Linking,
    today: Date,
) -> Vec<Candidate> {
    // Whom a date of birth contradicts is not meant, and stands in nobody's way: a number may have been put to the wrong child
    // before (R34).
    let allowed = |c: &Candidate| linking == Linking::Protection || !(c.restricted || c.closed);
    let mut meant: Vec<Candidate> = open
        .iter()
        .chain(by_number(found, traits))
        .filter(|c| allowed(c) && !contradicted(c, described, today))
        .cloned()
        .collect();
    meant.sort_by_key(|c| c.id);
    meant.dedup_by_key(|c| c.id);
    meant
}

/// The children found that bear a number given.
fn by_number<'a>(found: &'a [Candidate], traits: &'a Traits) -> impl Iterator<Item = &'a Candidate> {
    found.iter().filter(|c| {
        (traits.nhs_number.is_some() && c.nhs_number == traits.nhs_number)
            || (traits.upn.is_some() && c.upn == traits.upn)
    })
}

/// Whether the dates of birth tell that it is another child.
fn contradicted(known: &Candidate, described: &Described, today: Date) -> bool {
    match (known.date_of_birth, described.details.date_of_birth, described.details.expected_date_of_birth) {
        (Some(known), Some(said), _) => known != said,
        // Said to be unborn, and known to have been born: the number is another's, the mother's or a sibling's.
        (Some(born), None, Some(expected)) => born <= today && expected > today,
        _ => false,
    }
}

fn new_child(
    recording: &Recording<'_>,
    described: &Described,
    numbers: &[Number],
    (matches, kept): (Vec<ChildId>, Vec<ChildId>),
    why: &str,
    today: Date,
) -> Result<Identified, PlanError> {
    let caller = recording.caller;
    let said = described.details.clone();
    let name_key = |name: &Option<String>| name.as_deref().map(normalise_name).unwrap_or_default();
    let id = ChildId(recording.uuid()?);
    let mut row = child::Model {
        id,
        version: 1,
        given_key: name_key(&said.given_name),
        family_key: name_key(&said.family_name),
        mother_key: said.mother.as_ref().map(|m| name_key(&m.name)).unwrap_or_default(),
        given_name: said.given_name,
        family_name: said.family_name,
        aliases: "[]".to_owned(),
        date_of_birth: said.date_of_birth,
        expected_date_of_birth: said.expected_date_of_birth,
        date_of_death: None,
        sex: said.sex,
        nhs_number: None,
        upn: None,
        postcode: said.address.as_deref().and_then(postcode_in).map(|p| p.replace(' ', "")),
        address: said.address,
        telephone: None,
        school: None,
        general_practice: None,
        responsible_authority: None,
        area: caller.agency.area,
        ethnicity: said.ethnicity,
        religion: None,
        disabilities: "[]".to_owned(),
        first_language: said.first_language,
        interpreter_needed: said.interpreter_needed,
        valid_from: today,
        reason: why.to_owned(),
        agency_id: caller.agency.id,
        person_id: Some(caller.person),
        log: 0,
        seq: 0,
    };
    let mut reported = Vec::new();
    for number in numbers {
        match number {
            Number::Nhs(number) => row.nhs_number = Some(number.clone()),
            Number::Upn(upn) => row.upn = Some(upn.clone()),
            Number::TemporaryUpn(upn) => reported.push(child_identifier::Model {
                id: recording.uuid()?.to_string(),
                child_id: id,
                system: IdentifierSystem::Upn,
                agency_id: None,
                value: upn.clone(),
                verified: false,
                log: 0,
                seq: 0,
            }),
        }
    }
    let also = Vec::new();
    Ok(Identified { child: id, area: caller.agency.area, new: Some(row), reported, also, matches, kept })
}
