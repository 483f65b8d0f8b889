//! What the rule book must hold, tried on the facts of `cases/`.

mod smoke;
