use std::collections::BTreeMap;

use maud::{Markup, html};
use tenure::{AccountId, ManagerId};

use crate::reader::Reader;

/// What accounts and managers are called. A page shows a name with its id beside it, and the id alone where there is no name.
///
/// Ids are in the records, names are not: the host has them, and gives only those that readers of the page may see.
///
/// ```
/// use tenure::AccountId;
/// use tenure_report::Names;
///
/// let account = AccountId::new("A-17")?;
/// let mut names = Names::default();
/// names.accounts.insert(&account, "Harbour & Sons");
/// # Ok::<(), tenure::TextError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Names<'a> {
    /// Of accounts.
    pub accounts: BTreeMap<&'a AccountId, &'a str>,
    /// Of managers.
    pub managers: BTreeMap<&'a ManagerId, &'a str>,
}

impl Names<'_> {
    /// An account in a table: its name with its id below, isolated in their direction.
    pub(crate) fn account(&self, reader: &Reader, id: &AccountId) -> Markup {
        named(reader, self.accounts.get(id).copied(), id.as_str())
    }

    /// As [`account`](Self::account), of a manager.
    pub(crate) fn manager(&self, reader: &Reader, id: &ManagerId) -> Markup {
        named(reader, self.managers.get(id).copied(), id.as_str())
    }

    /// What an account is called, where there is room for one text only.
    pub(crate) fn of_account<'b>(&'b self, id: &'b AccountId) -> &'b str {
        self.accounts.get(id).copied().unwrap_or(id.as_str())
    }

    /// As [`of_account`](Self::of_account), of a manager.
    pub(crate) fn of_manager<'b>(&'b self, id: &'b ManagerId) -> &'b str {
        self.managers.get(id).copied().unwrap_or(id.as_str())
    }
}

fn named(reader: &Reader, name: Option<&str>, id: &str) -> Markup {
    html! {
        @match name {
            Some(name) if name != id => {
                bdi { (reader.name(name)) }
                small.id { bdi { (reader.name(id)) } }
            }
            _ => bdi { (reader.name(id)) },
        }
    }
}
