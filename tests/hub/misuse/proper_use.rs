use api::access_log::{Draft, EntryDraft, Log, LogError, Logged};
use api::disclosure::{Caller, ChildKey, Door, OpenAnswer, RecordAsk, RecordView, Sharing};

pub async fn open(door: &Door, caller: &Caller, key: &ChildKey, why: &Sharing, ask: &RecordAsk) -> Option<Logged<RecordView>> {
    match door.open(caller, key, why, ask).await {
        Ok(OpenAnswer::Record(record)) => Some(record),
        _ => None,
    }
}

pub async fn log(log: &Log, view: RecordView, entry: EntryDraft) -> Result<Logged<RecordView>, LogError> {
    log.append(Draft::new(view, entry)).await
}
