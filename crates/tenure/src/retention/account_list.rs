use std::sync::Arc;

use super::history::HistoryError;
use crate::id::AccountId;

/// The accounts of a history: index `i` is the one at place `i`, and none is listed twice.
///
/// Any list of ids becomes one, and is looked through for an id that stands in it twice when the history is made. Who has told the ids
/// apart already, as an importer does, says so with [`distinct`](AccountList::distinct) and saves that.
///
/// ```
/// use tenure::retention::{AccountList, RevenueHistory};
/// use tenure::{AccountId, Currency};
///
/// let ids = [AccountId::new("A-2")?, AccountId::new("A-1")?];
/// let history = RevenueHistory::from_levels(Currency::EUR, AccountList::distinct(ids), &[])?;
/// assert_eq!(history.accounts().len(), 2);
///
/// let twice = [AccountId::new("A-1")?, AccountId::new("A-1")?];
/// assert!(RevenueHistory::from_levels(Currency::EUR, twice, &[]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct AccountList {
    ids: Arc<[AccountId]>,
    distinct: bool,
}

impl AccountList {
    /// Ids of which the caller knows that none is listed twice. One that is counts as two accounts.
    #[must_use]
    pub fn distinct(ids: impl Into<Arc<[AccountId]>>) -> Self {
        Self {
            ids: ids.into(),
            distinct: true,
        }
    }

    /// The ids, once they are known to be distinct and few enough for an index.
    ///
    /// # Errors
    /// [`HistoryError::TooManyAccounts`], [`HistoryError::DuplicateAccount`].
    pub(super) fn checked(self) -> Result<Arc<[AccountId]>, HistoryError> {
        if u32::try_from(self.ids.len()).is_err() {
            return Err(HistoryError::TooManyAccounts);
        }
        if !self.distinct
            && let Some(account) = duplicate(&self.ids)
        {
            return Err(HistoryError::DuplicateAccount {
                account: account.clone(),
            });
        }
        Ok(self.ids)
    }
}

impl From<Arc<[AccountId]>> for AccountList {
    fn from(ids: Arc<[AccountId]>) -> Self {
        Self {
            ids,
            distinct: false,
        }
    }
}

impl From<Vec<AccountId>> for AccountList {
    fn from(ids: Vec<AccountId>) -> Self {
        Self::from(Arc::from(ids))
    }
}

impl<const N: usize> From<[AccountId; N]> for AccountList {
    fn from(ids: [AccountId; N]) -> Self {
        Self::from(Arc::from(ids))
    }
}

/// An account that is listed twice.
fn duplicate(accounts: &[AccountId]) -> Option<&AccountId> {
    // Most lists come sorted, and then neighbours tell.
    if accounts.is_sorted_by(|a, b| a < b) {
        return None;
    }
    let mut seen = std::collections::HashSet::with_capacity(accounts.len());
    accounts.iter().find(|account| !seen.insert(*account))
}
