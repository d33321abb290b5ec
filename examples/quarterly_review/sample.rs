//! The simulated book, written as the files that a host would bring.

use std::error::Error;
use std::fs;
use std::path::Path;

use tenure::{AccountId, AssignmentCause, Book, Command, ManagerId, Month};
use tenure_testkit::simulation::SimulatedBook;

/// Any other number makes another book.
const SEED: u64 = 20_260_101;

pub(crate) fn simulate() -> Result<SimulatedBook, Box<dyn Error>> {
    let months: (Month, Month) = ("2023-01".parse()?, "2025-12".parse()?);
    Ok(SimulatedBook::new(SEED, 240, months.0, months.1))
}

/// Writes `sample_subscriptions.csv` and `sample_accounts.csv` into a folder.
pub(crate) fn write(book: &SimulatedBook, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::write(
        folder.join("sample_subscriptions.csv"),
        book.subscriptions_csv(),
    )?;
    fs::write(folder.join("sample_accounts.csv"), book.accounts_csv())?;
    Ok(())
}

/// What the book lacks of the managers and of who holds which account.
pub(crate) fn assignments(
    sample: &SimulatedBook,
    book: &Book,
) -> Result<Vec<Command>, Box<dyn Error>> {
    let mut commands = Vec::new();
    for (name, on) in &sample.managers {
        let manager = ManagerId::new(name)?;
        if book.directory().manager(&manager).is_none() {
            commands.push(Command::HireManager { manager, on: *on });
        }
    }
    for row in &sample.assignments {
        let account = AccountId::new(&row.account)?;
        let Some(held) = book.account(&account) else {
            continue;
        };
        if held
            .holders()
            .entries()
            .iter()
            .any(|entry| entry.on == row.from)
        {
            continue;
        }
        commands.push(Command::AssignManager {
            account,
            manager: ManagerId::new(&row.manager)?,
            cause: AssignmentCause::Import,
            on: row.from,
        });
    }
    Ok(commands)
}
