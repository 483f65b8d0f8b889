//! The demo as a person meets it: each `hub try` shows what it promises, the first time and again, and one folder is one
//! running demo's.

mod mash_case;

use tests::demo::{Demo, said};

/// What an example shows: what stands on the page in that order, and what nowhere does.
struct Shows {
    name: &'static str,
    in_order: &'static [&'static str],
    never: &'static [&'static str],
}

const TOUR: &[Shows] = &[
    Shows {
        name: "record",
        in_order: &[
            "Amira Khan (social-worker)",
            "Mia Hartley",
            "CHILD_PROTECTION",
            "NHS number 9990001014",
            "Tanner Street",
            "Mia had a bruise on her upper arm",
            "Notice:",
        ],
        never: &["Information that Dean Rusk is in Tanner Street at night"],
    },
    Shows {
        name: "refused",
        in_order: &["Refused: PURPOSE_NOT_OPEN_TO_ROLE", "What to do: State the purpose", "In the log as access_"],
        never: &["Zofia Kowalska"],
    },
    Shows {
        name: "part",
        in_order: &[
            "withheld: NHS number (ROLE",
            "entry by a housing service withheld: what kind of event it was, what happened, the child's words (ROLE: this role \
             is never given it); ask Northmere Council Housing, 020 7946 0112",
            "Mia was met at the gate",
            "given nowhere: NHS_NUMBER, HOUSING_FINANCE",
        ],
        never: &["Locks changed at Tanner Street", "Kelly Hartley began to meet an outreach worker"],
    },
    Shows {
        name: "concern",
        in_order: &["Concern CON-", "RECEIVED", "about Rowan Pike", "to be decided by", "ring 999 now"],
        never: &["problem"],
    },
    Shows {
        name: "who-looked",
        in_order: &["access", "Amira Khan: VIEW SECTION_47_ENQUIRY, allowed", "given: IDENTITY"],
        never: &["Mary Price"],
    },
];

const STORIES: &[Shows] = &[
    Shows {
        name: "hiding",
        in_order: &[
            "1. Colin Frost (housing)",
            "Lily Marlowe",
            "address, telephone, school",
            "(SENSITIVITY: kept to fewer eyes)",
            "Northmere Council Housing: Tenancy at Foundry Lane",
            "2. Amira Khan (social-worker)",
            "address Flat 2, the Old Chapel, Weir Street, Southmere",
            "school Ferry Lane Primary School",
            "Lily was seen at home at the Old Chapel",
        ],
        never: &[],
    },
    Shows {
        name: "screening",
        in_order: &[
            "1. Sam Whitlock (early-help)",
            "Concern CON-",
            "2. Grace Doyle (mash-nurse)",
            "Ellie Rourke",
            "CHILD_PROTECTION",
            "Southmere Council Children's Social Care",
            "the plan has not been handed over",
            "3. Leah Morgan (health-visitor)",
            "Refused: NOT_FOUND",
        ],
        never: &[],
    },
    Shows {
        name: "claim",
        in_order: &[
            "1. Mary Price (school)",
            "Claimed; waits for a colleague to confirm it: Hilltop Primary School: School",
            "2. Mary Price (school)",
            "Ida Brandt, born",
            "address",
            "(PURPOSE",
            "Hilltop Primary School: School",
            "(claimed; waits for a colleague to confirm it)",
            "local authority, from",
            "general practice, from",
            "ask Northmere Council Children's Social Care, 020 7946 0101",
            "Notice: Anybody could say so",
        ],
        never: &["Weaver's Yard", "Mill Lane Surgery", "Ida runs the lost property"],
    },
    Shows {
        name: "confirm",
        in_order: &[
            "2. Owen Tate (deputy)",
            "Confirmed: Hilltop Primary School: School",
            "3. Mary Price (school)",
            "Ida Brandt",
            "31 Weaver's Yard",
            "Ida's last day at Ferry Lane",
            "Ida said that she carries messages",
        ],
        never: &["No stomach ache this month", "Mrs Brandt is tired"],
    },
    Shows {
        name: "emergency",
        in_order: &[
            "1. Kit Larsen (emergency-nurse)",
            "Tobi Adeyemi",
            "opened in an emergency, until",
            "Two older boys were seen",
            "2. Anjali Rao (hospital-lead)",
            "Kit Larsen: VIEW EMERGENCY_PROTECTION, allowed",
            "flags: EMERGENCY",
            "why: Brought in by taxi",
            "emergency until",
            "to be reviewed by",
        ],
        never: &["Tobi sleeps better and comes every week", "First appointment with CAMHS"],
    },
    Shows {
        name: "seventeen",
        in_order: &[
            "1. Amira Khan (social-worker)",
            "Leo Brandt",
            "Assessment began: Leo is seventeen",
            "other agencies' entries",
            "(REVIEW: the young person objected: a person must decide)",
            "2. Amira Khan (social-worker)",
            "Leo rang 999 from a petrol station",
            "Leo missed four mornings",
            "classes given nowhere: none",
        ],
        never: &[],
    },
    Shows {
        name: "parents",
        in_order: &[
            "Ida Brandt, born",
            "Child in need review: on time every day since the move",
            "other agencies' entries",
            "(CONSENT: no consent covers it)",
        ],
        never: &["Ida's last day at Ferry Lane", "Mrs Brandt is tired", "Stefan", "Karin"],
    },
    Shows {
        name: "conduct",
        in_order: &[
            "1. Owen Tate (deputy)",
            "Concern CON-",
            "about Noah Finch",
            "2. Grace Mbeki (designated-officer)",
            "Concern CON-",
            "about Noah Finch",
            "Mr Denton pull Noah",
            "withheld:",
            "(ROLE: this role is never given it)",
            "3. Mary Price (school)",
            "No concerns",
        ],
        never: &[],
    },
    Shows {
        name: "police-report",
        in_order: &[
            "1. Tom Bell (police)",
            "Report 01MV/4711/26: 2 concerns",
            "about Jade Alder",
            "about Finn Alder",
            "ring 999 now",
            "2. Daniel Osei (mash)",
            "police report 01MV/4711/26, graded AMBER; Response team B: a neighbour rang 999",
            "children in it: 2",
            "of the household: Lou Alder (mother)",
            "others there: Ray Voss",
        ],
        never: &["problem"],
    },
];

