//! Invented returns in the shape of each year from 2021 to 2026, for tests and for measuring.
//!
//! The same seed makes the same children, and each year's return says what was known of them on its last day, so that a
//! later return of one seed carries on from an earlier. Without bad values a return breaks no rule.

use std::io::{self, Write};

use entities::Date;

use super::codes::{DISABILITIES, ETHNICITIES};
use crate::plain::calendar::Calendar;
use crate::plain::numbers::upn_check_letter;

/// What a return shall hold.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The census year, 2021 to 2026; the return is about the year to its 31 March.
    pub year: i32,
    /// How many children.
    pub children: u64,
    /// How many children of a thousand have one bad value.
    pub bad_per_thousand: u64,
    /// What the invention depends on.
    pub seed: u64,
}

/// What a return came to hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Children.
    pub children: u64,
    /// Their episodes of need.
    pub episodes: u64,
    /// Children with a bad value.
    pub bad: u64,
}

/// Writes a return.
///
/// # Errors
/// Where it cannot be written.
pub fn write(options: &Options, out: impl Write) -> io::Result<Written> {
    let known = Date::new(options.year, 3, 31).ok_or_else(|| io::Error::other("no such year"))?;
    let mut xml = Xml { out: io::BufWriter::new(out), year: options.year, known, calendar: Calendar::new() };
    let mut written = Written::default();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message>\n<Header><CollectionDetails>")?;
    xml.leaf("Collection", "CIN")?;
    xml.leaf("Year", &options.year.to_string())?;
    xml.leaf("ReferenceDate", &known.to_string())?;
    xml.raw("</CollectionDetails><Source>")?;
    xml.leaf("SourceLevel", "L")?;
    xml.leaf("LEA", "899")?;
    xml.leaf("SoftwareCode", "safeguarding hub sample")?;
    xml.raw("</Source></Header>\n<Children>\n")?;
    for n in 0..options.children {
        let mut dice = Dice(options.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ n.wrapping_mul(0xd134_2543_de82_ef95));
        let bad = (dice.roll(1000) < options.bad_per_thousand).then(|| BAD.get(index(n, BAD.len())).copied()).flatten();
        written.children += 1;
        written.bad += u64::from(bad.is_some());
        written.episodes += xml.child(options.seed, n, &mut dice, bad)?;
    }
    xml.raw("</Children>\n</Message>\n")?;
    xml.out.flush()?;
    Ok(written)
}

/// What may be wrong with a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bad {
    UpnLetter,
    NoNumber,
    ReferralSource,
    DateShape,
    FutureDate,
    ClosedBefore,
    StrayText,
    UnknownElement,
}

const BAD: [Bad; 8] = [
    Bad::UpnLetter,
    Bad::NoNumber,
    Bad::ReferralSource,
    Bad::DateShape,
    Bad::FutureDate,
    Bad::ClosedBefore,
    Bad::StrayText,
    Bad::UnknownElement,
];

/// Numbers that look random and depend on the seed alone (splitmix64).
struct Dice(u64);

impl Dice {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    const fn roll(&mut self, sides: u64) -> u64 {
        self.next() % sides
    }
    fn days(&mut self, least: i64, sides: u64) -> i64 {
        least + i64::try_from(self.roll(sides)).unwrap_or(0)
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(index(self.next(), from.len())).copied().unwrap_or_default()
    }
}

fn index(n: u64, len: usize) -> usize {
    usize::try_from(n % (len as u64).max(1)).unwrap_or(0)
}

struct Xml<W: Write> {
    out: io::BufWriter<W>,
    year: i32,
    /// The last day of which the return knows.
    known: Date,
    calendar: Calendar,
}

