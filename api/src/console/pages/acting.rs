//! Choosing in which membership one acts, for who has several. The choice stands for the session and is looked up again on
//! every request.

use entities::ids::MembershipId;

use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::parts::{Question, Sending};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Signed};
use crate::console::{HOME, Trouble, answer, words};
use axum::http::StatusCode;

const FIELD: &str = "membership";

pub(super) async fn show(signed: Signed) -> Answer {
    question(&signed, &ErrorSummary::default(), StatusCode::OK).await
}

pub(super) async fn choose(signed: Signed, posted: Posted) -> Answer {
    let chosen = MembershipId::from_public(posted.text(FIELD)).ok();
    let session = &signed.0.session;
    let known = signed.door().memberships((&session.issuer, &session.subject)).await?;
    match chosen.filter(|chosen| known.iter().any(|(membership, _)| membership.id == *chosen)) {
        Some(membership) => {
            signed.sessions().act_in(&signed.0.secret, membership).await?;
            Ok(answer::to(HOME))
        }
        None => {
            let mut errors = ErrorSummary::default();
            errors.add(FIELD, "Choose who you are acting as");
            question(&signed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn question(signed: &Signed, errors: &ErrorSummary, status: StatusCode) -> Answer {
    let session = &signed.0.session;
    let known = signed.door().memberships((&session.issuer, &session.subject)).await?;
    if known.is_empty() {
        return Err(Trouble::Unknown);
    }
    let choices = known.iter().map(|(membership, agency)| {
        let team = membership.team.iter().map(|team| format!("{team}, "));
        let label = format!("{}{}", team.collect::<String>(), agency.name);
        Choice::new(membership.id.public(), label).with_hint(words::plain_list(membership.roles))
    });
    let field = Field::new(FIELD, "You act as", Kind::One(choices.collect()))
        .hint("What you can see and do, and what the access log says of you, follows from it.")
        .chosen(session.membership.map(MembershipId::public))
        .wrong(errors.about(FIELD));
    answer::page(
        status,
        &Question {
            frame: signed.frame("Who are you acting as?").with_errors(!errors.is_empty()),
            back: HOME.to_owned(),
            errors: errors.clone(),
            form: Sending {
                action: format!("{HOME}/acting"),
                fields: vec![field],
                button: "Continue".to_owned(),
                ..Sending::default()
            },
            ..Question::default()
        },
    )
}