const MORE: &[Shows] = &[
    Shows { name: "unknown", in_order: &["Refused: NOT_FOUND"], never: &["Olivia Fraser"] },
    Shows {
        name: "consent",
        in_order: &["Tobi Adeyemi", "Child in need review"],
        never: &["Tobi was found at a house from which drugs are sold"],
    },
    Shows {
        name: "no-consent",
        in_order: &["Zofia Kowalska", "Family support began", "(CONSENT: no consent covers it)"],
        never: &["Rent arrears"],
    },
    Shows { name: "unborn", in_order: &["Unborn child of the family Okoye, due", "Thirty-one weeks"], never: &[] },
];

#[track_caller]
fn check(demo: &Demo, shows: &Shows) -> String {
    let page = demo.attempt(shows.name);
    let mut rest = page.as_str();
    for wanted in shows.in_order {
        let Some(at) = rest.find(wanted) else {
            panic!("{}: `{wanted}` does not stand where it should: {page}", shows.name);
        };
        rest = &rest[at + wanted.len()..];
    }
    for wrong in shows.never {
        assert!(!page.contains(wrong), "{}: `{wrong}` stands on the page: {page}", shows.name);
    }
    page
}

/// The parts of a page that each begin with a step's number.
fn steps(page: &str) -> Vec<String> {
    let mut parts = vec![page.to_owned()];
    for number in 2..=3 {
        let last = parts.pop().expect("a part");
        match last.split_once(&format!(" {number}. ")) {
            Some((before, after)) => parts.extend([before.to_owned(), after.to_owned()]),
            None => parts.push(last),
        }
    }
    parts
}

#[test]
fn every_example_shows_what_it_promises_the_first_time_and_again() {
    let demo = Demo::start();
    let listed = said(&demo.run(&["try"]).stdout);
    let all: Vec<&Shows> = TOUR.iter().chain(STORIES).chain(MORE).collect();
    let named: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split_once(" try "))
        .filter_map(|(_, rest)| rest.split_whitespace().next())
        .collect();
    assert_eq!(named, all.iter().chain([&&mash_case::CASE]).map(|s| s.name).collect::<Vec<_>>(), "{listed}");
    assert!(demo.page.len() <= 40, "the first page does not fit: {}", demo.page.len());
    for shows in TOUR {
        assert!(demo.page.iter().any(|line| line.contains(&format!("try {}", shows.name))), "{:?}", demo.page);
    }
    for shows in &all {
        check(&demo, shows);
    }
    for shows in &all {
        if shows.name == "claim" {
            // The story has gone on, and the page says so.
            let page = demo.attempt("claim");
            assert!(page.contains("This claim waits no longer"), "{page}");
            assert!(!page.contains("Anybody could say so"), "{page}");
            continue;
        }
        check(&demo, shows);
    }
    let verified = demo.run(&["log", "verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}{}", said(&verified.stdout), said(&verified.stderr));
}

#[test]
fn r7_the_page_of_the_fathers_colleague_does_not_tell_where_lily_is() {
    let demo = Demo::start();
    let parts = steps(&demo.attempt("hiding"));
    let [colleague, named] = parts.as_slice() else { panic!("{parts:?}") };
    for place in ["Southmere", "Weir Street", "Ferry Lane", "NM8", "Old Chapel", "0362"] {
        assert!(!colleague.contains(place), "{place}: {colleague}");
        assert!(place == "NM8" || place == "0362" || named.contains(place), "{place}: {named}");
    }
}

#[test]
fn r24_an_objection_holds_back_others_entries_and_nothing_of_a_section_47_enquiry() {
    let demo = Demo::start();
    let parts = steps(&demo.attempt("seventeen"));
    let [assessment, enquiry] = parts.as_slice() else { panic!("{parts:?}") };
    for others in ["petrol station", "Leo missed four mornings", "a man called Rex"] {
        assert!(!assessment.contains(others), "{others}: {assessment}");
    }
    assert!(enquiry.contains("petrol station") && !enquiry.contains("REVIEW: "), "{enquiry}");
}

#[test]
fn an_example_that_is_not_there_is_refused_with_the_names_of_those_that_are() {
    let demo = Demo::start();
    let output = demo.run(&["try", "nonsense"]);
    let told = said(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("record") && told.contains("emergency"), "{told}");
}

#[test]
fn a_second_demo_on_a_folder_is_refused_and_the_first_goes_on() {
    let demo = Demo::start();
    let address = std::fs::read_to_string(demo.file("address")).expect("an address");
    for words in [&["demo", "--listen", "127.0.0.1:0"][..], &["demo", "--reset", "--listen", "127.0.0.1:0"]] {
        let second = demo.run(words);
        let told = said(&second.stderr);
        assert_eq!(second.status.code(), Some(2), "{words:?}: {told}");
        assert!(told.contains("running") && told.contains(address.trim()) && told.contains("--dir"), "{told}");
    }
    let now = std::fs::read_to_string(demo.file("address")).expect("an address");
    assert_eq!(now, address);
    check(&demo, &TOUR[1]);
}