impl<W: Write> Xml<W> {
    fn raw(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    fn leaf(&mut self, name: &str, value: &str) -> io::Result<()> {
        writeln!(self.out, "<{name}>{value}</{name}>")
    }

    /// A date, if it was known by then.
    fn date(&mut self, name: &str, date: Date) -> io::Result<()> {
        if date <= self.known { self.leaf(name, &date.to_string()) } else { Ok(()) }
    }

    fn child(&mut self, seed: u64, n: u64, dice: &mut Dice, bad: Option<Bad>) -> io::Result<u64> {
        self.raw("<Child>\n<ChildIdentifiers>\n")?;
        if bad != Some(Bad::NoNumber) {
            self.leaf("LAchildID", &format!("S{}C{n:09}", seed % 1_000_000))?;
        }
        let digits = format!("X899{:09}", (seed.wrapping_mul(7919) + n) % 1_000_000_000);
        let letter = upn_check_letter(&digits).unwrap_or('X');
        let letter = match bad {
            Some(Bad::UpnLetter) if letter == 'A' => 'B',
            Some(Bad::UpnLetter) => 'A',
            _ => letter,
        };
        if bad == Some(Bad::UpnLetter) || dice.roll(10) < 8 {
            self.leaf("UPN", &format!("{letter}{}", digits.trim_start_matches('X')))?;
        } else {
            self.leaf("UPNunknown", dice.pick(&["UN1", "UN2", "UN3", "UN5"]))?;
        }
        if bad == Some(Bad::StrayText) {
            self.raw("PersonBirthDate\n")?;
        }
        let born = Date::new(2006, 1, 1).unwrap_or(self.known).plus_days(dice.days(0, 4700));
        self.leaf(
            "PersonBirthDate",
            &if bad == Some(Bad::DateShape) { "01/02/2012".into() } else { born.to_string() },
        )?;
        let sex = dice.roll(2);
        if self.year < 2025 {
            self.leaf("GenderCurrent", if sex == 0 { "1" } else { "2" })?;
        } else {
            self.leaf("Sex", if sex == 0 { "M" } else { "F" })?;
        }
        self.raw("</ChildIdentifiers>\n<ChildCharacteristics>\n")?;
        let ethnicity = ETHNICITIES.get(index(dice.next(), ETHNICITIES.len())).map_or("NOBT", |code| code.code);
        self.leaf("Ethnicity", ethnicity)?;
        let disability = match dice.roll(4) {
            0 => DISABILITIES.get(1 + index(dice.next(), DISABILITIES.len() - 1)).map_or("NONE", |code| code.code),
            _ => "NONE",
        };
        self.raw("<Disabilities>")?;
        self.leaf("Disability", disability)?;
        self.raw("</Disabilities>\n")?;
        if bad == Some(Bad::UnknownElement) {
            self.leaf("ShoeSize", "4")?;
        }
        self.raw("</ChildCharacteristics>\n")?;

        let first = Date::new(2020, 1, 6).unwrap_or(self.known).plus_days(dice.days(0, 330));
        let closed = self.episode(first, dice, bad)?;
        let again = closed.plus_days(dice.days(100, 900));
        let mut episodes = 1;
        if dice.roll(4) == 0 && again <= self.known {
            self.episode(again, dice, None)?;
            episodes += 1;
        }
        self.raw("</Child>\n")?;
        Ok(episodes)
    }

    /// Writes an episode that begins about that day, and says when it is closed.
    fn episode(&mut self, about: Date, dice: &mut Dice, bad: Option<Bad>) -> io::Result<Date> {
        let referral = self.calendar.working_day_from(about);
        let nothing = bad.is_none() && dice.roll(100) < 15;
        let assessed = referral.plus_days(dice.days(1, 5)).plus_days(dice.days(20, 25));
        let enquiry = self.calendar.working_day_from(referral.plus_days(7));
        let has_enquiry = !nothing && dice.roll(10) < 4;
        let is_protected = has_enquiry && dice.roll(10) < 6;
        // Two weeks on the same weekday, so never at a weekend.
        let conference = enquiry.plus_days(14);
        let protected_until = conference.plus_days(dice.days(200, 400));
        let plan = if is_protected { protected_until } else { referral.plus_days(50) };
        let plan_end = plan.plus_days(dice.days(60, 300));
        let closed = if nothing { referral } else { plan_end.plus_days(14) };

        self.raw("<CINdetails>\n")?;
        self.date("CINreferralDate", referral)?;
        let sources = ["1A", "1C", "2A", "3A", "3B", "3E", "4", "5C", "5D", "6", "8", "9"];
        let source = dice.pick(&sources);
        self.leaf("ReferralSource", if bad == Some(Bad::ReferralSource) { "ZZ" } else { source })?;
        self.leaf("PrimaryNeedCode", dice.pick(&["N1", "N2", "N3", "N4", "N5", "N8"]))?;
        let reason = dice.pick(&["RC3", "RC4", "RC5", "RC7", "RC8", "RC9", "RC9"]);
        match bad {
            Some(Bad::FutureDate) => self.leaf("CINclosureDate", "2091-02-03")?,
            Some(Bad::ClosedBefore) => self.leaf("CINclosureDate", &referral.plus_days(-9).to_string())?,
            _ if !nothing => self.date("CINclosureDate", closed)?,
            _ => {}
        }
        if matches!(bad, Some(Bad::FutureDate | Bad::ClosedBefore)) || (!nothing && closed <= self.known) {
            self.leaf("ReasonForClosure", reason)?;
        }
        if is_protected {
            self.date("DateOfInitialCPC", conference)?;
        }
        self.leaf("ReferralNFA", if nothing { "true" } else { "false" })?;
        if !nothing {
            self.assessment(referral, assessed, dice)?;
            self.cin_plan(plan, plan_end)?;
        }
        if has_enquiry && enquiry <= self.known {
            self.enquiry(enquiry, conference, is_protected)?;
        }
        if is_protected && conference <= self.known {
            self.protection(conference, protected_until, dice)?;
        }
        let lawyers = conference.plus_days(60);
        if self.year >= 2026 && is_protected && dice.roll(5) == 0 && lawyers <= self.known {
            self.pre_proceedings(lawyers)?;
        }
        self.raw("</CINdetails>\n")?;
        Ok(closed)
    }

    fn assessment(&mut self, start: Date, done: Date, dice: &mut Dice) -> io::Result<()> {
        self.raw("<Assessments>\n")?;
        self.date("AssessmentActualStartDate", start)?;
        self.date("AssessmentAuthorisationDate", done)?;
        if done <= self.known {
            self.raw("<FactorsIdentifiedAtAssessment>\n")?;
            self.leaf("AssessmentFactors", dice.pick(&["1B", "2B", "2C", "3A", "3B", "4A", "4B", "6A", "10A", "16A"]))?;
            self.leaf("AssessmentFactors", dice.pick(&["5B", "7A", "11A", "13A", "15A", "17A", "18C", "24A"]))?;
            self.raw("</FactorsIdentifiedAtAssessment>\n")?;
        }
        self.raw("</Assessments>\n")
    }

    fn cin_plan(&mut self, start: Date, end: Date) -> io::Result<()> {
        if start > self.known {
            return Ok(());
        }
        self.raw("<CINPlanDates>\n")?;
        self.date("CINPlanStartDate", start)?;
        self.date("CINPlanEndDate", end)?;
        self.raw("</CINPlanDates>\n")
    }

    fn enquiry(&mut self, start: Date, conference: Date, held: bool) -> io::Result<()> {
        self.raw("<Section47>\n")?;
        self.date("S47ActualStartDate", start)?;
        let target = self.calendar.add_working_days_to_date(start, 15);
        self.leaf("InitialCPCtarget", &target.to_string())?;
        if held {
            self.date("DateOfInitialCPC", conference)?;
        }
        self.leaf("ICPCnotRequired", if held { "false" } else { "true" })?;
        self.raw("</Section47>\n")
    }

    fn protection(&mut self, start: Date, end: Date, dice: &mut Dice) -> io::Result<()> {
        let category = dice.pick(&["NEG", "PHY", "SAB", "EMO"]);
        self.raw("<ChildProtectionPlans>\n")?;
        self.date("CPPstartDate", start)?;
        self.date("CPPendDate", end)?;
        self.leaf("InitialCategoryOfAbuse", category)?;
        self.leaf("LatestCategoryOfAbuse", category)?;
        self.leaf("NumberOfPreviousCPP", "0")?;
        for review in [85, 260, 440].map(|days| start.plus_days(days)) {
            if review <= end && review <= self.known {
                self.raw("<Reviews>")?;
                self.date("CPPreviewDate", review)?;
                self.raw("</Reviews>\n")?;
            }
        }
        self.raw("</ChildProtectionPlans>\n")
    }

    fn pre_proceedings(&mut self, start: Date) -> io::Result<()> {
        self.raw("<PreProceedingsandFGDM>\n")?;
        self.date("PPStartDate", start)?;
        self.date("LBPSentDate", start.plus_days(7))?;
        self.leaf("FGDMMeetingOffer", "1")?;
        self.leaf("FGDMMeetingFac", "0")?;
        self.date("InitialPPMeetingDate", start.plus_days(20))?;
        self.leaf("ReviewMeetingsCount", "2")?;
        self.date("StepDecisionDate", start.plus_days(110))?;
        self.leaf("PPOutcome", "A")?;
        self.raw("</PreProceedingsandFGDM>\n")
    }
}
