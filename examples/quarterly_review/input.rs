//! The host's files, read and checked.

use std::collections::HashMap;
use std::error::Error;

use tenure::retention::{AccountIndex, Handover, RevenueHistory, SliceKey, Slicing};
use tenure::{AccountId, Book, Currency, Name, SubscriptionId};
use tenure_import::{
    AccountColumns, AccountOptions, Accounts, AmountUnit, AssignmentOptions, Assignments,
    ImportError, Plan, PlanError, StatedClass, StatedSubscription, SubscriptionColumns,
    SubscriptionOptions, Subscriptions, plan, plan_by_id,
};

use crate::arguments::Arguments;

/// What the files say.
pub(crate) struct Input {
    pub(crate) subscriptions: Subscriptions,
    accounts: Option<Accounts>,
    /// Who held which account, where the figures are to be sliced by that.
    pub(crate) assignments: Option<Assignments>,
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
            let by = arguments
                .by
                .clone()
                .filter(|_| arguments.assignments.is_none());
            let options = AccountOptions::new()
                .with_columns(AccountColumns::from(&columns))
                .by(by)
                .reserve([tenure_tables::ALL, tenure_tables::UNASSIGNED]);
            Accounts::from_path(path, &options)
        });
        let assignments = arguments.assignments.as_ref().map(|path| {
            let options = AssignmentOptions::new()
                .with_columns(AccountColumns::from(&columns))
                .reserve([tenure_tables::ALL, tenure_tables::UNASSIGNED]);
            Assignments::from_path(path, &options)
        });
        // What is wrong with any file shows at once.
        match (subscriptions, accounts.transpose(), assignments.transpose()) {
            (Ok(subscriptions), Ok(accounts), Ok(assignments)) => {
                let dimension = arguments.by.as_deref().map(Name::new).transpose()?;
                Ok(Self {
                    subscriptions,
                    accounts,
                    dimension: dimension.filter(|_| assignments.is_none()),
                    assignments,
                })
            }
            (subscriptions, accounts, assignments) => {
                let errors = [subscriptions.err(), accounts.err(), assignments.err()];
                Err(refused(&errors.into_iter().flatten().collect::<Vec<_>>()))
            }
        }
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

    pub(crate) fn slicing(&self, history: &RevenueHistory) -> Result<Slicing, Box<dyn Error>> {
        if let Some(assignments) = &self.assignments {
            return by_manager(history, assignments);
        }
        if self.dimension.is_none() {
            return Ok(Slicing::none());
        }
        Ok(Slicing::by_account(history, |account| {
            self.class(account).map_or(SliceKey::Unassigned, |class| {
                SliceKey::Segment(class.clone())
            })
        }))
    }

    /// What a book lacks of the subscriptions and classes. With ids of their own, rows are known again under another account.
    pub(crate) fn plan(&self, book: &Book) -> Result<Plan, Box<dyn Error>> {
        let (stated, classes) = (self.stated()?, self.classes());
        let with_ids = self.subscriptions.rows().all(|row| row.id().is_some());
        let planned: Result<Plan, PlanError> = match with_ids {
            true => plan_by_id(book, &stated, &classes),
            false => plan(book, &stated, &classes),
        };
        Ok(planned?)
    }

    /// As statements for the journal. A row without an id gets its start as one, numbered where an account has several of a day.
    fn stated(&self) -> Result<Vec<StatedSubscription>, Box<dyn Error>> {
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
    fn classes(&self) -> Vec<StatedClass> {
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

/// By whoever held the account at the time, straight from the file.
fn by_manager(
    history: &RevenueHistory,
    assignments: &Assignments,
) -> Result<Slicing, Box<dyn Error>> {
    let holders = assignments.holders();
    let mut handovers = Vec::new();
    for (index, account) in (0..).map(AccountIndex::new).zip(history.accounts()) {
        let of_account = holders.get(account).into_iter().flatten();
        handovers.extend(of_account.map(|(on, manager)| Handover {
            account: index,
            on: *on,
            to: manager.map_or(SliceKey::Unassigned, |manager| manager.clone().into()),
        }));
    }
    Ok(Slicing::by_holder(history, handovers)?)
}

/// One line a broken rule, after a line that says what that means.
fn refused(errors: &[ImportError]) -> Box<dyn Error> {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    format!("nothing was imported\n{}", lines.join("\n")).into()
}
