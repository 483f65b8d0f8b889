//~ E0451 of struct `Opening` are private
use api::disclosure::Opening;
use entities::ids::ChildId;

pub fn moved(opening: Opening, other: ChildId) -> Opening {
    Opening { child: other, ..opening }
}
