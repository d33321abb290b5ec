//! The shares that a book knows of.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::basis_points::BasisPoints;
use crate::book::Book;
use crate::coverage::Coverage;
use crate::id::AccountId;
use crate::retention::RetentionError;
use crate::retention::history::{AccountIndex, RevenueHistory};
use crate::retention::slicing::{SliceKey, Slicing};
use crate::role::Role;
use crate::text::Name;

use super::Sharing;

impl Slicing {
    /// By the managers who are credited with the account at the time: supporting seats with their part, the
    /// [holder](Book::coverage) with the rest, and leading. What nobody has, while nobody holds it or after a supporting manager
    /// [left](Book::support_on), is [`Unassigned`](SliceKey::Unassigned).
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] never for a history of the same book.
    pub fn by_credit(history: &RevenueHistory, book: &Book) -> Result<Self, RetentionError> {
        let holder = |coverage: &Coverage<'_>| match coverage {
            Coverage::Held(manager) => SliceKey::Manager((*manager).clone()),
            Coverage::Vacant | Coverage::Unreviewed { .. } => SliceKey::Unassigned,
        };
        let seat = |seat: &crate::account::Seat| SliceKey::Manager(seat.manager.clone());
        Self::by_shares(history, sharings(history, book, holder, seat))
    }

    /// By the roles in which managers are credited with the account at the time: supporting seats in theirs, the holder in
    /// [`Role::Relationship`]. While nobody holds it, the rest is [`Unassigned`](SliceKey::Unassigned).
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] never for a history of the same book.
    pub fn by_role(history: &RevenueHistory, book: &Book) -> Result<Self, RetentionError> {
        let key =
            |role: Role| Name::new(role.name()).map_or(SliceKey::Unassigned, SliceKey::Segment);
        let holder = |coverage: &Coverage<'_>| match coverage {
            Coverage::Held(_) => key(Role::Relationship),
            Coverage::Vacant | Coverage::Unreviewed { .. } => SliceKey::Unassigned,
        };
        let seat = |seat: &crate::account::Seat| key(seat.role);
        Self::by_shares(history, sharings(history, book, holder, seat))
    }
}

/// Every change of who has which part, account by account.
fn sharings(
    history: &RevenueHistory,
    book: &Book,
    holder: impl Fn(&Coverage<'_>) -> SliceKey,
    seat: impl Fn(&crate::account::Seat) -> SliceKey,
) -> Vec<Sharing> {
    let mut sharings = Vec::new();
    for (index, id) in (0..).map(AccountIndex::new).zip(history.owners()) {
        for on in days_of(book, id) {
            let mut rest = BasisPoints::WHOLE.get();
            let mut seats = Vec::new();
            for support in book.support_on(id, on) {
                // The parts add up to the whole at most, so none is ever cut.
                let part = support.credit.get().min(rest);
                rest -= part;
                let key = match support.lapsed {
                    true => SliceKey::Unassigned,
                    false => seat(support.seat),
                };
                seats.push((key, BasisPoints::new(part).unwrap_or_default()));
            }
            let lead = holder(&book.coverage_on(id, on));
            let rest = BasisPoints::new(rest).unwrap_or_default();
            sharings.push(Sharing {
                account: index,
                on,
                shares: std::iter::once((lead, rest)).chain(seats).collect(),
            });
        }
    }
    sharings
}

/// The days on which the holder or a supporting seat changes.
fn days_of(book: &Book, id: &AccountId) -> BTreeSet<NaiveDate> {
    let coverage = book.coverage(id).into_iter().map(|(days, _)| days.start());
    let mut days = book.support_changes(id);
    days.extend(coverage);
    days
}
