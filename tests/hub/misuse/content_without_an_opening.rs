//~ E0308 mismatched types
use api::disclosure::Caller;
use api::store::Snapshot;
use entities::Date;
use policies::Verdict;

pub async fn peek(snapshot: &Snapshot, verdict: &Verdict, caller: &Caller, today: Date) {
    let _ = snapshot.consents(verdict, caller, today).await;
}
