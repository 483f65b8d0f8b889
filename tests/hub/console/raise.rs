//! Raising a concern by pages (R34): anybody may who works for an agency, nothing typed is lost, and no page tells whether the
//! hub knows the child.

use api::plain::numbers::grouped;
use entities::Instant;
use tests::console::{Page, Visitor};
use tests::database::number;
use tests::hub::limits;
use tests::{ChildFile, Hub, on_both};

const HERE: &str = "/console/raise";
const CONCERNS: &str = "SELECT count(*) FROM concern";
const WORDS: &str = "came to school with <b>bruises</b>\nand said \"it's \u{2018}nothing\u{2019}\" & cried";

/// Who raises it, how they say who the child is, and what they say.
type Way<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// The answers of a page, the heading of the page to which they lead, and what is said there.
type Told<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

/// Answers the page, and goes on from it.
async fn answer(visitor: &mut Visitor, page: &Page, answers: &[(&str, &str)]) -> Page {
    let form = answers.iter().fold(page.form(HERE), |form, (name, value)| form.with(name, value));
    visitor.send(&form).await
}

/// From the first page to the one on which the answers are checked.
async fn to_the_check(visitor: &mut Visitor, way: &str, child: &[(&str, &str)]) -> Page {
    let mut page = visitor.get(HERE).await.ok();
    assert!(page.says("ring 999 now"), "{}", page.text);
    for answers in [
        &[("immediateDanger", "no")][..],
        &[("way", way)],
        child,
        &[("whatHappened", WORDS), ("happenedOn-day", "4"), ("happenedOn-month", "6"), ("happenedOn-year", "2026")],
        &[("childVoice", "\"leave me <alone>\"")],
        &[],
        &[("personName", "A <Made-up> Uncle"), ("personRelation", "uncle"), ("personIs", "harm")],
        &[("familyInformed", "INFORMED_AND_AGREES")],
        &[("callBack", "020 7946 0003")],
    ] {
        page = answer(visitor, &page, answers).await.ok();
    }
    assert_eq!(page.heading(), "Check your answers", "{}", page.text);
    page
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_anybody_raises_a_concern_in_three_ways_and_gets_a_reference() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let file = ChildFile::new(&hub.town);
        let nhs = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        let ways: [Way<'_>; 3] = [
            ("housing", "described", &[("givenName", "Made-up"), ("familyName", "Nobody"), ("approximateAge", "9")]),
            ("school", "number", &[("number", &nhs), ("givenName", "Made-up"), ("familyName", "Nobody")]),
            ("gp", "unborn", &[("motherName", "Made-up Mother"), ("address", "1 Made-up Road")]),
        ];
        for (count, (login, way, child)) in ways.into_iter().enumerate() {
            let mut visitor = Visitor::signed_in(&hub, login).await;
            let check = to_the_check(&mut visitor, way, child).await;
            assert!(check.says("A <Made-up> Uncle") && !check.text.contains("<b>bruises"), "{}", check.text);
            let send = check.form(HERE).with("go", "send");
            let raised = visitor.send(&send).await.ok();
            // It is shown as it was recorded, at an address of its own: loaded again, it sends nothing again.
            assert!(raised.heading().starts_with("Concern ") && visitor.at.starts_with("/console/concerns/"));
            assert!(raised.says("your concern is with the local authority"), "{}", raised.text);
            assert!(raised.says("ring 999") && raised.says("Reference "), "{}", raised.text);
            // Sent twice, it is one concern with one reference.
            let again = visitor.send(&send).await.ok();
            assert_eq!(
                again.text.split("Reference ").nth(1).map(|r| &r[..9]),
                raised.text.split("Reference ").nth(1).map(|r| &r[..9])
            );
            assert_eq!(number(&hub.db, CONCERNS).await, i64::try_from(count + 1).expect("few"));
            // Where it stands, for its raiser and nobody else.
            let list = visitor.get("/console/concerns").await.ok();
            let one = list.link_with("/console/concerns/");
            let page = visitor.get(&one).await.ok();
            assert!(
                page.says("Received") && page.says("bruises") && !page.text.contains("<b>bruises"),
                "{}",
                page.text
            );
            // All that was asked is shown, to the raiser as to those who decide.
            assert!(
                !page.forms().iter().any(|form| form.value("restsOn").is_some()),
                "the raiser opens no record by it"
            );
            let mut mash = Visitor::signed_in(&hub, "mash").await;
            let theirs = mash.get("/console/concerns").await.ok().link_with("/console/concerns/");
            for page in [&page, &mash.get(&theirs).await.ok()] {
                for said in [
                    "\"leave me <alone>\"",
                    "A <Made-up> Uncle, uncle, said to have caused harm",
                    "They know, and agree",
                    "020 7946 0003",
                    "What must be kept from the family Not said",
                ] {
                    assert!(page.says(said), "{said}: {}", page.text);
                }
            }
            // From there the record opens, resting on the concern: nobody types an id.
            let shown = mash.get(&theirs).await.ok();
            let open =
                shown.forms().into_iter().find(|form| form.value("restsOn").is_some()).expect("a way to the record");
            let why = mash.send(&open).await.ok();
            let why = why.form("/console/child").with("lawfulBasis", "PUBLIC_TASK");
            assert_eq!(why.value("purpose"), Some("REFERRAL_SCREENING"));
            assert!(mash.send(&why).await.ok().says("Entry in the access log"));
            let mut other = Visitor::signed_in(&hub, "probation").await;
            let absent = other.get("/console/concerns/1.concern_00000000-0000-4000-8000-000000000000").await;
            assert_eq!(absent.status, 404);
            assert_eq!(other.get(&one).await.canonical(), absent.canonical());
        }
        // Who runs the hub raises none.
        let mut administrator = Visitor::signed_in(&hub, "administrator").await;
        assert_eq!(administrator.get("/console/concerns").await.status, 404);
        // They are told so before they type anything, and whom to ring.
        let turned_away = administrator.get(HERE).await;
        assert_eq!(turned_away.status, 404);
        assert!(turned_away.says("If you are worried, ring 020 7946 0100, out of hours 020 7946 0200, or 999."));
        let mut gp = Visitor::signed_in(&hub, "gp").await;
        let form = gp.get(HERE).await.ok().form(HERE);
        let token = turned_away.form("/sign-out").value("_token").expect("a token").to_owned();
        assert_eq!(administrator.send(&form.with("_token", &token)).await.status, 404);
        assert_eq!(number(&hub.db, CONCERNS).await, 3);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_no_page_tells_whether_the_child_is_known() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let file = ChildFile::new(&hub.town).restricted_to(&["social-worker"]);
    let known = file.nhs_number().to_owned();
    file.put(&hub.door).await;
    let unknown = ChildFile::new(&hub.town).nhs_number().to_owned();
    let mut pages = Vec::new();
    for nhs in [&known, &unknown] {
        let mut visitor = Visitor::signed_in(&hub, "housing").await;
        let child = [("number", nhs.as_str()), ("givenName", "Made-up")];
        let check = to_the_check(&mut visitor, "number", &child).await;
        let raised = visitor.send(&check.form(HERE).with("go", "send")).await;
        let reference = raised.heading().replace("Concern ", "");
        let id = raised.text.split("concern_").nth(1).map(|rest| rest[..36].to_owned()).expect("an id");
        let place = visitor.at.split(['/', '?']).find(|part| part.contains("concern_")).expect("its place").to_owned();
        let text = raised.canonical().replace(&grouped(nhs), "N").replace(&reference, "R");
        let text = text.replace(&place, "P").replace(&id, "I");
        // When it was raised is its own, and the key of each form.
        let mut lines: Vec<&str> = text.lines().filter(|line| !line.contains("name=\"key\"")).collect();
        while let Some(at) = lines.iter().position(|line| ["<dt>Raised</dt>", "<dt>Decision due</dt>"].contains(line)) {
            lines.drain(at..at + 2);
        }
        pages.push(lines.join("\n"));
    }
    assert!(pages[0].starts_with("200"), "{}", pages[0]);
    assert_eq!(pages[0], pages[1]);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_typed_of_a_concern_is_lost() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "school").await;
    let first = visitor.get(HERE).await.ok();
    let wrong = answer(&mut visitor, &first, &[]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("href=\"#immediateDanger\""), "{}", wrong.text);
    let check = to_the_check(&mut visitor, "described", &[("givenName", "Jo"), ("familyName", "O'<Reed>")]).await;

    // Back to one question and to the answers again, with all that was typed.
    let asked = visitor.send(&check.form(HERE).with("go", "happened")).await.ok();
    let form = asked.form(HERE);
    assert_eq!(form.value("whatHappened"), Some(WORDS));
    assert_eq!(form.value("familyName"), Some("O'<Reed>"));
    let empty = visitor.send(&form.clone().with("whatHappened", "  ").with("happenedOn-month", "13")).await;
    assert_eq!(empty.status, 422);
    assert!(
        empty.text.contains("href=\"#whatHappened\"") && empty.text.contains("href=\"#happenedOn\""),
        "{}",
        empty.text
    );
    assert_eq!(empty.form(HERE).value("happenedOn-month"), Some("13"));
    let check = visitor.send(&form.with("whatHappened", "something else")).await.ok();
    assert_eq!(check.heading(), "Check your answers");
    assert!(check.says("something else") && check.says("O'<Reed>"), "{}", check.text);

    // Another way to say who the child is asks again for the child, and keeps what was typed before.
    let way = visitor.send(&check.form(HERE).with("go", "way")).await.ok();
    let child = answer(&mut visitor, &way, &[("way", "number")]).await.ok();
    assert_eq!(child.form(HERE).value("familyName"), Some("O'<Reed>"));
    let bad = answer(&mut visitor, &child, &[("number", "123 456 7890")]).await;
    assert_eq!(bad.status, 422);
    let back = visitor.send(&bad.form(HERE).with("go", "way")).await.ok();
    let child = answer(&mut visitor, &back, &[("way", "described")]).await.ok();
    let check = answer(&mut visitor, &child, &[]).await.ok();
    assert_eq!(check.heading(), "Check your answers");

    // What is wrong when it is sent comes back to the page that asked, with everything typed.
    let sent = check.form(HERE).with("familyInformed", "NOT_INFORMED").with("go", "send");
    let refused = visitor.send(&sent).await;
    assert_eq!((refused.status, refused.heading().as_str()), (422, "Does the family know?"), "{}", refused.text);
    assert!(refused.text.contains("href=\"#familyNotInformedReason\""), "{}", refused.text);
    let reason = ("familyNotInformedReason", "PREJUDICE_TO_WELFARE");
    let check = answer(&mut visitor, &refused, &[reason]).await.ok();

    // A session that ended in between: signed in again, everything is still there.
    let send = check.form(HERE).with("go", "send");
    hub.clock.advance(31 * 60 * Instant::SECOND);
    let out = visitor.send_once(&send).await;
    assert_eq!(out.status, 403);
    visitor.sign_in("school").await.ok();
    let again = visitor.send_once(&out.form(HERE)).await;
    assert_eq!((again.status, number(&hub.db, CONCERNS).await), (403, 0));
    let raised = visitor.send(&again.form(HERE)).await.ok();
    assert!(raised.says("something else") && raised.says("O'<Reed>"), "{}", raised.text);
    assert_eq!(number(&hub.db, CONCERNS).await, 1);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_concern_that_was_sent_and_then_changed_is_not_sent_again_unawares() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "school").await;
    let check = to_the_check(&mut visitor, "described", &[("givenName", "Jo")]).await;
    let send = check.form(HERE).with("go", "send");
    visitor.send(&send).await.ok();
    // Back in the browser, a word is mended and all is sent again.
    let again = visitor.send(&send.clone().with("whatHappened", "another word")).await;
    assert_eq!((again.status, number(&hub.db, CONCERNS).await), (422, 1));
    assert!(again.says("You sent this concern before") && !again.text.contains("idempotencyKey"), "{}", again.text);
    let form = again.form(HERE);
    assert_ne!(form.value("key"), send.value("key"));
    // Said to be a second one, it is taken.
    assert_eq!(form.value("whatHappened"), Some("another word"));
    visitor.send(&form.with("go", "send")).await.ok();
    assert_eq!(number(&hub.db, CONCERNS).await, 2);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_people_and_children_are_named_and_read_by_those_who_decide() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut school = Visitor::signed_in(&hub, "school").await;
    let check = to_the_check(&mut school, "described", &[("givenName", "Made-up"), ("familyName", "Nobody")]).await;
    let people = school.send(&check.form(HERE).with("go", "people")).await.ok();
    assert_eq!(people.heading(), "Who else does it concern?");
    let more = school.send(&people.form(HERE).with("go", "more")).await.ok();
    let second = more.form(HERE).with("personName2", "Made-up <Brother>").with("personRelation2", "brother");
    let second = second.with("personBorn2-day", "31").with("personBorn2-month", "2").with("personBorn2-year", "2019");
    let wrong = school.send(&second).await;
    assert!(wrong.status == 422 && wrong.text.contains("href=\"#personBorn2\""), "{}", wrong.text);
    let second = wrong.form(HERE).with("personBorn2-day", "28").with("go", "more");
    let third = school.send(&second).await.ok().form(HERE);
    assert_eq!(
        (third.value("personName"), third.value("personName2")),
        (Some("A <Made-up> Uncle"), Some("Made-up <Brother>"))
    );
    let check = school.send(&third.with("personName3", "Made-up Sister")).await.ok();
    assert_eq!(check.heading(), "Check your answers");
    assert!(check.says("Made-up <Brother>") && check.says("Person 3: name Made-up Sister"), "{}", check.text);
    let raised = school.send(&check.form(HERE).with("go", "send")).await.ok();
    assert!(raised.says("it is your copy"), "{}", raised.text);
    let mut mash = Visitor::signed_in(&hub, "mash").await;
    let theirs = mash.get("/console/concerns").await.ok().link_with("/console/concerns/");
    for page in [raised, mash.get(&theirs).await.ok()] {
        for said in ["A <Made-up> Uncle, uncle", "Made-up <Brother>, brother, born 28 February 2019", "Made-up Sister"]
        {
            assert!(page.says(said), "{said}: {}", page.text);
        }
    }
    assert_eq!(number(&hub.db, CONCERNS).await, 1);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_concern_is_told_on_the_page_where_it_is_typed() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut school = Visitor::signed_in(&hub, "school").await;
    let mut page = school.get(HERE).await.ok();
    assert_eq!(
        page.text.matches("ring 999").count(),
        2,
        "above the question, and at the foot of every page: {}",
        page.text
    );
    let number: &[_] = &[("number", "999 000 9999"), ("givenName", "Jo")];
    let in_2199: &[_] = &[("happenedOn-day", "1"), ("happenedOn-month", "1"), ("happenedOn-year", "2199")];
    let happened: &[_] = &[("whatHappened", WORDS), ("happenedOn-year", "2026")];
    let child = "Who is the child?";
    let told: &[Told<'_>] = &[
        (&[("immediateDanger", "yes")], "How can you say who the child is?", ""),
        (&[("way", "number")], child, "at least one name"),
        (
            &[("number", "123")],
            child,
            "Enter an NHS number of 10 digits or a unique pupil number of a letter and 12 digits",
        ),
        (number, child, "This number has a slip in it: check each digit"),
        (&[("go", "way")], "How can you say who the child is?", ""),
        (&[("way", "described")], child, "at least a name, or an address and an age"),
        (&[("givenName", "")], child, "Enter a name, or an address and an age"),
        (&[("givenName", "Jo"), ("approximateAge", "-400")], child, "An age is 0 to 25 years"),
        (&[("approximateAge", ""), ("dateOfBirth-day", "1")], child, "Enter a real day, such as 27 3 2019"),
        (&[("dateOfBirth-month", "1"), ("dateOfBirth-year", "2199")], child, "if the child is not born yet"),
        (&[("dateOfBirth-year", "2019")], "What happened?", ""),
        (in_2199, "What happened?", "Say what happened"),
        (&[("whatHappened", WORDS)], "What happened?", "The day must be today or before"),
        (happened, "What did the child say or show?", ""),
        (&[], "Where is the child now?", ""),
        (&[], "Who else does it concern?", "This page is optional"),
        (&[("personIs", "harm")], "Who else does it concern?", "Say who it is"),
        (&[("personName", "Made-up Uncle")], "Does the family know?", ""),
        (&[("familyInformed", "NOT_INFORMED")], "Does the family know?", "Say why the family was not told"),
        (&[("familyInformed", "NOT_INFORMED_UNSAFE")], "How can the local authority reach you?", ""),
        (&[("callBack", "ring me")], "How can the local authority reach you?", "Give a telephone number"),
        (&[("callBack", "101")], "Check your answers", "1 January 2026"),
    ];
    for (answers, heading, said) in told {
        page = answer(&mut school, &page, answers).await;
        assert_eq!(page.heading(), *heading, "{answers:?}: {}", page.text);
        assert!(page.says(said), "{said}: {}", page.text);
    }
    assert!(page.says("1 January 2019") && page.says("If nobody has rung 999, do it now"), "{}", page.text);
    assert!(!page.says("27 3 2019"));
    // Several at once stand in the order of the page.
    let way = school.send(&page.form(HERE).with("go", "way")).await.ok();
    let child = answer(&mut school, &way, &[("way", "number")]).await.ok();
    let wrong = answer(&mut school, &child, &[("number", "123"), ("givenName", "")]).await;
    let place =
        |of: &str| wrong.text.find(&format!("href=\"#{of}\"")).unwrap_or_else(|| panic!("{of}: {}", wrong.text));
    assert!(place("number") < place("givenName"));
    // Sent, it says what the danger means.
    let raised = school.send(&page.form(HERE).with("go", "send")).await.ok();
    for said in ["If nobody has rung 999, do it now. Somebody on duty is told of the danger.", "Ring the raiser on 101"]
    {
        assert!(raised.says(said), "{said}: {}", raised.text);
    }
    assert!(raised.says("Jo, born 1 January 2019"), "{}", raised.text);
    let here = school.at.split('?').next().expect("a path").to_owned();
    let again = school.get(&here).await.ok();
    assert!(!again.says("Somebody on duty is told of the danger"), "{}", again.text);
    hub.end().await;
}
