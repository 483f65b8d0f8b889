//! The console as a browser without a script sees it.

mod acting;
mod approvals;
mod board;
mod checks;
mod child;
mod decisions;
mod false_issuer;
mod forms;
mod governance;
mod log;
mod query;
mod raise;
mod rests_on;
mod reviews;
mod sessions;
mod sign_in;
mod today;
mod work;

use tests::console::{Form, Visitor};
use uuid::Uuid;

/// That a form about what the person may not know of is answered as one about what is not there: what was typed is given back.
async fn as_about_nothing(visitor: &mut Visitor, form: &Form, what: &str) {
    // An address ends with the id of what it is about.
    let kept = form.action.len() - Uuid::nil().to_string().len();
    let absent = Form { action: format!("{}{}", &form.action[..kept], Uuid::new_v4()), ..form.clone() };
    let mut pages = Vec::new();
    for form in [form, &absent] {
        let page = visitor.send(form).await;
        assert_eq!(page.status, 404, "{what}: {}", page.text);
        pages.push(page.canonical().replace(&form.action, "HERE"));
    }
    assert_eq!(pages[0], pages[1], "{what}");
}
