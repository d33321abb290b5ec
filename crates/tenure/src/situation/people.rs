use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::fast::FixedState;

use super::AdviceRefusal;
use crate::account::{Account, Holder, Seat};
use crate::coverage::{self, Coverage};
use crate::directory::{Directory, RoleRefusalReason};
use crate::id::ManagerId;
use crate::record::Version;
use crate::role::Role;

/// What the directory says of managers on a day. There are few managers and many accounts, which name them all the time.
#[derive(Clone, Debug)]
pub(super) struct People<'a> {
    on: NaiveDate,
    /// Whether nothing at all is known: then the account's word is taken.
    unknown: bool,
    known: HashMap<&'a ManagerId, Person, FixedState>,
}

/// A manager of the directory on a day.
#[derive(Clone, Debug)]
struct Person {
    /// Since when employed without a break; `None` when not employed.
    since: Option<NaiveDate>,
    /// Why financial advice may not be given; `None` when it may.
    advice_refused: Option<AdviceRefusal>,
}

impl<'a> People<'a> {
    /// Every manager of a directory.
    pub(super) fn all(directory: &'a Directory, on: NaiveDate) -> Self {
        let managers = directory.managers().map(|(manager, _)| manager);
        Self::of(directory, on, managers)
    }

    /// The managers of one account.
    pub(super) fn around(directory: &'a Directory, on: NaiveDate, account: &'a Account) -> Self {
        let holder = match account.holder_on(on) {
            Some(Holder::Manager(manager)) => Some(manager),
            _ => None,
        };
        let assignments = account.assignments();
        let cover = assignments.cover_on(on).map(|cover| &cover.manager);
        let supporting = assignments.support().map(|(seat, _)| &seat.manager);
        let managers = holder.into_iter().chain(cover).chain(supporting);
        Self::of(directory, on, managers)
    }

    fn of(
        directory: &'a Directory,
        on: NaiveDate,
        managers: impl Iterator<Item = &'a ManagerId>,
    ) -> Self {
        let known = managers.filter_map(|manager| {
            let since = directory.manager(manager)?.employed_since(on);
            let reason = directory.reason_against(manager, Role::FinancialAdvisory, on);
            let person = Person {
                since,
                advice_refused: reason.map(AdviceRefusal::Manager),
            };
            Some((manager, person))
        });
        Self {
            on,
            unknown: directory.version() == Version::EMPTY,
            known: known.collect(),
        }
    }

    /// Who holds an account.
    pub(super) fn holder<'b>(&self, account: &'b Account) -> Option<&'b ManagerId> {
        let stays = |manager: &ManagerId, from| self.stays(manager, from);
        match coverage::coverage_of(account, self.on, stays) {
            Coverage::Held(manager) => Some(manager),
            _ => None,
        }
    }

    /// Who stands in for the holder, if whoever does is still there.
    pub(super) fn covering<'b>(&self, account: &'b Account) -> Option<&'b ManagerId> {
        let cover = account.assignments().cover_on(self.on)?;
        let person = self.known.get(&cover.manager)?;
        person.since.map(|_| &cover.manager)
    }

    /// The supporting seats of an account, without those whose manager left.
    pub(super) fn supporting<'b>(&self, account: &'b Account) -> impl Iterator<Item = &'b Seat> {
        let stays = |manager: &ManagerId, from| self.stays(manager, from);
        let seats = coverage::support_of(account, self.on, stays);
        seats
            .filter(|support| !support.lapsed)
            .map(|support| support.seat)
    }

    /// Why a manager may not give financial advice.
    pub(super) fn advice_refused(&self, manager: Option<&ManagerId>) -> Option<AdviceRefusal> {
        let Some(manager) = manager else {
            return Some(AdviceRefusal::Nobody);
        };
        match self.known.get(manager) {
            Some(person) => person.advice_refused.clone(),
            None => Some(AdviceRefusal::Manager(RoleRefusalReason::NotEmployed)),
        }
    }

    /// Whether a manager is employed from a day to this one without a break.
    fn stays(&self, manager: &ManagerId, from: NaiveDate) -> bool {
        let since = || self.known.get(manager)?.since;
        self.unknown || since().is_some_and(|since| since <= from)
    }
}
