//! Pages of the log for those who review it: newest first, by `(committed_at, log, seq)`. Which entries a viewer may see at
//! all is the caller's condition; every page and every total is within it.

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::rows::access_log::{Column, Entity, Model};
use entities::rows::access_review;
use entities::words::{AccessAction, AccessFlag};
use entities::{Instant, Set};
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::Position;

/// What entries are asked for; what is none, empty or an empty set does not narrow.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// About that child.
    pub child: Option<ChildId>,
    /// By that person.
    pub person: Option<PersonId>,
    /// For that agency.
    pub agency: Option<AgencyId>,
    /// Committed then or later.
    pub from: Option<Instant>,
    /// Committed before then.
    pub to: Option<Instant>,
    /// Of one of these actions.
    pub actions: Vec<AccessAction>,
    /// With one of these flags.
    pub flags: Set<AccessFlag>,
    /// Allowed, or refused.
    pub allowed: Option<bool>,
    /// Emergency accesses, or others.
    pub emergency: Option<bool>,
    /// Reviewed, or not yet.
    pub reviewed: Option<bool>,
}

/// The place of an entry in the order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageKey {
    /// When it was committed.
    pub committed_at: Instant,
    /// Where it stands.
    pub position: Position,
}

impl PageKey {
    /// The place of that row.
    pub const fn of(row: &Model) -> Self {
        Self { committed_at: row.committed_at, position: Position { log: row.log, seq: row.seq } }
    }
}

/// A page that is asked for.
#[derive(Clone, Debug)]
pub struct LogQuery {
    /// The entries that the viewer may see, as a condition on `access_log`.
    pub scope: Condition,
    /// Those asked for.
    pub filter: LogFilter,
    /// Only entries after this one, that is older ones.
    pub after: Option<PageKey>,
    /// At most so many.
    pub first: u64,
}

/// A page.
pub struct LogPage {
    /// The entries, newest first.
    pub rows: Vec<Model>,
    /// Whether there are more after them.
    pub more: bool,
}

/// The page that is asked for.
///
/// # Errors
/// Where the database does not answer.
pub async fn page<C: ConnectionTrait>(db: &C, query: &LogQuery) -> Result<LogPage, DbErr> {
    let mut select = selected(query)
        .order_by_desc(Column::CommittedAt)
        .order_by_desc(Column::Log)
        .order_by_desc(Column::Seq)
        .limit(query.first.saturating_add(1));
    if let Some(after) = query.after {
        select = select.filter(older_than(after));
    }
    let mut rows = select.all(db).await?;
    let first = usize::try_from(query.first).unwrap_or(usize::MAX);
    let more = rows.len() > first;
    rows.truncate(first);
    Ok(LogPage { rows, more })
}

/// How many entries there are on all pages together.
///
/// # Errors
/// Where the database does not answer.
pub async fn count<C: ConnectionTrait>(db: &C, query: &LogQuery) -> Result<u64, DbErr> {
    selected(query).count(db).await
}

/// One entry, where it is within the scope.
///
/// # Errors
/// Where the database does not answer.
pub async fn entry<C: ConnectionTrait>(db: &C, scope: Condition, at: Position) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id((at.log, at.seq)).filter(scope).one(db).await
}

/// The reviews of those entries, oldest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn reviews<C: ConnectionTrait>(db: &C, of: &[Position]) -> Result<Vec<access_review::Model>, DbErr> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let any = of.iter().fold(Condition::any(), |any, at| {
        any.add(access_review::Column::EntryLog.eq(at.log).and(access_review::Column::EntrySeq.eq(at.seq)))
    });
    access_review::Entity::find()
        .filter(any)
        .order_by_asc(access_review::Column::ReviewedAt)
        .order_by_asc(access_review::Column::Log)
        .order_by_asc(access_review::Column::Seq)
        .all(db)
        .await
}

fn selected(query: &LogQuery) -> Select<Entity> {
    let filter = &query.filter;
    let flags = i64::try_from(filter.flags.bits()).unwrap_or(0);
    let mut all = Condition::all()
        .add(query.scope.clone())
        .add_option(filter.child.map(|id| Column::Child.eq(id)))
        .add_option(filter.person.map(|id| Column::Person.eq(id)))
        .add_option(filter.agency.map(|id| Column::Agency.eq(id)))
        .add_option(filter.from.map(|at| Column::CommittedAt.gte(at)))
        .add_option(filter.to.map(|at| Column::CommittedAt.lt(at)))
        .add_option((!filter.actions.is_empty()).then(|| Column::Action.is_in(filter.actions.iter().copied())))
        .add_option((flags != 0).then(|| Expr::col((Entity, Column::Flags)).binary(BinOper::BitAnd, flags).ne(0_i64)))
        .add_option(filter.allowed.map(|allowed| Column::Allowed.eq(allowed)))
        .add_option(filter.emergency.map(|emergency| Column::Emergency.eq(emergency)));
    if let Some(reviewed) = filter.reviewed {
        let exists = Expr::exists(review_of_entry());
        all = all.add(if reviewed { exists } else { exists.not() });
    }
    Entity::find().filter(all)
}

fn review_of_entry() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1_i32))
        .from(access_review::Entity)
        .and_where(Expr::col((access_review::Entity, access_review::Column::EntryLog)).equals((Entity, Column::Log)))
        .and_where(Expr::col((access_review::Entity, access_review::Column::EntrySeq)).equals((Entity, Column::Seq)))
        .to_owned()
}

/// Written out, because a comparison of rows would not use the index on both engines; its first part alone bounds the scan.
fn older_than(key: PageKey) -> Condition {
    let Position { log, seq } = key.position;
    let same_time = Column::CommittedAt.eq(key.committed_at);
    Condition::all().add(Column::CommittedAt.lte(key.committed_at)).add(
        Condition::any()
            .add(Column::CommittedAt.lt(key.committed_at))
            .add(same_time.clone().and(Column::Log.lt(log)))
            .add(same_time.and(Column::Log.eq(log)).and(Column::Seq.lt(seq))),
    )
}
