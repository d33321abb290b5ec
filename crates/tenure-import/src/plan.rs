//! What a book lacks of what a file states.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use tenure::{
    Account, AccountId, Book, Command, Currency, ManagerId, Money, Name, Position, Span, StreamId,
    Subscription, SubscriptionId, Term,
};

/// A subscription as a file states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedSubscription {
    /// The account that pays.
    pub account: AccountId,
    /// The subscription, unique within the account.
    pub subscription: SubscriptionId,
    /// The days in force.
    pub span: Span,
    /// The recurring amount of a month.
    pub monthly: Money,
}

/// The class of an account as a file states it: one for all its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedClass {
    /// The account.
    pub account: AccountId,
    /// What is told apart.
    pub dimension: Name,
    /// The class, if it has one.
    pub class: Option<Name>,
}

/// The commands that bring a book to what a file states, account by account, and what they will do.
///
/// A plan never takes away: what the book holds and the file does not stays, and is counted as [`absent`](Plan::absent_subscriptions). A plan for a
/// book that was brought up to it has no command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// To be carried out in this order. Commands of one account stand together.
    pub commands: Vec<Command>,
    /// Accounts that the book does not have yet.
    pub new_accounts: u64,
    /// Subscriptions that the book does not have yet.
    pub new_subscriptions: u64,
    /// Subscriptions that the book has without an end and the file with one.
    pub ended_subscriptions: u64,
    /// Subscriptions that the book has with another start, end or amount: the old records are withdrawn.
    pub corrected_subscriptions: u64,
    /// Subscriptions that the book has as stated.
    pub unchanged_subscriptions: u64,
    /// Subscriptions that the book has and the file has not. They stay.
    pub absent_subscriptions: u64,
}

/// Why a file cannot be brought into a book.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The file states an amount in another currency than the book has.
    #[error(
        "account `{account}` has amounts in {found} in the journal, the file states {stated}; one book has one currency, so use \
         another journal or convert the file at a named rate"
    )]
    Currency {
        /// The account.
        account: AccountId,
        /// What the book has.
        found: Currency,
        /// What the file states.
        stated: Currency,
    },
    /// The book has a change of price on the way that the file would undo unseen.
    #[error(
        "subscription `{subscription}` of account `{account}` was repriced by record {record} in the journal, and the file states \
         other days or another amount; withdraw that record first, or leave the row out"
    )]
    Repriced {
        /// The account.
        account: AccountId,
        /// The subscription.
        subscription: SubscriptionId,
        /// The record.
        record: Position,
    },
    /// An assignments file gives an account to a manager who is not employed then.
    #[error(
        "manager `{manager}` is not employed on {on} in the journal, and the assignments file says that the manager holds an account \
         then; correct the date, or the employment in the journal"
    )]
    NotEmployed {
        /// The manager.
        manager: ManagerId,
        /// The first day in the file.
        on: NaiveDate,
    },
}

/// The plan for what a file states of subscriptions and classes.
///
/// An account is opened on the first day of its earliest stated subscription and gets its classes from that day on; an account
/// without any subscription is left out, for nobody knows since when it is one.
///
/// # Errors
/// [`PlanError`] where the file contradicts the book in a way that only a person can settle.
pub fn plan(
    book: &Book,
    subscriptions: &[StatedSubscription],
    classes: &[StatedClass],
) -> Result<Plan, PlanError> {
    plan_for(book, subscriptions, classes, false)
}

/// The same for a file whose ids are unique over all accounts: a subscription that the book has under another account was put
/// right, and is withdrawn there.
///
/// # Errors
/// As [`plan`].
pub fn plan_by_id(
    book: &Book,
    subscriptions: &[StatedSubscription],
    classes: &[StatedClass],
) -> Result<Plan, PlanError> {
    plan_for(book, subscriptions, classes, true)
}

fn plan_for(
    book: &Book,
    subscriptions: &[StatedSubscription],
    classes: &[StatedClass],
    by_id: bool,
) -> Result<Plan, PlanError> {
    let mut plan = Plan::default();
    let mut by_account: BTreeMap<&AccountId, Stated<'_>> = BTreeMap::new();
    for stated in subscriptions {
        let of_account = by_account.entry(&stated.account).or_default();
        of_account.subscriptions.push(stated);
    }
    for stated in classes {
        if let Some(of_account) = by_account.get_mut(&stated.account) {
            of_account.classes.push(stated);
        }
    }
    if let Some(stated) = subscriptions
        .first()
        .map(|stated| stated.monthly.currency())
    {
        same_currency(book, stated)?;
    }
    let elsewhere = match by_id {
        true => plan.take_back_elsewhere(book, subscriptions)?,
        false => BTreeSet::new(),
    };
    for (account, stated) in by_account {
        plan.account(account, book.account(account), &stated, &elsewhere)?;
    }
    let stated: BTreeSet<_> = subscriptions
        .iter()
        .map(|stated| (&stated.account, &stated.subscription))
        .collect();
    let absent = book
        .accounts()
        .flat_map(|account| {
            account
                .subscriptions()
                .map(move |(id, _)| (account.id(), id))
        })
        .filter(|held| !stated.contains(held) && !elsewhere.contains(held.1))
        .count();
    plan.absent_subscriptions = absent as u64;
    Ok(plan)
}

