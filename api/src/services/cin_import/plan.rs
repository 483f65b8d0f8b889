//! From children of a return and what is there to rows: look up, tell whose each is, compare, plan.

use std::collections::HashMap;

use entities::ids::{ChildId, PersonId};
use entities::rows::imported_record;
use entities::{Date, Instant};

use super::super::cin_census::ImportedChild;
use super::slices::Groups;
use super::{Tally, adoption, details, levels, records, whose};
use crate::disclosure::{Door, Footing, FootingAsk, Importer, Known, Made, MadeAsk, Rows};
use crate::error::Error;

/// One run: who imports, which return, when.
pub(super) struct Run<'a> {
    pub(super) door: &'a Door,
    pub(super) importer: Importer,
    /// The last day that the return is about.
    pub(super) as_of: Date,
    pub(super) today: Date,
    pub(super) now: Instant,
    /// Those who still see a record that is restricted on adoption, and its custodians.
    pub(super) keepers: (Vec<PersonId>, Vec<PersonId>),
}

/// What goes into one record of the hub: a child of the return, or the part of it before or after an adoption.
pub(super) struct Piece {
    /// The key of the child.
    pub(super) root: String,
    pub(super) child: ImportedChild,
    /// Its record is closed to numbers: it is that of a child who was adopted.
    pub(super) sealed: bool,
}

impl Piece {
    /// A record's key beneath the child's.
    pub(super) fn key<'k>(&self, key: &'k str) -> &'k str {
        key.strip_prefix(self.child.key.as_str()).unwrap_or(key)
    }
}

/// What is written of one piece.
pub(super) struct Planned {
    /// The key of the child of the return.
    pub(super) key: String,
    pub(super) child: ChildId,
    pub(super) slices: Vec<Rows>,
    pub(super) tally: Tally,
}

/// A piece and the record that it goes into, while its rows are made.
pub(super) struct Target<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) piece: &'a Piece,
    pub(super) child: ChildId,
    /// Whether there is no such record yet.
    pub(super) new: bool,
    pub(super) known: &'a HashMap<String, Known>,
    pub(super) footing: &'a Footing,
    pub(super) made: &'a Made,
}

/// How a record of the return compares with what was made of it before.
pub(super) enum Compared<'a> {
    New,
    /// Nothing to do: the same, or said by a later return.
    Same,
    Changed(&'a Known),
}

impl Target<'_> {
    pub(super) fn compare(&self, key: &str, hash: &[u8; 32]) -> Compared<'_> {
        match self.known.get(self.piece.key(key)) {
            None => Compared::New,
            Some(known) if known.content_hash == hash || known.as_of > self.run.as_of => Compared::Same,
            Some(known) => Compared::Changed(known),
        }
    }

    /// What is kept of a record: the row that was made of it, by key and digest.
    pub(super) fn record(&self, key: &str, hash: &[u8; 32], made: String) -> imported_record::Model {
        let key = self.piece.key(key);
        imported_record::Model {
            agency_id: self.run.importer.agency,
            child_key: self.piece.root.clone(),
            key: key.to_owned(),
            version: self.known.get(key).map_or(1, |known| known.version + 1),
            content_hash: hash.to_vec(),
            as_of: self.run.as_of,
            child_id: self.child,
            made,
            log: 0,
            seq: 0,
        }
    }
}

impl Run<'_> {
    /// Plans what is written of those children.
    pub(super) async fn plan(&self, children: Vec<ImportedChild>) -> Result<Vec<Planned>, Error> {
        let footing = self.door.footing(&self.ask(&children)).await?;
        let pieces: Vec<Piece> = children.into_iter().flat_map(|child| pieces(child, &footing)).collect();
        let made = self.door.made(&self.made_ask(&pieces, &footing)).await?;
        pieces.iter().map(|piece| self.piece(piece, &footing, &made)).collect()
    }

    fn ask(&self, children: &[ImportedChild]) -> FootingAsk {
        let mut ask = FootingAsk {
            agency: self.importer.agency,
            keys: Vec::new(),
            local: HashMap::new(),
            upns: HashMap::new(),
            today: self.today,
        };
        for child in children {
            ask.keys.push(child.key.clone());
            ask.keys.push(format!("{}{}", child.key, adoption::AFTER));
            if let Some(number) = &child.local_id {
                ask.local.insert(child.key.clone(), number.clone());
            }
            if let Some(upn) = whose::verified_upn(child) {
                ask.upns.insert(child.key.clone(), upn.to_owned());
            }
        }
        ask
    }

    /// The rows of which a version may follow.
    fn made_ask(&self, pieces: &[Piece], footing: &Footing) -> MadeAsk {
        let mut ask = MadeAsk::default();
        for piece in pieces {
            let Some(known) = footing.known.get(&piece.root) else { continue };
            let changed = |key: &str, hash: [u8; 32]| {
                let known = known.get(piece.key(key))?;
                (known.content_hash != hash && !known.made.is_empty()).then(|| known.made.clone())
            };
            let child = &piece.child;
            ask.involvements.extend(child.involvements.iter().filter_map(|one| changed(&one.key, one.content_hash())));
            ask.entries.extend(child.entries.iter().filter_map(|one| changed(&one.key, one.content_hash())));
            ask.works.extend(child.works.iter().filter_map(|one| changed(&one.key, one.content_hash())));
        }
        ask
    }

    fn piece(&self, piece: &Piece, footing: &Footing, made: &Made) -> Result<Planned, Error> {
        let nothing = HashMap::new();
        let found = whose::find(piece, footing);
        let target = Target {
            run: self,
            piece,
            child: found.map_or_else(|| self.door.fresh_id().map(ChildId), Ok)?,
            new: found.is_none(),
            known: footing.known.get(&piece.root).unwrap_or(&nothing),
            footing,
            made,
        };
        let mut tally = Tally::default();
        let mut groups = Groups::default();
        details::add(&target, &mut groups)?;
        records::involvements(&target, &mut groups)?;
        levels::add(&target, &mut groups);
        records::works(&target, &mut groups)?;
        records::entries(&target, &mut groups, &mut tally)?;
        tally.children_added = u64::from(target.new);
        tally.children_known = u64::from(!target.new);
        tally.other_rows = groups.others();
        Ok(Planned { key: piece.child.key.clone(), child: target.child, slices: groups.into_slices(), tally })
    }
}

fn pieces(child: ImportedChild, footing: &Footing) -> Vec<Piece> {
    let root = child.key.clone();
    let told = adoption::told_before(footing.known.get(&root));
    let Some(on) = child.adopted.max(told) else { return vec![Piece { root, child, sealed: false }] };
    let (before, after) = adoption::part(child, on);
    let later_root = format!("{root}{}", adoption::AFTER);
    let mut pieces = vec![Piece { root, child: before, sealed: true }];
    pieces.extend(after.map(|child| Piece { root: later_root, child, sealed: false }));
    pieces
}
