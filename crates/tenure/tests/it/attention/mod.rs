//! Where a manager's attention belongs: how accounts stand, which role they ask for, how healthy they are, what to do next.

mod agenda;
mod focus;
mod focus_laws;
mod health;
mod health_change;
mod made;
mod plays;
mod rating;
mod situation;

use tenure::{Account, Book, Command};

use crate::domain::{account, given, withdraw_from};

/// Commands as a host would send them.
fn commands(json: &str) -> Vec<Command> {
    serde_json::from_str(json).unwrap()
}

/// Account `a` after these commands, with managers `maria` and `arjun`, team `sales` and product `p`, all there from the first of
/// January.
fn working(more: &[Command]) -> Book {
    let mut all = commands(
        r#"[
        {"hire_manager": {"manager": "maria", "on": "2026-01-01"}},
        {"hire_manager": {"manager": "arjun", "on": "2026-01-01"}},
        {"form_team": {"team": "sales", "name": "Sales", "discipline": "sales", "on": "2026-01-01"}},
        {"offer_product": {"product": "p", "needs": ["storage"], "on": "2026-01-01"}},
        {"open_account": {"account": "a", "on": "2026-01-01"}}
    ]"#,
    );
    all.extend_from_slice(more);
    given(&all)
}

fn held(book: &Book) -> &Account {
    book.account(&account("a")).unwrap()
}

/// Takes a record of account `a` back; its opening is record 1.
fn withdraw(record: u64) -> Command {
    withdraw_from("a", record)
}
