//! The host's files, read and checked.

use std::collections::HashMap;
use std::error::Error;

use tenure::retention::{RevenueHistory, SliceKey, Slicing};
use tenure::{AccountId, Currency, Name, SubscriptionId};
use tenure_import::{
    AccountColumns, AccountOptions, Accounts, AmountUnit, ImportError, StatedClass,
    StatedSubscription, SubscriptionColumns, SubscriptionOptions, Subscriptions,
};

use crate::arguments::Arguments;

/// What the files say.
pub(crate) struct Input {
    pub(crate) subscriptions: Subscriptions,
    accounts: Option<Accounts>,
    /// The column to slice by.
    pub(crate) dimension: Option<Name>,
}

impl Input {
    pub(crate) fn read(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let columns: SubscriptionColumns =
            arguments.columns.as_deref().unwrap_or_default().parse()?;
        let mut options =
            SubscriptionOptions::new(arguments.amount_unit.unwrap_or(AmountUnit::Major))
                .with_columns(columns.clone())
                .in_currency_unless_stated(Currency::USD);
        if let Some(currency) = arguments.currency {
            options = options.in_currency(currency);
        }
        let subscriptions = Subscriptions::from_path(&arguments.subscriptions, &options);
        let accounts = arguments.accounts.as_ref().map(|path| {
            let options = AccountOptions::new()
                .with_columns(AccountColumns::from(&columns))
                .by(arguments.by.clone())
                .reserve([tenure_tables::ALL, tenure_tables::UNASSIGNED]);
            Accounts::from_path(path, &options)
        });
        // What is wrong with either file shows at once.
        let (subscriptions, accounts) = match (subscriptions, accounts.transpose()) {
            (Ok(subscriptions), Ok(accounts)) => (subscriptions, accounts),
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(refused(&[error])),
            (Err(first), Err(second)) => return Err(refused(&[first, second])),
        };
        let dimension = arguments.by.as_deref().map(Name::new).transpose()?;
        Ok(Self {
            subscriptions,
            accounts,
            dimension,
        })
    }

    fn class(&self, account: &AccountId) -> Option<&Name> {
        self.accounts.as_ref()?.get(account.as_str())?.class(0)
    }

    /// Straight from the rows.
    pub(crate) fn history(&self) -> Result<RevenueHistory, Box<dyn Error>> {
        Ok(RevenueHistory::from_lines(
            self.subscriptions.currency(),
            self.subscriptions.account_list(),
            self.subscriptions.revenue_lines(),
        )?)
    }

    pub(crate) fn slicing(&self, history: &RevenueHistory) -> Slicing {
        if self.dimension.is_none() {
            return Slicing::none();
        }
        Slicing::by_account(history, |account| {
            self.class(account).map_or(SliceKey::Unassigned, |class| {
                SliceKey::Segment(class.clone())
            })
        })
    }

    /// As statements for the journal. A row without an id gets its start as one, numbered where an account has several of a day.
    pub(crate) fn stated(&self) -> Result<Vec<StatedSubscription>, Box<dyn Error>> {
        let mut same_start = HashMap::new();
        let mut stated = Vec::with_capacity(self.subscriptions.len());
        for row in self.subscriptions.rows() {
            let subscription = match row.id() {
                Some(id) => SubscriptionId::new(id)?,
                None => {
                    let start = row.span().start();
                    let count = same_start
                        .entry((row.account_index(), start))
                        .or_insert(0_u32);
                    *count += 1;
                    match *count {
                        1 => SubscriptionId::new(start.to_string())?,
                        n => SubscriptionId::new(format!("{start}/{n}"))?,
                    }
                }
            };
            stated.push(StatedSubscription {
                account: row.account().clone(),
                subscription,
                span: row.span(),
                monthly: row.amount(),
            });
        }
        Ok(stated)
    }

    /// The class of every account that the accounts file has; of one that it leaves out it says nothing.
    pub(crate) fn classes(&self) -> Vec<StatedClass> {
        let (Some(dimension), Some(accounts)) = (&self.dimension, &self.accounts) else {
            return Vec::new();
        };
        self.subscriptions
            .accounts()
            .iter()
            .filter_map(|account| {
                Some(StatedClass {
                    account: account.clone(),
                    dimension: dimension.clone(),
                    class: accounts.get(account.as_str())?.class(0).cloned(),
                })
            })
            .collect()
    }
}

/// One line a broken rule, after a line that says what that means.
fn refused(errors: &[ImportError]) -> Box<dyn Error> {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    format!("nothing was imported\n{}", lines.join("\n")).into()
}
