//! Who looks after an account, by all that the book knows.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::account::{Above, Account, Holder, Seat, Stage};
use crate::basis_points::BasisPoints;
use crate::book::Book;
use crate::calendar::Span;
use crate::id::{AccountId, ManagerId};
use crate::record::Version;
use crate::timeline::Entry;

/// Who looks after an account on some days.
///
/// A manager who leaves holds nothing from that day on: what the manager held is not reviewed until it is decided anew, also when
/// the manager comes back. An account's own stream does not know of that; the book does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage<'a> {
    /// This manager holds it.
    Held(&'a ManagerId),
    /// Nobody, by decision.
    Vacant,
    /// Nobody has decided about it: not yet, or not since its manager left.
    Unreviewed {
        /// Who held it last and is no longer employed.
        left: Option<&'a ManagerId>,
    },
}

/// A supporting seat of an account on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Support<'a> {
    /// Who was given it, in which role.
    pub seat: &'a Seat,
    /// The part of the credit for the account that goes with it.
    pub credit: BasisPoints,
    /// Whether its manager left since it was given: then nobody supports in it and its credit is nobody's, also when the manager
    /// comes back, until it is released or given anew.
    pub lapsed: bool,
}

impl Book {
    /// Who looks after an account on a day.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use tenure::{AccountId, AssignmentCause, Book, Command, Coverage, ManagerId, decide::decide_all};
    ///
    /// let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
    /// let (account, manager) = (AccountId::new("A-17")?, ManagerId::new("maria")?);
    /// let cause = AssignmentCause::Claim;
    /// let mut book = Book::default();
    /// decide_all(&mut book, &[
    ///     Command::HireManager { manager: manager.clone(), on: day(1) },
    ///     Command::OpenAccount { account: account.clone(), on: day(1) },
    ///     Command::AssignManager { account: account.clone(), manager: manager.clone(), cause, on: day(2) },
    ///     Command::ReleaseManager { manager: manager.clone(), on: day(6) },
    /// ]).map_err(|(_, rejection)| rejection)?;
    /// assert_eq!(book.coverage_on(&account, day(1)), Coverage::Unreviewed { left: None });
    /// assert_eq!(book.coverage_on(&account, day(5)), Coverage::Held(&manager));
    /// assert_eq!(book.coverage_on(&account, day(6)), Coverage::Unreviewed { left: Some(&manager) });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn coverage_on(&self, account: &AccountId, day: NaiveDate) -> Coverage<'_> {
        match self.account(account) {
            Some(known) => coverage_of(known, day, |manager, from| self.stays(manager, from, day)),
            None => Coverage::Unreviewed { left: None },
        }
    }

    /// Who looks after an account from day to day, from the first decision about it on: in order and without gap.
    #[must_use]
    pub fn coverage(&self, account: &AccountId) -> Vec<(Span, Coverage<'_>)> {
        let Some(known) = self.account(account) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (span, holder) in known.holders().spans() {
            let Holder::Manager(manager) = holder else {
                found.push((span, Coverage::Vacant));
                continue;
            };
            let left = self.leaves(manager, span.start());
            let left = left.filter(|left| span.contains(*left));
            if left != Some(span.start()) {
                let held = Span::new(span.start(), left.or(span.end())).unwrap_or(span);
                found.push((held, Coverage::Held(manager)));
            }
            if let Some(rest) = left.and_then(|left| Span::new(left, span.end()).ok()) {
                let left = Some(manager);
                found.push((rest, Coverage::Unreviewed { left }));
            }
        }
        found
    }

    /// The supporting seats of an account on a day, by manager and role, the lapsed ones included.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use tenure::{AccountId, Book, decide::decide_all};
    ///
    /// let commands = serde_json::from_str::<Vec<_>>(r#"[
    ///     {"hire_manager": {"manager": "ravi", "on": "2026-01-01"}},
    ///     {"assess_role": {"manager": "ravi", "role": "technical", "proficiency": "expert", "on": "2026-01-01"}},
    ///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
    ///     {"assign_support": {"account": "A-17", "seat": {"manager": "ravi", "role": "technical"}, "credit": 2500, "on": "2026-02-01"}},
    ///     {"release_manager": {"manager": "ravi", "on": "2026-06-01"}}
    /// ]"#)?;
    /// let mut book = Book::default();
    /// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
    /// let account = AccountId::new("A-17")?;
    /// let lapsed = |month| {
    ///     let day = NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
    ///     book.support_on(&account, day).map(|support| support.lapsed).collect::<Vec<_>>()
    /// };
    /// assert_eq!((lapsed(1), lapsed(5), lapsed(6)), (vec![], vec![false], vec![true]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn support_on<'a>(
        &'a self,
        account: &AccountId,
        day: NaiveDate,
    ) -> impl Iterator<Item = Support<'a>> {
        let known = self.account(account).into_iter();
        known.flat_map(move |known| {
            support_of(known, day, move |manager, from| {
                self.stays(manager, from, day)
            })
        })
    }

    /// The days on which the supporting seats of an account change: given, released, or left.
    pub(crate) fn support_changes(&self, account: &AccountId) -> BTreeSet<NaiveDate> {
        let mut days = BTreeSet::new();
        let known = self.account(account).into_iter();
        for (seat, credit) in known.flat_map(|known| known.assignments().support()) {
            for (span, part) in credit.spans() {
                days.insert(span.start());
                let left = part.and_then(|_| self.leaves(&seat.manager, span.start()));
                days.extend(left.filter(|left| span.contains(*left)));
            }
        }
        days
    }

    /// The accounts that a manager holds on a day, by id: what has to be handed over before the manager leaves.
    pub fn held_by<'a>(
        &'a self,
        manager: &'a ManagerId,
        day: NaiveDate,
    ) -> impl Iterator<Item = &'a Account> {
        self.accounts()
            .filter(move |account| self.coverage_on(account.id(), day) == Coverage::Held(manager))
    }

    /// The accounts that need a decision on who looks after them on a day, by id: opened, neither merged into another nor churned
    /// or closed, and not reviewed.
    pub fn unreviewed_on(&self, day: NaiveDate) -> impl Iterator<Item = &Account> {
        self.accounts().filter(move |account| {
            let opened = account.opened().is_some_and(|(on, _)| on <= day);
            let merged = matches!(account.lineage().above_on(day), Some(Above::MergedInto(_)));
            let over = matches!(account.stage_on(day), Some(Stage::Churned | Stage::Closed));
            let coverage = self.coverage_on(account.id(), day);
            let unreviewed = matches!(coverage, Coverage::Unreviewed { .. });
            opened && !merged && !over && unreviewed
        })
    }

    /// Whether a manager is employed from one day to another without a break. A book without the directory cannot tell, and takes the
    /// account's word.
    fn stays(&self, manager: &ManagerId, from: NaiveDate, day: NaiveDate) -> bool {
        let known = || self.directory().manager(manager);
        let since = || known().and_then(|known| known.employed_since(day));
        self.directory().version() == Version::EMPTY || since().is_some_and(|since| since <= from)
    }

    /// The first day on or after this one on which a manager is not employed. A book without the directory cannot tell, and takes
    /// the account's word.
    fn leaves(&self, manager: &ManagerId, from: NaiveDate) -> Option<NaiveDate> {
        if self.directory().version() == Version::EMPTY {
            return None;
        }
        let Some(known) = self.directory().manager(manager) else {
            return Some(from);
        };
        if !known.is_employed_on(from) {
            return Some(from);
        }
        let mut employment = known.employment().effective();
        let left = employment.find(|Entry { on, value, .. }| *on > from && !value);
        left.map(|left| left.on)
    }
}

/// Who looks after this account on a day, where it is known who stays from an earlier day on.
pub(crate) fn coverage_of(
    known: &Account,
    day: NaiveDate,
    stays: impl Fn(&ManagerId, NaiveDate) -> bool,
) -> Coverage<'_> {
    let Some(entry) = known.holders().entry_at(day) else {
        return Coverage::Unreviewed { left: None };
    };
    match &entry.value {
        Holder::Vacant => Coverage::Vacant,
        Holder::Manager(manager) if stays(manager, entry.on) => Coverage::Held(manager),
        Holder::Manager(manager) => Coverage::Unreviewed {
            left: Some(manager),
        },
    }
}

/// The supporting seats of this account on a day, where it is known who stays from an earlier day on.
pub(crate) fn support_of<'a>(
    known: &'a Account,
    day: NaiveDate,
    stays: impl Fn(&ManagerId, NaiveDate) -> bool,
) -> impl Iterator<Item = Support<'a>> {
    let seats = known.assignments().support();
    seats.filter_map(move |(seat, credit)| {
        let given = credit.entry_at(day)?;
        Some(Support {
            seat,
            credit: given.value?,
            lapsed: !stays(&seat.manager, given.on),
        })
    })
}
