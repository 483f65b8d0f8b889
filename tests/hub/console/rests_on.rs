//! The concern that an opening rests on, named by the reference that people quote.

use serde_json::json;
use tests::console::Visitor;
use tests::database::texts;
use tests::hub::limits;
use tests::{ChildFile, Hub, on_both};

use super::super::mash;
use super::child::{filter, state};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r10_a_concern_is_named_by_its_reference_and_a_wrong_one_is_answered_as_a_wrong_id() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let file = ChildFile::new(&hub.town).named("Made-up", "Reed").open_to(&["school", "gp"]);
        let child = file.put(&hub.door).await.public();
        let about = json!({"child": {"known": {"id": child}}});
        let concern = mash::raise(&hub, "school", "one", about).await;
        let reference = texts(&hub.db, "SELECT reference FROM concern").await.remove(0);
        let rests_on = |on: &str| {
            [("number", child.as_str()), ("purpose", "REFERRAL_SCREENING"), ("lawfulBasis", "PUBLIC_TASK")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into_iter()
                .chain([("restsOn".to_owned(), on.to_owned())])
                .collect::<Vec<_>>()
        };
        let stated = async |visitor: &mut Visitor, on: &str| {
            let said = rests_on(on);
            let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            state(visitor, &said).await
        };
        let mut mash = Visitor::signed_in(&hub, "mash").await;
        for on in [concern.as_str(), &reference, &reference.to_lowercase()] {
            let page = stated(&mut mash, on).await.ok();
            assert!(
                page.heading() == "Made-up Reed" && page.says("On the concern that brought you here"),
                "{}",
                page.text
            );
            // What goes on with the record's forms is what was typed.
            assert_eq!(filter(&page).value("restsOn"), Some(on));
        }
        // To whom it was not put it is as one that there is not, by its reference as by its id.
        let unknown = "concern_00000000-0000-4000-8000-000000000000";
        let no_such = "CON-0000-0000";
        let mut neighbour = Visitor::signed_in(&hub, "neighbour").await;
        for (visitor, wrong) in
            [(&mut mash, vec![no_such]), (&mut neighbour, vec![no_such, reference.as_str(), concern.as_str()])]
        {
            let answer = stated(visitor, unknown).await;
            assert!(answer.status == 422 && answer.text.contains("href=\"#restsOn\""), "{}", answer.text);
            for on in wrong {
                let page = stated(visitor, on).await;
                assert_eq!(page.canonical().replace(on, "…"), answer.canonical().replace(unknown, "…"), "{on}");
            }
        }
        hub.end().await;
    })
    .await;
}
