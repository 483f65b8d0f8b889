//! Tobi's assessment, with the checks that his mother agreed to and the one that she did not; and what his school saw yesterday.

use serde_json::json;

use super::documents::{ACKNOWLEDGE, ANSWER, ASK, ASSESS, COMPLETE, CONCERN, SEEN};
use super::{Deed, begin, deed, round};
use crate::app::demo::mash_case::inputs::{answer, input, sharing, step, work};

const PURPOSE: &str = "CHILD_IN_NEED_ASSESSMENT";

pub(super) const DEEDS: &[Deed] = &[
    deed((150, 10), "social-worker", ASSESS, |s| {
        begin(s, PURPOSE, "With Ms Adeyemi and Tobi at their kitchen table. Both want it; Tobi wants it short.")
    })
    .keeps(&[("assessment", "/work/id")]),
    deed((149, 16), "social-worker", SEEN, |s| {
        let voice = "“Write down that I'm not bad at maths.”";
        work(s, "assessment", 1, json!({ "alone": true, "childVoice": voice, "text": "On the footbridge, which was his idea." }))
    }),
    deed((100, 10), "social-worker", ASK, |s| {
        let text = "For his assessment: how is Tobi, what helps, and who frightens him?";
        let whom = ["school-2", "gp", "camhs", "police"];
        round(s, sharing(PURPOSE), "ASSESSMENT_AUTHORISATION", text, &whom)
    })
    .keeps(&[
        ("check/school-2", "/round/checks[agencyKind=SCHOOL]/id"),
        ("check/gp", "/round/checks[agencyKind=GENERAL_PRACTICE]/id"),
        ("check/camhs", "/round/checks[agencyKind=HEALTH_PROVIDER]/id"),
    ]),
    deed((99, 9), "school-2", ANSWER, |s| answer(s, "school-2", "KNOWN_OPEN", "the school's record", json!({}))),
    deed((99, 12), "gp", ANSWER, |s| answer(s, "gp", "KNOWN_CLOSED", "the surgery's record", json!({}))),
    deed((98, 15), "camhs", ANSWER, |s| {
        let whom = json!({ "askWhom": "Iris Lund, CAMHS, 020 7946 0104: with Tobi's agreement" });
        answer(s, "camhs", "HELD_BUT_WITHHELD", "the clinic's record", whom)
    }),
    deed((96, 14), "social-worker", COMPLETE, |s| {
        let family = json!([
            { "name": "Folake Adeyemi", "role": "MOTHER", "parentalResponsibility": true, "tookPart": true },
            {
                "name": "Dayo Adeyemi", "role": "FATHER", "parentalResponsibility": true, "tookPart": false,
                "whyNot": "He has moved away and did not answer two letters; Tobi does not want a third.",
            },
        ]);
        let text = "Tobi owes money that he never borrowed and is afraid for his brother. He is held by his mother, a mentor, and a \
            room at school where no telephone works. Help as a child in need; it rests on his yes.";
        work(s, "assessment", 2, json!({ "decision": "CHILD_IN_NEED", "family": family, "text": text }))
    }),
    deed((95, 11), "manager", include_str!("documents/authorise.graphql"), |s| {
        let without = "His mother left the police out of her consent, and nothing here calls for going against her.";
        let text = "Read with Tobi's words first. Told to his mother in writing today.";
        work(s, "assessment", 3, json!({ "withoutChecks": without, "text": text }))
    }),
    deed((1, 15), "school-2", CONCERN, |s| {
        let described = json!({ "givenName": "Tobi", "familyName": "Adeyemi", "nhsNumber": "9990001235" });
        let concern = json!({
            "child": { "described": described },
            "whatHappened": "The two older boys were at the back gate again at half past seven. One of them called Tobi by a name that \
                we had not heard before, and he went to them. He came in ten minutes later and would not eat.",
            "impactOnChild": "He kept his coat on all day and asked twice what time it was.",
            "childVoice": "“It's fine. It's just a message.”",
            "familyInformed": "INFORMED_AND_AGREES",
            "actionsTaken": "The back gate is shut in the morning; his key worker meets him at the bus.",
            "suggestedLevelOfNeed": "CHILD_IN_NEED",
            "callBack": "020 7946 0107",
        });
        input(s, concern)
    })
    .keeps(&[("concern", "/concern/id")]),
    deed((1, 16), "mash", ACKNOWLEDGE, |s| step(s, 1, json!({}))),
];
