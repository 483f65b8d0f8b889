//! The reader and the mapping on returns that nobody here wrote, on invented ones of each year, and on hostile ones. Here is
//! what the tests share.

mod checks;
mod files;
mod mapping;

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

use entities::Date;
use tempfile::NamedTempFile;

use super::*;
use crate::plain::calendar::Calendar;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}
fn today() -> Date {
    date("2026-11-21")
}
fn calendar() -> Arc<Calendar> {
    Arc::default()
}
fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}
fn message(children: &str) -> String {
    format!(
        "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2025</Year>\
         <ReferenceDate>2025-03-31</ReferenceDate></CollectionDetails></Header><Children>{children}</Children></Message>"
    )
}
fn read(content: &str) -> Vec<CensusChild> {
    let file = file(content.as_bytes());
    children(file.path(), today(), &calendar()).unwrap().map(Result::unwrap).collect()
}
fn one(child: &str) -> CensusChild {
    let mut all = read(&message(&format!("<Child>{child}</Child>")));
    assert_eq!(all.len(), 1);
    all.remove(0)
}
fn unreadable(content: &[u8]) -> Unreadable {
    scan(file(content).path(), today(), &calendar(), |_, _| ()).unwrap_err()
}
fn rules(child: &CensusChild) -> BTreeSet<&'static str> {
    child.problems.iter().map(|problem| problem.rule).collect()
}
fn sample_of(year: i32, bad_per_thousand: u64) -> (NamedTempFile, sample::Written) {
    let file = NamedTempFile::new().unwrap();
    let options = sample::Options { year, children: 400, bad_per_thousand, seed: 11 };
    let written = sample::write(&options, file.as_file()).unwrap();
    (file, written)
}
fn plans(file: &NamedTempFile) -> Vec<ImportedChild> {
    children(file.path(), today(), &calendar())
        .unwrap()
        .map(|child| plan(&child.unwrap(), today(), &calendar()))
        .collect()
}

/// A child with one of everything, and nothing wrong.
const WHOLE: &str = "<ChildIdentifiers><LAchildID>A1</LAchildID><UPN>X801200016001</UPN>\
    <PersonBirthDate>2015-03-27</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>\
    <ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>HEAR</Disability></Disabilities>\
    </ChildCharacteristics><CINdetails><CINreferralDate>2024-01-08</CINreferralDate><ReferralSource>2A</ReferralSource>\
    <PrimaryNeedCode>N1</PrimaryNeedCode><CINclosureDate>2025-01-20</CINclosureDate>\
    <ReasonForClosure>RC9</ReasonForClosure><DateOfInitialCPC>2024-01-29</DateOfInitialCPC><Assessments>\
    <AssessmentActualStartDate>2024-01-09</AssessmentActualStartDate>\
    <AssessmentAuthorisationDate>2024-02-12</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>\
    <AssessmentFactors>3B</AssessmentFactors><AssessmentFactors>4A</AssessmentFactors></FactorsIdentifiedAtAssessment>\
    </Assessments><Section47><S47ActualStartDate>2024-01-15</S47ActualStartDate>\
    <InitialCPCtarget>2024-02-05</InitialCPCtarget><DateOfInitialCPC>2024-01-29</DateOfInitialCPC>\
    <ICPCnotRequired>0</ICPCnotRequired></Section47><ReferralNFA>0</ReferralNFA><ChildProtectionPlans>\
    <CPPstartDate>2024-01-29</CPPstartDate><CPPendDate>2024-10-14</CPPendDate>\
    <InitialCategoryOfAbuse>PHY</InitialCategoryOfAbuse><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse>\
    <NumberOfPreviousCPP>0</NumberOfPreviousCPP><Reviews><CPPreviewDate>2024-04-22</CPPreviewDate></Reviews>\
    </ChildProtectionPlans><CINPlanDates><CINPlanStartDate>2024-10-14</CINPlanStartDate>\
    <CINPlanEndDate>2025-01-13</CINPlanEndDate></CINPlanDates><PreProceedingsandFGDM>\
    <PPStartDate>2024-06-03</PPStartDate><LBPSentDate>2024-06-10</LBPSentDate><FGDMMeetingOffer>1</FGDMMeetingOffer>\
    <PPOutcome>A</PPOutcome></PreProceedingsandFGDM></CINdetails>";
