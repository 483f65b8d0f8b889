//! MATRIX.md and its pages: generated; a difference must be looked at, then written with `HUB_BLESS=1`.

use std::collections::BTreeSet;

use entities::Word;
use entities::words::{FieldClass, LawfulBasis, LevelOfNeed, RefusalCode, Role, SharingPurpose, WithheldReason};

use super::fixture::{blessing, book, here};
use crate::facts::ConsentStanding;
use crate::matrix::{Answer, Supposed, cells, pages, situations, suppose};

#[test]
fn r6_the_matrix_is_what_the_book_answers() {
    let book = book();
    let pages = pages(&book).unwrap();
    assert_eq!(book.errors(), 0);
    for (name, now) in &pages {
        let path = here().join(name);
        if blessing() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, now).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        let first = kept.lines().zip(now.lines()).find(|(a, b)| a != b);
        assert!(kept == *now, "{name} is not what the book answers; first difference: {first:?}");
    }
    let known: BTreeSet<_> = pages.iter().filter_map(|(name, _)| name.strip_prefix("matrix/")).collect();
    for item in std::fs::read_dir(here().join("matrix")).unwrap() {
        let name = item.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(name.as_str()), "matrix/{name} is no page of the matrix");
    }
}

/// Every situation that the rules of sharing list, and two that they do not.
#[test]
fn r6_the_matrix_has_every_situation() {
    let titles: BTreeSet<_> = situations().unwrap().into_iter().map(|s| s.title).collect();
    assert_eq!(titles.len(), 30);
    let cells = cells(&book()).unwrap();
    for title in titles {
        let refusals = cells.iter().filter(|c| c.situation == title && matches!(c.answer, Answer::Refused(_))).count();
        assert!(refusals > 0, "{title} refuses nobody");
    }
}

/// What somebody supposes is answered as the same situation of the matrix is.
#[test]
fn r19_what_is_supposed_is_answered_as_the_matrix_answers_it() {
    let book = book();
    let matrix = cells(&book).unwrap();
    let supposed = |consent, purpose| Supposed {
        role: Role::SocialWorker,
        public_authority: true,
        purpose,
        basis: LawfulBasis::PublicTask,
        consent,
        level: LevelOfNeed::ChildInNeed,
        borne_out: false,
    };
    let need = SharingPurpose::ChildInNeedAssessment;
    for (title, supposed) in [
        ("Child in need, with consent", supposed(ConsentStanding::Given, need)),
        ("Child in need, without consent", supposed(ConsentStanding::None, need)),
        ("Child in need, consent refused", supposed(ConsentStanding::Refused, need)),
    ] {
        let answers = suppose(&book, &supposed).unwrap();
        assert_eq!(answers.len(), FieldClass::ALL.len());
        let of_matrix = matrix.iter().filter(|c| c.situation == title && c.role == Role::SocialWorker);
        for (said, cell) in answers.iter().zip(of_matrix) {
            assert_eq!((said.answer, &said.policies), (cell.answer, &cell.policies), "{title}: {:?}", said.class);
        }
    }
    let all = |supposed| suppose(&book, &supposed).unwrap().into_iter().map(|cell| cell.answer);
    let screening = supposed(ConsentStanding::None, SharingPurpose::DirectCare);
    let refused = Answer::Refused(RefusalCode::PurposeNotOpenToRole);
    assert!(all(screening).all(|answer| answer == refused));
    // What is on record bears an enquiry out, and opens what it does not open otherwise.
    let enquiry = supposed(ConsentStanding::Refused, SharingPurpose::Section47Enquiry);
    assert!(all(enquiry).any(|answer| answer == Answer::Withheld(WithheldReason::Purpose)));
    assert!(all(Supposed { borne_out: true, ..enquiry }).all(|answer| answer == Answer::Given));
}
