//! What a book lacks of who held which account, as a file states it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use tenure::{
    Account, AccountId, AssignmentCause, Book, Command, Holder, ManagerId, Position, StreamId,
};

use crate::assignments::{Assignments, HoldersByDay};
use crate::plan::PlanError;

/// The commands that bring a book to what an assignments file states, and what they will do.
///
/// The file speaks for all days of every account that it names: what the book says otherwise about them is withdrawn, so that both
/// states can be asked for. Of an account that it does not name it says nothing. A plan for a book that was brought up to it has no
/// command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssignmentPlan {
    /// To be carried out in this order: managers first, then account by account.
    pub commands: Vec<Command>,
    /// Managers that the book does not have yet. They are hired on their first day in the file.
    pub new_managers: u64,
    /// Changes of hands that the book does not have yet.
    pub new_assignments: u64,
    /// Changes of hands that the book has otherwise, or that the file does not have: the old records are withdrawn.
    pub corrected_assignments: u64,
    /// Changes of hands that the book has as stated.
    pub unchanged_assignments: u64,
    /// Accounts that the file names and nobody knows. They are left out.
    pub unknown_accounts: u64,
}

/// The plan for what a file states of assignments, for the accounts of a book and those that `opened` says are about to be opened.
///
/// # Errors
/// [`PlanError::NotEmployed`] where a manager would hold an account on a day before the journal has the manager employed, and other
/// records of the manager stand in the way of correcting that.
pub fn plan_assignments(
    book: &Book,
    assignments: &Assignments,
    opened: impl Fn(&AccountId) -> bool,
) -> Result<AssignmentPlan, PlanError> {
    let mut plan = AssignmentPlan::default();
    let mut first_days: BTreeMap<&ManagerId, NaiveDate> = BTreeMap::new();
    let mut of_accounts = Vec::new();
    for (account, holders) in assignments.holders() {
        let held = book.account(account).filter(|held| held.opened().is_some());
        if held.is_none() && !opened(account) {
            plan.unknown_accounts += 1;
            continue;
        }
        for (day, manager) in &holders {
            if let Some(manager) = manager {
                let first = first_days.entry(manager).or_insert(*day);
                *first = (*first).min(*day);
            }
        }
        of_accounts.push((account, held, holders));
    }
    for (manager, first) in first_days {
        plan.employ(book, manager, first)?;
    }
    for (account, held, holders) in of_accounts {
        plan.account(account, held, &holders);
    }
    Ok(plan)
}

impl AssignmentPlan {
    /// Makes sure that a manager is employed from a day on.
    fn employ(
        &mut self,
        book: &Book,
        manager: &ManagerId,
        first: NaiveDate,
    ) -> Result<(), PlanError> {
        let hire = Command::HireManager {
            manager: manager.clone(),
            on: first,
        };
        let Some(known) = book.directory().manager(manager) else {
            self.new_managers += 1;
            self.commands.push(hire);
            return Ok(());
        };
        if known.is_employed_on(first) {
            return Ok(());
        }
        match known.employment().entries() {
            // Hired too late, and nothing else is known of the employment.
            [only] if first < only.on => {
                self.withdraw(StreamId::Directory, only.by);
                self.commands.push(hire);
                Ok(())
            }
            _ => Err(PlanError::NotEmployed {
                manager: manager.clone(),
                on: first,
            }),
        }
    }

    fn account(&mut self, id: &AccountId, held: Option<&Account>, stated: &HoldersByDay<'_>) {
        let none = &[][..];
        let entries = held.map_or(none, |held| held.holders().entries());
        let mut by_day: BTreeMap<NaiveDate, Vec<(&Holder, Position)>> = BTreeMap::new();
        for entry in entries {
            let of_day = by_day.entry(entry.on).or_default();
            of_day.push((&entry.value, entry.by));
        }
        let stream = StreamId::Account(id.clone());
        for (day, of_day) in &by_day {
            let holds = of_day.last().map(|(holder, _)| *holder);
            let same = stated.get(day).is_some_and(|stated| match (holds, stated) {
                (Some(Holder::Manager(manager)), Some(stated)) => manager == *stated,
                (Some(Holder::Vacant), None) => true,
                _ => false,
            });
            if same {
                self.unchanged_assignments += 1;
                continue;
            }
            self.corrected_assignments += 1;
            // The last one first: what it hid would show again otherwise.
            for (_, record) in of_day.iter().rev() {
                self.withdraw(stream.clone(), *record);
            }
            if let Some(stated) = stated.get(day) {
                self.hold(id, *day, *stated);
            }
        }
        for (day, manager) in stated {
            if !by_day.contains_key(day) {
                self.new_assignments += 1;
                self.hold(id, *day, *manager);
            }
        }
    }

    fn hold(&mut self, account: &AccountId, on: NaiveDate, manager: Option<&ManagerId>) {
        self.commands.push(match manager {
            Some(manager) => Command::AssignManager {
                account: account.clone(),
                manager: manager.clone(),
                cause: AssignmentCause::Import,
                on,
            },
            None => Command::LeaveVacant {
                account: account.clone(),
                on,
            },
        });
    }

    fn withdraw(&mut self, stream: StreamId, record: Position) {
        self.commands
            .push(Command::WithdrawRecord { stream, record });
    }
}