#[derive(Default)]
struct Stated<'a> {
    subscriptions: Vec<&'a StatedSubscription>,
    classes: Vec<&'a StatedClass>,
}

impl Plan {
    fn account(
        &mut self,
        id: &AccountId,
        held: Option<&Account>,
        stated: &Stated<'_>,
        elsewhere: &BTreeSet<&SubscriptionId>,
    ) -> Result<(), PlanError> {
        let starts = stated
            .subscriptions
            .iter()
            .map(|stated| stated.span.start());
        let opened = match held.and_then(Account::opened) {
            Some((opened, _)) => opened,
            None => {
                let Some(on) = starts.min() else {
                    return Ok(());
                };
                self.new_accounts += 1;
                self.commands.push(Command::OpenAccount {
                    account: id.clone(),
                    on,
                });
                on
            }
        };
        for stated in &stated.classes {
            self.class(held, opened, stated);
        }
        for stated in &stated.subscriptions {
            match held.and_then(|held| held.subscription(&stated.subscription)) {
                None => {
                    match elsewhere.contains(&stated.subscription) {
                        true => self.corrected_subscriptions += 1,
                        false => self.new_subscriptions += 1,
                    }
                    self.start(stated);
                }
                Some(held) => self.compare(held, stated)?,
            }
        }
        Ok(())
    }

    /// Withdraws what the book has under another account than the file states, and says which subscriptions those are.
    fn take_back_elsewhere<'a>(
        &mut self,
        book: &Book,
        subscriptions: &'a [StatedSubscription],
    ) -> Result<BTreeSet<&'a SubscriptionId>, PlanError> {
        let stated: BTreeMap<_, _> = subscriptions
            .iter()
            .map(|stated| (&stated.subscription, &stated.account))
            .collect();
        let mut elsewhere = BTreeSet::new();
        for account in book.accounts() {
            for (id, held) in account.subscriptions() {
                let Some((id, stated)) = stated.get_key_value(id) else {
                    continue;
                };
                if *stated == account.id() {
                    continue;
                }
                let mut terms = held.terms().entries().iter();
                if let Some(repriced) = terms.find(|entry| matches!(entry.value, Term::Repriced(_)))
                {
                    return Err(PlanError::Repriced {
                        account: account.id().clone(),
                        subscription: (*id).clone(),
                        record: repriced.by,
                    });
                }
                for step in [held.end(), held.start()].into_iter().flatten() {
                    self.withdraw(account.id(), step.by);
                }
                elsewhere.insert(*id);
            }
        }
        Ok(elsewhere)
    }

    fn class(&mut self, held: Option<&Account>, opened: NaiveDate, stated: &StatedClass) {
        let known = held.and_then(|held| held.class_on(&stated.dimension, opened));
        if known != stated.class.as_ref() {
            self.commands.push(Command::ClassifyAccount {
                account: stated.account.clone(),
                dimension: stated.dimension.clone(),
                class: stated.class.clone(),
                on: opened,
            });
        }
    }

    fn compare(
        &mut self,
        held: &Subscription,
        stated: &StatedSubscription,
    ) -> Result<(), PlanError> {
        let same_start = held.start().is_some_and(|start| {
            start.on == stated.span.start() && start.value == Term::Started(stated.monthly)
        });
        let end = held.end();
        if same_start && end.map(|end| end.on) == stated.span.end() {
            self.unchanged_subscriptions += 1;
            return Ok(());
        }
        let repriced = held.terms().entries().iter().find(|entry| {
            matches!(entry.value, Term::Repriced(_))
                && (!same_start || stated.span.end().is_some_and(|end| end <= entry.on))
        });
        if let Some(repriced) = repriced {
            return Err(PlanError::Repriced {
                account: stated.account.clone(),
                subscription: stated.subscription.clone(),
                record: repriced.by,
            });
        }
        match end {
            Some(end) => {
                self.corrected_subscriptions += 1;
                self.withdraw(&stated.account, end.by);
            }
            None if same_start => self.ended_subscriptions += 1,
            None => self.corrected_subscriptions += 1,
        }
        if !same_start {
            if let Some(start) = held.start() {
                self.withdraw(&stated.account, start.by);
            }
            self.start(stated);
        } else if let Some(on) = stated.span.end() {
            self.commands.push(Command::EndSubscription {
                account: stated.account.clone(),
                subscription: stated.subscription.clone(),
                on,
            });
        }
        Ok(())
    }

    fn start(&mut self, stated: &StatedSubscription) {
        self.commands.push(Command::StartSubscription {
            account: stated.account.clone(),
            subscription: stated.subscription.clone(),
            span: stated.span,
            monthly: stated.monthly,
        });
    }

    fn withdraw(&mut self, account: &AccountId, record: Position) {
        self.commands.push(Command::WithdrawRecord {
            stream: StreamId::Account(account.clone()),
            record,
        });
    }
}

/// Refuses a file in another currency before anything of it is recorded.
fn same_currency(book: &Book, stated: Currency) -> Result<(), PlanError> {
    for account in book.accounts() {
        let terms = account
            .subscriptions()
            .flat_map(|(_, subscription)| subscription.terms().entries());
        for monthly in terms.filter_map(|entry| entry.value.monthly()) {
            if monthly.currency() != stated {
                return Err(PlanError::Currency {
                    account: account.id().clone(),
                    found: monthly.currency(),
                    stated,
                });
            }
        }
    }
    Ok(())
}
