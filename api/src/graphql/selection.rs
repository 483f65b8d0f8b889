//! From a GraphQL selection to an ask: which fields, which pages, with which arguments; read once, before the door opens.

use async_graphql::{Context, InputType, SelectionField, Value};

use super::chronology::ChronologyFilterInput;
use super::input;
use super::paging;
use crate::disclosure::{ChronologyFilter, Cursor, EntryContent, PageArgs, RecordAsk};
use crate::error::Error;

/// How many entries a page holds where the query does not say (contract).
pub(super) const DEFAULT_FIRST: i32 = 50;

/// What a selection of a record asks for.
pub(crate) fn record_ask(ctx: &Context<'_>) -> Result<RecordAsk, Error> {
    let mut ask = RecordAsk::default();
    for field in ctx.field().selection_set() {
        match field.name() {
            "child" => ask.child.extend(names(&field)),
            "chronology" => add_page(&mut ask, &field)?,
            "involvements" => ask.involvements.extend(names(&field)),
            "consents" => ask.consents.extend(names(&field)),
            "work" => ask.work.extend(names(&field)),
            "sharing" => {
                if let Some(consent) = field.selection_set().find(|f| f.name() == "consent") {
                    ask.sharing_consent = true;
                    ask.consents.extend(names(&consent));
                }
            }
            _ => {}
        }
    }
    // `withheld` names whom to ask.
    if ask.work.iter().any(|field| field == "withheld") {
        ask.work.push("agency".to_owned());
    }
    for list in [&mut ask.child, &mut ask.involvements, &mut ask.consents, &mut ask.work] {
        list.sort();
        list.dedup();
    }
    Ok(ask)
}

/// The nodes of a connection as it is selected, by `nodes` or by `edges`.
pub(crate) fn nodes<'a>(connection: &SelectionField<'a>) -> Vec<SelectionField<'a>> {
    let of = |field: SelectionField<'a>| match field.name() {
        "nodes" => vec![field],
        "edges" => field.selection_set().filter(|f| f.name() == "node").collect(),
        _ => Vec::new(),
    };
    connection.selection_set().flat_map(of).collect()
}

fn names(field: &SelectionField<'_>) -> Vec<String> {
    field.selection_set().map(|f| f.name().to_owned()).collect()
}

/// Adds the page that a selection of `chronology` asks for; selections with the same arguments are one page.
fn add_page(ask: &mut RecordAsk, field: &SelectionField<'_>) -> Result<(), Error> {
    let arguments = field.arguments().map_err(|e| Error::bad_input(&["chronology"], e.message))?;
    let argument = |name: &str| arguments.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let read = |name: &'static str| move |e: String| Error::bad_input(&["chronology", name], e);
    let filter = <Option<ChronologyFilterInput> as InputType>::parse(argument("filter"))
        .map_err(|e| read("filter")(e.into_server_error(async_graphql::Pos::default()).message))?;
    let first = match argument("first") {
        None | Some(Value::Null) => DEFAULT_FIRST,
        value => <i32 as InputType>::parse(value)
            .map_err(|e| read("first")(e.into_server_error(async_graphql::Pos::default()).message))?,
    };
    let after = <Option<String> as InputType>::parse(argument("after"))
        .map_err(|e| read("after")(e.into_server_error(async_graphql::Pos::default()).message))?;
    let oldest_first = match argument("oldestFirst") {
        None | Some(Value::Null) => false,
        value => <bool as InputType>::parse(value)
            .map_err(|e| read("oldestFirst")(e.into_server_error(async_graphql::Pos::default()).message))?,
    };
    let mut page = page(filter, first, after.as_deref(), oldest_first)?;
    let add_node = |node: &SelectionField<'_>, page: &mut PageArgs| {
        for field in node.selection_set() {
            page.fields.push(field.name().to_owned());
            if field.name() == "history" {
                page.history = true;
                page.fields.extend(field.selection_set().map(|f| f.name().to_owned()));
            }
        }
    };
    page.total = field.selection_set().any(|field| field.name() == "totalCount");
    nodes(field).iter().for_each(|node| add_node(node, &mut page));
    // The headline is made of these two; `withheld` names whom to ask.
    if page.fields.iter().any(|f| f == "headline") {
        page.fields.push("agencyKind".to_owned());
        page.fields.push("occurredPrecision".to_owned());
    }
    if page.fields.iter().any(|f| f == "withheld") {
        page.fields.push("agency".to_owned());
    }
    if let Some(same) = ask.pages.iter_mut().find(|p| same_page(p, &page)) {
        same.fields.append(&mut page.fields);
        same.total |= page.total;
        same.history |= page.history;
        same.fields.sort();
        same.fields.dedup();
    } else {
        page.fields.sort();
        page.fields.dedup();
        ask.pages.push(page);
    }
    Ok(())
}

