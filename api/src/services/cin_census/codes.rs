//! The census's code lists, with a plain word for each. A code outside its list is kept as reported and flagged.

use entities::words::Sex;

/// A code and what it means.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// As it stands in the return.
    pub code: &'static str,
    /// In plain words, as they read within a sentence.
    pub label: &'static str,
}

macro_rules! codes {
    ($( #[doc = $doc:literal] $name:ident { $( $code:literal $label:literal )+ } )+) => {$(
        #[doc = $doc]
        pub const $name: &[Code] = &[$( Code { code: $code, label: $label } ),+];
    )+};
}

/// The code of that list, if it is in it. White space around it does not count, case does.
#[must_use]
pub fn find(list: &'static [Code], reported: &str) -> Option<&'static Code> {
    list.iter().find(|code| code.code == reported.trim())
}

/// The sex that a code says, in either of the census's lists: M, F and U, and before 2025 1, 2, 9 and 0.
#[must_use]
pub fn sex(reported: &str) -> Option<Sex> {
    match reported.trim() {
        "M" | "1" => Some(Sex::M),
        "F" | "2" => Some(Sex::F),
        "U" | "9" | "0" => Some(Sex::U),
        _ => None,
    }
}

codes! {
    /// Who referred the child.
    REFERRAL_SOURCES {
        "1A" "a family member, relative or carer" "1B" "an acquaintance" "1C" "the child themself"
        "1D" "another individual" "2A" "a school" "2B" "education services" "3A" "a GP" "3B" "a health visitor"
        "3C" "a school nurse" "3D" "another primary health service" "3E" "an emergency department"
        "3F" "another health service" "4" "housing" "5A" "the authority's own social care, such as adult services"
        "5B" "another part of the authority" "5C" "another local authority" "5D" "the authority's early help"
        "6" "the police" "7" "a court, probation, immigration, Cafcass or a prison"
        "8" "a children's centre, independent provider or voluntary organisation" "9" "somebody anonymous"
        "10" "a source that was not recorded"
    }
    /// Why the child mainly needs help.
    PRIMARY_NEEDS {
        "N0" "not stated" "N1" "abuse or neglect" "N2" "the child's disability or illness"
        "N3" "a parent's disability or illness" "N4" "a family in acute stress" "N5" "family dysfunction"
        "N6" "socially unacceptable behaviour" "N7" "low income" "N8" "absent parenting"
        "N9" "a case other than a child in need"
    }
    /// What an assessment found. A: the child; B: a parent or carer; C: another person in the household.
    FACTORS {
        "1A" "alcohol misuse by the child" "1B" "alcohol misuse by a parent or carer"
        "1C" "alcohol misuse by another person in the household"
        "2A" "drug misuse by the child" "2B" "drug misuse by a parent or carer"
        "2C" "drug misuse by another person in the household"
        "3A" "domestic abuse of the child" "3B" "domestic abuse of a parent or carer"
        "3C" "domestic abuse of another person in the household"
        "4A" "the child's mental health" "4B" "a parent's or carer's mental health"
        "4C" "the mental health of another person in the household"
        "5A" "the child's learning disability" "5B" "a parent's or carer's learning disability"
        "5C" "the learning disability of another person in the household"
        "6A" "the child's physical disability or illness" "6B" "a parent's or carer's physical disability or illness"
        "6C" "the physical disability or illness of another person in the household"
        "7A" "the child is a young carer"
        "8B" "privately fostered, from overseas and intending to return"
        "8C" "privately fostered, from overseas and intending to stay"
        "8D" "privately fostered while in education" "8E" "privately fostered in another family arrangement"
        "8F" "privately fostered for another reason"
        "9A" "an unaccompanied asylum-seeking child" "10A" "going missing" "11A" "child sexual exploitation"
        "12A" "trafficking" "13A" "gangs" "14A" "socially unacceptable behaviour" "15A" "self-harm" "16A" "neglect"
        "17A" "emotional abuse" "18A" "physical abuse" "18B" "physical abuse by another child"
        "18C" "physical abuse by an adult" "19A" "sexual abuse" "19B" "sexual abuse by another child"
        "19C" "sexual abuse by an adult" "20" "another factor" "21" "no factors" "22A" "female genital mutilation"
        "23A" "abuse linked to faith or belief" "24A" "child criminal exploitation"
    }
    /// Why a case was closed.
    CLOSURE_REASONS {
        "RC1" "adopted" "RC2" "died" "RC3" "child arrangements order" "RC4" "special guardianship order"
        "RC5" "transferred to the children's services of another authority" "RC6" "transferred to adult social care"
        "RC7" "services ceased for another reason" "RC8" "closed after assessment, no further action"
        "RC9" "closed after assessment, referred to early help"
    }
    /// What kind of harm a child protection plan is about.
    ABUSE_CATEGORIES {
        "NEG" "neglect" "PHY" "physical abuse" "SAB" "sexual abuse" "EMO" "emotional abuse" "MUL" "several kinds of abuse"
    }
    /// Ethnic background.
    ETHNICITIES {
        "WBRI" "White British" "WIRI" "White Irish" "WIRT" "Traveller of Irish heritage" "WROM" "Gypsy or Roma"
        "WOTH" "any other White background" "MWBC" "White and Black Caribbean" "MWBA" "White and Black African"
        "MWAS" "White and Asian" "MOTH" "any other mixed background" "AIND" "Indian" "APKN" "Pakistani"
        "ABAN" "Bangladeshi" "CHNE" "Chinese" "AOTH" "any other Asian background" "BCRB" "Black Caribbean"
        "BAFR" "Black African" "BOTH" "any other Black background" "OOTH" "any other ethnic group" "REFU" "refused"
        "NOBT" "not yet obtained"
    }
    /// Disability.
    DISABILITIES {
        "NONE" "none" "MOB" "mobility" "HAND" "hand function" "PC" "personal care" "INC" "incontinence"
        "COMM" "communication" "LD" "learning" "HEAR" "hearing" "VIS" "vision" "BEH" "behaviour" "CON" "consciousness"
        "AUT" "autism" "DDA" "another disability within the Equality Act"
    }
    /// Why there is no unique pupil number.
    UPN_UNKNOWN {
        "UN1" "not of school age, or not yet given" "UN2" "never at a maintained school in England"
        "UN3" "educated outside England" "UN4" "newly looked after and not yet known" "UN5" "sources disagree"
        "UN6" "reason UN6" "UN7" "referral with no further action"
    }
}
