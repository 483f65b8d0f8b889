//! Pages to which no address leads alone: a form does, sent by who has it. They are small and quick like all others.

use tests::console::{Form, Visitor};

use super::demo::People;

const CHILD: &str = "/console/child";
/// A child of the demo on whom many agencies have recorded something, and an enquiry is open.
const KNOWN: &str = "9990001014";

/// A page to which a form leads.
pub(super) struct ByForm {
    /// What it is called where something is wrong with it.
    pub(super) what: &'static str,
    /// Who sends the form.
    pub(super) who: &'static str,
    /// The form; sent again it leads to the same page, and nothing is recorded by it but that it was looked at.
    pub(super) form: Form,
    /// What the page's heading begins with.
    pub(super) heading: &'static str,
}

/// One of each kind.
pub(super) async fn pages(people: &mut People) -> Vec<ByForm> {
    let worker = "social-worker";
    let (_, asked) = people.opening(worker, KNOWN).await;
    let opened = asked.clone().with("purpose", "SECTION_47_ENQUIRY");
    let record = people.get(worker).await.send(&opened).await.ok();
    let of_work = record.forms().into_iter().find(|form| form.value("work").is_some()).expect("a piece of work");
    let (_, mash) = people.opening("mash", KNOWN).await;
    let screening = mash.with("purpose", "REFERRAL_SCREENING").with("go", "change");
    let first = people.get("school").await.get("/console/raise").await.ok().form("/console/raise");
    let query = people.get("gp").await.get("/console/query").await.ok().form("/console/query");
    let seen = people.get("lead").await.get("/console/seen").await.ok().form("/console/seen");
    let filtered = people.get("lead").await.get("/console/log").await.ok().form("/console/log");
    let disagree = people.get("gp").await.get("/console/child").await.ok().form(CHILD);
    let ask = asking(people.get("mash").await).await;
    vec![
        ByForm { what: "a record", who: worker, form: opened, heading: "Mia" },
        ByForm { what: "a piece of work", who: worker, form: of_work, heading: "" },
        ByForm { what: "the pause", who: worker, form: asked.with("go", "emergency"), heading: "Open this record" },
        ByForm { what: "why, once more", who: "mash", form: screening, heading: "Why do you need" },
        ByForm { what: "what happened", who: "school", form: first.clone().with("go", "happened"), heading: "What" },
        ByForm { what: "a question, to be mended", who: "school", form: first, heading: "Is the child in" },
        ByForm { what: "an answered query", who: "gp", form: query.with("as", "one"), heading: "" },
        ByForm { what: "who has seen a child", who: "lead", form: seen.with("child", KNOWN), heading: "Who has seen" },
        ByForm { what: "the log of a child", who: "lead", form: filtered.with("child", KNOWN), heading: "Access log" },
        ByForm { what: "a form that lacks all", who: "gp", form: disagree, heading: "Why do you need" },
        ByForm { what: "asking for views", who: "mash", form: ask, heading: "Ask for views" },
    ]
}

/// The form by which partners are asked for their views, from a record that rests on a concern which nobody has decided.
async fn asking(mash: &mut Visitor) -> Form {
    let concerns = mash.get("/console/concerns").await.ok().links();
    for concern in concerns.iter().filter(|href| href.starts_with("/console/concerns/")) {
        let page = mash.get(concern).await.ok();
        if page.forms().iter().all(|form| form.value("do") != Some("acknowledge")) {
            continue;
        }
        let why = mash.send(&page.form(CHILD)).await.ok().form(CHILD).with("lawfulBasis", "PUBLIC_TASK");
        return mash.send(&why).await.ok().form("/decisions/ask");
    }
    panic!("no concern waits for the MASH")
}