/// The page that those arguments ask for, without its fields.
pub(crate) fn page(
    filter: Option<ChronologyFilterInput>,
    first: i32,
    after: Option<&str>,
    oldest_first: bool,
) -> Result<PageArgs, Error> {
    let filter = filter.unwrap_or_default();
    let agencies = filter
        .agencies
        .map(|ids| {
            ids.iter().map(|id| input::agency(&["chronology", "filter", "agencies"], id)).collect::<Result<Vec<_>, _>>()
        })
        .transpose()?;
    Ok(PageArgs {
        filter: ChronologyFilter {
            from: filter.from.map(|at| at.0),
            to: filter.to.map(|at| at.0),
            agencies,
            agency_kinds: filter.agency_kinds.map(|kinds| kinds.iter().map(|k| k.0).collect()),
            categories: filter.categories.map(|categories| categories.iter().map(|c| c.0).collect()),
            minimum_significance: filter.minimum_significance.map(|s| s.0),
        },
        first: paging::first(&["chronology", "first"], first)?,
        after: after.map(cursor).transpose()?,
        oldest_first,
        fields: Vec::new(),
        total: false,
        history: false,
    })
}

/// Whether two selections are of the same page, whatever fields they want of it.
pub(crate) fn same_page(a: &PageArgs, b: &PageArgs) -> bool {
    a.filter == b.filter && a.first == b.first && a.after == b.after && a.oldest_first == b.oldest_first
}

/// The cursor of an entry.
pub(crate) fn cursor_of(entry: &EntryContent) -> String {
    paging::cursor(&[&entry.occurred_at.0.to_string(), &entry.id.to_string()])
}

fn cursor(text: &str) -> Result<Cursor, Error> {
    let path = ["chronology", "after"];
    let wrong = || Error::bad_input(&path, "the cursor is not one that the hub gave");
    let [at, id] = paging::parts::<2>(&path, text)?;
    Ok(Cursor {
        occurred_at: entities::Instant(at.parse().map_err(|_| wrong())?),
        id: id.parse().map_err(|_| wrong())?,
    })
}

/// An entry's headline, from date and kind of agency alone (R3).
pub(crate) fn headline(entry: &EntryContent) -> String {
    let when = crate::plain::wall::day_known(entry.occurred_at, entry.occurred_precision);
    let kind = entry.agency_kind.map_or("an agency", kind_in_words);
    format!("{when}: entry by {kind}")
}

/// A kind of agency, as one says it.
pub(crate) fn kind_in_words(kind: entities::words::AgencyKind) -> &'static str {
    use entities::words::AgencyKind as K;
    match kind {
        K::LocalAuthority => "a local authority",
        K::Police => "the police",
        K::IntegratedCareBoard => "an integrated care board",
        K::HealthProvider => "a health service",
        K::GeneralPractice => "a general practice",
        K::School => "a school or college",
        K::EarlyYears => "an early years setting",
        K::EarlyHelp => "an early help service",
        K::Probation => "the probation service",
        K::YouthJustice => "a youth justice service",
        K::Housing => "a housing service",
        K::AdultServices => "adult services",
        K::VoluntarySector => "a voluntary organisation",
        K::Inspectorate => "an inspectorate",
    }
}

/// The cost of a page: itself, and what it holds for each entry; saturating, so that no number is too large to refuse.
pub(crate) fn cost(first: i32, child: usize) -> usize {
    usize::try_from(first).unwrap_or(0).saturating_mul(child).saturating_add(1)
}
