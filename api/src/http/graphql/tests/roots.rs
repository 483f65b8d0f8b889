//! Root fields of one response key (F12).

use super::*;

#[tokio::test]
async fn f12_root_fields_of_one_key_run_once() {
    let hub = Hub::new();
    let cases = [
        "{ child(id: 1) { name } child(id: 1) { school } }",
        "{ ...a ...b } fragment a on Query { child(id: 1) { name } } fragment b on Query { child(id: 1) { school } }",
        "{ ...a ...a } fragment a on Query { child(id: 1) { name school } }",
        "{ ... on Query { child(id: 1) { name } } ... { child(id: 1) { ...c } } } fragment c on Child { school }",
        "query($yes: Boolean = true) { child(id: 1) { name } child(id: 1) @include(if: $yes) { school } }",
        "query($yes: Boolean = true) { ...a @include(if: $yes) child(id: 1) { school } } fragment a on Query { child(id: 1) { name } }",
        "query A { ...a child(id: 1) { school } } fragment a on Query { child(id: 1) { name } __typename }",
    ];
    for query in cases {
        let answer = hub.query(query).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        assert_eq!(answer.body["data"]["child"], json!({"name": "A", "school": "B"}), "{query}");
        assert_eq!(hub.ran(), 1, "{query}");
    }
    let skipped = hub.query("{ child(id: 1) { name } child(id: 1) @skip(if: true) { school } }").await;
    assert_eq!(skipped.body["data"]["child"], json!({"name": "A"}));
    assert_eq!(hub.ran(), 1);
    let first_skipped = hub.query("{ child(id: 1) @skip(if: true) { name } child(id: 1) { school } }").await;
    assert_eq!(first_skipped.body["data"]["child"], json!({"school": "B"}));
    assert_eq!(hub.ran(), 1);

    // A condition on null is false to the library; what runs must not wait in a field that does not.
    let query = "query($x: Boolean) { child(id: 1) @include(if: $x) { name } child(id: 1) { school } }";
    let null = hub.post(&[], json!({"query": query, "variables": {"x": null}}).to_string()).await;
    assert!(null.status != 200 || null.body["data"]["child"] == json!({"school": "B"}), "{}", null.body);
    assert!(hub.ran() <= 1);

    let twice = hub.query("mutation { post(text: \"a\") { name } post(text: \"a\") { school } }").await;
    assert_eq!(twice.body["data"]["post"], json!({"name": "a", "school": null}));
    assert_eq!(hub.ran(), 1, "one change, not two");
    let aliased = hub.query("{ a: child(id: 1) { name } b: child(id: 1) { name } }").await;
    assert_eq!((aliased.status.as_u16(), hub.ran()), (200, 2));

    for conflict in [
        "{ child(id: 1) { name } child(id: 2) { name } }",
        "{ a: child(id: 1) { name } a: __typename }",
        "mutation { post(text: \"a\") { name } post(text: \"b\") { name } }",
    ] {
        assert_eq!(hub.query(conflict).await.code(), "ROOT_FIELDS_CONFLICT", "{conflict}");
    }
    let foreign = "{ child(id: 1) { name } ...a } fragment a on Child { child(id: 1) { name } }";
    assert_eq!(hub.query(foreign).await.code(), "GRAPHQL_VALIDATION_FAILED");
    let unused = "{ child(id: 1) { name } child(id: 1) { name } } fragment never on Query { __typename }";
    assert_eq!(hub.query(unused).await.code(), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(hub.ran(), 0);
}

/// Writes root selections of `child(id: 1)` at random: plain, in inline and named fragments, nested and conditional.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// A set of root selections, and whether the name and the school in it are selected where all conditions hold.
    fn set(&mut self, depth: u64, named: &mut Vec<String>) -> (String, [bool; 2]) {
        let mut text = String::new();
        let mut selected = [false; 2];
        for _ in 0..=self.below(3) {
            let (condition, runs) = [
                ("", true),
                ("@include(if: $yes)", true),
                ("@skip(if: $yes)", false),
                ("@include(if: $no)", false),
                ("@skip(if: $no) @include(if: true)", true),
            ][self.below(5) as usize];
            let inner = match self.below(if depth == 0 { 2 } else { 4 }) {
                0 => {
                    text.push_str(&format!("child(id: 1) {condition} {{ name }} "));
                    [true, false]
                }
                1 => {
                    text.push_str(&format!("child(id: 1) {condition} {{ school }} "));
                    [false, true]
                }
                2 => {
                    let (set, inner) = self.set(depth - 1, named);
                    text.push_str(&format!("... {condition} {{ {set} }} "));
                    inner
                }
                _ => {
                    let (set, inner) = self.set(depth - 1, named);
                    let name = format!("f{}", named.len());
                    named.push(format!("fragment {name} on Query {{ {set} }} "));
                    text.push_str(&format!("...{name} {condition} "));
                    inner
                }
            };
            for (all, one) in selected.iter_mut().zip(inner) {
                *all |= one && runs;
            }
        }
        (text, selected)
    }
}

#[tokio::test]
async fn f12_any_composition_of_one_root_field_runs_it_at_most_once() {
    let hub = Hub::new();
    let mut random = Random(7);
    for round in 0..400 {
        let mut named = Vec::new();
        let (set, [name, school]) = random.set(3, &mut named);
        let head = "query($yes: Boolean! = true, $no: Boolean!)";
        // Both variables are used, whatever comes, by a field of another key that always runs.
        let used = "other: child(id: 0) @include(if: $yes) @skip(if: $no) { name }";
        let query = format!("{head} {{ {used} {set} }} {}", named.concat());
        let body = json!({"query": query, "variables": {"no": false}}).to_string();
        let answer = hub.post(&[], body).await;
        assert_eq!(answer.status, 200, "round {round}: {query}: {}", answer.body);
        let child = &answer.body["data"]["child"];
        assert_eq!(
            (child["name"] == "A", child["school"] == "B"),
            (name, school),
            "round {round}: {query}: {}",
            answer.body
        );
        assert_eq!(hub.ran(), 1 + usize::from(name || school), "round {round}: {query}");
    }
}
