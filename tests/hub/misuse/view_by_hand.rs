//~ E0451 of struct `RefusalView` are private
use api::disclosure::RefusalView;
use entities::words::RefusalCode;

pub fn view() -> RefusalView {
    RefusalView { code: RefusalCode::Role, message: String::new(), how_to_proceed: String::new() }
}
