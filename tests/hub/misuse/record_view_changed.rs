//~ E0616 field `child` of struct `RecordView` is private
use api::disclosure::RecordView;

pub fn look(view: &RecordView) {
    let _ = &view.child;
}
