//! The operations that tests send, with every field of the contract that the hub has.

use entities::ids::ChildId;
use serde_json::{Value, json};

const WITHHELD: &str = "withheld { field classes reason howToProceed askAgency { code } }";

/// Every field of one child's record.
pub fn record() -> String {
    let entry = "id headline occurredAt occurredUntil occurredPrecision recordedAt agency { code } agencyKind category \
        significance sensitivity classes handling summary narrative impactOnChild impactDirection childVoice action outcome \
        recordedBy version withdrawnAt correctionReason";
    format!(
        "query Record($child: ChildRef!, $sharing: SharingInput!) {{ sharedRecord(child: $child, sharing: $sharing) {{
            __typename
            ... on SharingRefused {{ code message howToProceed accessLogEntryId }}
            ... on SharedRecord {{
                child {{ id version givenName familyName aliases dateOfBirth expectedDateOfBirth dateOfDeath sex nhsNumber upn
                    identifiers {{ system value verified }} address telephone school {{ code }} generalPractice {{ code }}
                    responsibleAuthority {{ code }} ethnicity religion disabilities firstLanguage interpreterNeeded levelOfNeed
                    {WITHHELD} }}
                chronology(first: 50) {{ totalCount nodes {{ {entry} history {{ {entry} {WITHHELD} }} {WITHHELD} }} }}
                involvements {{ id agency {{ code }} agencyKind service team practitioners startedOn endedOn unconfirmed
                    {WITHHELD} }}
                consents {{ id giver status givenBy giverName purposes agencyKinds fieldClasses obtainedAt expiresOn withdrawnAt
                    recordedBy {WITHHELD} }}
                sharing {{ purpose lawfulBasis condition dispenseReason emergency expiresAt disclosed withheld policies
                    policyVersion accessLogEntryId }}
                {WITHHELD}
            }} }} }}"
    )
}

/// The least that a record can be asked for.
pub const NAME: &str = "query Name($child: ChildRef!, $sharing: SharingInput!) {
    sharedRecord(child: $child, sharing: $sharing) { __typename
        ... on SharingRefused { code message howToProceed accessLogEntryId }
        ... on SharedRecord { child { givenName familyName } sharing { accessLogEntryId } } } }";

/// Contributing an entry.
pub const CONTRIBUTE: &str = "mutation Contribute($input: ContributeChronologyEntryInput!) {
    contributeChronologyEntry(input: $input) {
        entry { id version summary narrative childVoice recordedBy classes }
        refused { code message howToProceed accessLogEntryId }
        problems { path code message } } }";

/// Raising a concern.
pub const RAISE: &str = "mutation Raise($input: RaiseConcernInput!) {
    raiseConcern(input: $input) {
        concern { id reference status about whatHappened child { id } withheld { field } }
        whatNow problems { path code message } } }";

/// A good concern about a child who is described by name alone.
pub fn concern(key: &str, what_happened: &str) -> Value {
    json!({
        "idempotencyKey": key, "child": {"described": {"givenName": "Made-up", "familyName": "Nobody"}},
        "whatHappened": what_happened, "familyInformed": "INFORMED_AND_AGREES", "callBack": "020 7946 0003",
    })
}

/// Why, with a purpose and nothing else.
pub fn sharing(purpose: &str) -> Value {
    json!({"purpose": purpose, "lawfulBasis": "PUBLIC_TASK"})
}

/// That child, for that purpose.
pub fn about(child: ChildId, purpose: &str) -> Value {
    json!({"child": {"id": child.public()}, "sharing": sharing(purpose)})
}

/// A good entry about that child.
pub fn entry(child: ChildId, purpose: &str, key: &str, summary: &str) -> Value {
    json!({
        "idempotencyKey": key, "child": {"id": child.public()}, "sharing": sharing(purpose),
        "occurredAt": "2026-01-05T10:00:00Z", "category": "OTHER", "significance": "ROUTINE", "summary": summary,
    })
}
