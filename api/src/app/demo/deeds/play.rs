//! Plays what people did: each deed at its moment, by its person, through the schema and the services behind it.

use entities::{Date, Instant};
use serde_json::Value;

use super::{ALL, Deed};
use crate::app::Fault;
use crate::app::demo::mash_case::{Scene, at, payload};
use crate::app::demo::seed::Seed;
use crate::plain::calendar::{Calendar, local_date, start_of_day};

/// What lies at least between two deeds of one story, in microseconds.
const APART: i64 = 5 * 60 * Instant::SECOND;

/// Plays the deeds of every story in the order of their moments. `scene` gives what a child's story knows when it begins.
///
/// # Errors
/// Where one is not done as it should be: then the demo is not what it says.
pub async fn play(seed: &Seed<'_>, today: Date, scene: impl Fn(&str) -> Scene) -> Result<(), Fault> {
    let mut scenes: Vec<(Scene, usize)> = ALL.iter().map(|(key, _)| (scene(key), 0)).collect();
    for (moment, story, place) in in_order(today) {
        let (Some((key, deeds)), Some((scene, taken))) = (ALL.get(story), scenes.get_mut(story)) else { continue };
        let Some(deed) = deeds.get(place) else { continue };
        seed.clock.stand(moment);
        scene.turn(*taken, local_date(moment));
        *taken += 1;
        let answer = done(seed, deed, scene).await?;
        if let Some(wrong) = wrong(&answer) {
            return Err(Fault::outside(format!(
                "in the demo's story of {key} {} could not do as told: {wrong}",
                deed.who
            )));
        }
        scene.keep_all(deed.keeps, &answer);
    }
    Ok(())
}

/// Every deed with its moment, its story and its place in that, first what was first.
fn in_order(today: Date) -> Vec<(Instant, usize, usize)> {
    let calendar = Calendar::new();
    let mut all = Vec::new();
    for (story, (_, deeds)) in ALL.iter().enumerate() {
        let mut before: Option<Instant> = None;
        for (place, deed) in deeds.iter().enumerate() {
            let mut day = today.plus_days(-deed.days);
            while !calendar.is_working_day(day) {
                day = day.plus_days(-1);
            }
            let told = start_of_day(day).plus(deed.hour * Instant::HOUR);
            // Two days may have become one: what follows on something comes after it.
            let moment = before.map_or(told, |before| told.max(before.plus(APART)));
            before = Some(moment);
            all.push((moment, story, place));
        }
    }
    all.sort_unstable();
    all
}

/// Sends a deed; gives the one field below `data`, or the whole answer where there are errors.
async fn done(seed: &Seed<'_>, deed: &Deed, scene: &Scene) -> Result<Value, Fault> {
    let caller = seed.door.caller((seed.issuer, deed.who), None, None, "demo").await;
    let caller = caller.map_err(|_| Fault::outside(format!("the demo's {} is not let in", deed.who)))?;
    let answer = seed.house.send(caller, deed.document, (deed.variables)(scene)).await;
    let answer = answer.map_err(|e| Fault::outside(e.to_string()))?;
    Ok(payload(answer))
}

/// What is not as it should be in an answer: errors, a refusal, or problems with the input.
fn wrong(answer: &Value) -> Option<&Value> {
    let problems = at(answer, "/problems");
    let some = problems.as_array().is_some_and(|all| !all.is_empty());
    let refused = ["/errors", "/refused", "/code"].map(|place| at(answer, place)).into_iter();
    refused.chain(some.then_some(problems)).find(|found| !found.is_null())
}
