//! The child about whom the wrong person asks, with all by which it could be named; and its twin, who does not exist.

use std::collections::BTreeMap;

use entities::ids::{
    AgencyId, ApprovalId, ChildId, ConcernId, ConsentId, EntryId, InvolvementId, OutcomeId, ProtectionId, WorkId,
};
use serde_json::{Value, json};
use tests::child::SECRET;
use tests::database::texts;
use tests::{ChildFile, Hub};
use uuid::Uuid;

/// A child by everything that somebody may know of it.
#[derive(Clone, Debug)]
pub struct Whom {
    id: ChildId,
    /// The facts of a search, by their names in the contract; only those that the child has.
    pub facts: Vec<(&'static str, Value)>,
    local: String,
    /// The records that hang on it, by the name of the input's field: public ids.
    pub parts: BTreeMap<&'static str, String>,
}

/// An agency's own number for the child: the same shape for every child.
pub fn local(id: ChildId) -> String {
    format!("L-{}", id.0.simple())
}

/// A word that is nobody's name, with letters alone.
fn word() -> String {
    Uuid::new_v4().simple().to_string().bytes().map(|b| char::from(b'a' + b % 16)).take(12).collect()
}

impl Whom {
    /// The child of that file, before it is put in place.
    pub fn of(file: &ChildFile<'_>) -> Self {
        let row = file.details();
        let mut facts = Vec::new();
        let mut add = |name: &'static str, value: Option<Value>| facts.extend(value.map(|value| (name, value)));
        add("nhsNumber", row.nhs_number.as_ref().map(|number| json!(number)));
        add("upn", row.upn.as_ref().map(|number| json!(number)));
        add("givenName", row.given_name.as_ref().map(|name| json!(name)));
        add("familyName", row.family_name.as_ref().map(|name| json!(name)));
        add("dateOfBirth", row.date_of_birth.map(|on| json!(on.to_string())));
        let unborn = row.date_of_birth.is_none();
        add("expectedDateOfBirth", row.expected_date_of_birth.filter(|_| unborn).map(|on| json!(on.to_string())));
        add("mother", (!row.mother_key.is_empty()).then(|| json!({"name": row.mother_key})));
        add("postcode", row.postcode.as_ref().map(|code| json!(code)));
        Self { id: file.id(), facts, local: local(file.id()), parts: BTreeMap::new() }
    }

    /// The records that hang on the child, those of that agency before all others, and a concern that others raised.
    pub async fn with_parts(mut self, hub: &Hub, agency: AgencyId) -> Self {
        let id = self.id.to_string();
        let first = async |table: &str, whose: &str| -> Option<Uuid> {
            let sql = format!(
                "SELECT id FROM {table} WHERE child_id = '{id}' ORDER BY CASE WHEN {whose} = '{agency}' THEN 0 ELSE 1 END, id"
            );
            texts(&hub.db, &sql).await.first().map(|id| Uuid::parse_str(id).expect("an id"))
        };
        // What their own agency raised is theirs to add to, whatever the child is (R34).
        let raised = format!("SELECT id FROM concern WHERE child_id = '{id}' AND agency_id <> '{agency}' ORDER BY id");
        let others = texts(&hub.db, &raised).await.first().map(|id| Uuid::parse_str(id).expect("an id"));
        let parts = [
            ("entry", first("chronology_entry", "agency_id").await.map(|id| EntryId(id).public())),
            ("involvement", first("involvement", "agency_id").await.map(|id| InvolvementId(id).public())),
            ("consent", first("consent", "agency_id").await.map(|id| ConsentId(id).public())),
            ("protection", first("protection", "recorded_agency_id").await.map(|id| ProtectionId(id).public())),
            ("work", first("case_work", "agency_id").await.map(|id| WorkId(id).public())),
            ("concern", others.map(|id| ConcernId(id).public())),
        ];
        self.parts = self.fresh_parts();
        self.parts.extend(parts.into_iter().filter_map(|(name, id)| id.map(|id| (name, id))));
        let seen = "SELECT 'access_' || log || '_' || seq FROM access_log";
        let seen = texts(&hub.db, &format!("{seen} WHERE child = '{id}' ORDER BY seq DESC LIMIT 1")).await;
        self.parts.extend(seen.into_iter().next().map(|entry| ("accessLogEntry", entry)));
        self
    }

