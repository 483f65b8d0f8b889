//! Queries to begin with. The names, numbers and people in them are those of the demo; elsewhere they are a form to fill in.

/// A query to begin with.
pub(super) struct Example {
    /// Its name in an address.
    pub(super) name: &'static str,
    /// What it shows, in a few words.
    pub(super) shows: &'static str,
    /// The document.
    pub(super) document: &'static str,
    /// Its variables, as JSON.
    pub(super) variables: &'static str,
}

/// Every example; the first is shown where none is chosen.
pub(super) const EXAMPLES: &[Example] = &[
    Example {
        name: "record",
        shows: "A child's whole record, for an assessment of need",
        document: include_str!("../../../app/demo/tries/record.graphql"),
        variables: r#"{
  "child": { "nhsNumber": "9990001014" },
  "sharing": { "purpose": "CHILD_IN_NEED_ASSESSMENT", "lawfulBasis": "PUBLIC_TASK" },
  "entries": 5
}"#,
    },
    Example {
        name: "summary",
        shows: "What happened to a child, without the detail, for early help",
        document: include_str!("../../../app/demo/tries/summary.graphql"),
        variables: r#"{
  "child": { "nhsNumber": "9990001340" },
  "sharing": { "purpose": "EARLY_HELP", "lawfulBasis": "PUBLIC_TASK" },
  "entries": 10
}"#,
    },
    Example {
        name: "enquiry",
        shows: "The same for a section 47 enquiry",
        document: include_str!("../../../app/demo/tries/summary.graphql"),
        variables: r#"{
  "child": { "nhsNumber": "9990001340" },
  "sharing": { "purpose": "SECTION_47_ENQUIRY", "lawfulBasis": "PUBLIC_TASK" },
  "entries": 10
}"#,
    },
    Example {
        name: "who-looked",
        shows: "Who looked at a child's record, for a lead",
        document: include_str!("../../../app/demo/tries/who-looked.graphql"),
        variables: r#"{ "filter": { "child": { "nhsNumber": "9990001014" } } }"#,
    },
    Example {
        name: "viewer",
        shows: "Who you are to the hub",
        document: "query Viewer {\n  viewer { name roles agency { name code kind } }\n}\n",
        variables: "{}",
    },
];