    /// Ids of the right kinds that name nothing.
    fn fresh_parts(&self) -> BTreeMap<&'static str, String> {
        [
            ("entry", EntryId(Uuid::new_v4()).public()),
            ("involvement", InvolvementId(Uuid::new_v4()).public()),
            ("consent", ConsentId(Uuid::new_v4()).public()),
            ("protection", ProtectionId(Uuid::new_v4()).public()),
            ("concern", ConcernId(Uuid::new_v4()).public()),
            ("work", WorkId(Uuid::new_v4()).public()),
            ("outcome", OutcomeId(Uuid::new_v4()).public()),
            ("approval", ApprovalId(Uuid::new_v4()).public()),
            ("accessLogEntry", "access_0_999999".to_owned()),
        ]
        .into()
    }

    /// A child of the same shape who does not exist, with numbers that pass their checks.
    pub fn twin(&self, hub: &Hub) -> Self {
        let spare = ChildFile::new(&hub.town);
        let facts = self.facts.iter().map(|(name, value)| {
            let other = match *name {
                "nhsNumber" => json!(spare.nhs_number()),
                "upn" => json!(spare.upn()),
                "givenName" | "familyName" => json!(word()),
                "dateOfBirth" => json!(other_day(value, 3)),
                "expectedDateOfBirth" => json!(other_day(value, 5)),
                "mother" => json!({"name": word()}),
                "postcode" => json!("ZZ997ZZ"),
                other => panic!("what is the twin's {other}?"),
            };
            (*name, other)
        });
        let facts = facts.collect();
        Self { id: spare.id(), facts, local: local(spare.id()), parts: self.fresh_parts() }
    }

    /// A fact by its name, where the child has it.
    pub fn fact(&self, name: &str) -> Option<&Value> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Every way in which a request names a child.
    pub fn references(&self, hub: &Hub) -> Vec<Value> {
        let mut all = vec![
            json!({"id": self.id.public()}),
            json!({"localId": {"agency": hub.town.agency("T-COUNCIL").public(), "value": self.local}}),
        ];
        all.extend(
            ["nhsNumber", "upn"].into_iter().filter_map(|name| self.fact(name).map(|number| json!({name: number}))),
        );
        all
    }

    /// The child as somebody describes it who knows all this.
    pub fn described(&self) -> Value {
        let mut described = json!({});
        for (name, value) in self.facts.iter().filter(|(name, _)| *name != "postcode") {
            described[*name] = value.clone();
        }
        json!({"described": described})
    }

    /// The answer's text with what is the child's own replaced by its name.
    pub fn unnamed(&self, text: &str) -> String {
        let mut text = text.replace(&self.id.0.to_string(), "{child}").replace(&self.local, "{local}");
        for (name, value) in &self.facts {
            let value = value["name"].as_str().or(value.as_str()).unwrap_or_default();
            text = text.replace(value, &format!("{{{name}}}"));
        }
        for (name, id) in &self.parts {
            text = text.replace(id, &format!("{{{name}}}"));
        }
        text
    }

    /// Whether a text holds anything that stands in the record alone.
    pub fn told(&self, text: &str) -> bool {
        text.contains(SECRET)
    }
}

/// Another day of the same month.
fn other_day(on: &Value, by: u32) -> String {
    let on = on.as_str().expect("a date");
    let (month, day) = on.rsplit_once('-').expect("a date");
    let day: u32 = day.parse().expect("a day");
    format!("{month}-{:02}", (day + by - 1) % 28 + 1)
}
