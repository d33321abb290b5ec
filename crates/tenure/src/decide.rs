//! From commands to facts.
//!
//! A decision is a pure function of the book and the command, made against the whole timeline: a backdated command can no more
//! make an overlap than one that arrives in order.

use chrono::{DateTime, NaiveDate};

use crate::account::{Account, Subscription};
use crate::book::Book;
use crate::calendar::Span;
use crate::command::Command;
use crate::directory::Manager;
use crate::fact::{
    AccountClassified, AccountLeftVacant, AccountOpened, Fact, ManagerAssigned, ManagerHired,
    ManagerLeft, RecordWithdrawn, SubscriptionEnded, SubscriptionRepriced, SubscriptionStarted,
};
use crate::id::{AccountId, CommandId, ManagerId, SubscriptionId};
use crate::journal::NewRecord;
use crate::money::Money;
use crate::record::{Position, Record, StreamId};
use crate::rejection::Rejection;

/// The facts to record for a command, or the rule that stands against it. No fact at all means that everything is so already.
///
/// The book must hold the streams that [`Command::streams`] names, folded to their ends.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::{AccountId, Book, Command, decide::decide};
///
/// let book = Book::default();
/// let on = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
/// let account = AccountId::new("A-17")?;
/// let facts = decide(&book, &Command::OpenAccount { account: account.clone(), on })?;
/// assert_eq!(facts.len(), 1);
/// let refused = decide(&book, &Command::LeaveVacant { account, on });
/// assert_eq!(refused.unwrap_err().to_string(), "account `A-17` does not exist; open it first");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Rejection`] with the rule and the earlier record.
pub fn decide(book: &Book, command: &Command) -> Result<Vec<NewRecord>, Rejection> {
    match command {
        Command::HireManager { manager, on } => hire(book, manager, *on),
        Command::ReleaseManager { manager, on } => release(book, manager, *on),
        Command::OpenAccount { account, on } => open(book, account, *on),
        Command::ClassifyAccount {
            account,
            dimension,
            class,
            on,
        } => {
            let state = existing(book, account)?;
            if state.class_on(dimension, *on) == class.as_ref() {
                return Ok(Vec::new());
            }
            let fact = AccountClassified {
                dimension: dimension.clone(),
                class: class.clone(),
            };
            Ok(vec![of_account(account, *on, fact)])
        }
        Command::StartSubscription {
            account,
            subscription,
            span,
            monthly,
        } => start(book, account, subscription, *span, *monthly),
        Command::RepriceSubscription {
            account,
            subscription,
            monthly,
            on,
        } => reprice(book, account, subscription, *monthly, *on),
        Command::EndSubscription {
            account,
            subscription,
            on,
        } => end(book, account, subscription, *on),
        Command::AssignManager {
            account,
            manager,
            on,
        } => assign(book, account, manager, *on),
        Command::LeaveVacant { account, on } => {
            existing(book, account)?;
            Ok(vec![of_account(account, *on, AccountLeftVacant {})])
        }
        Command::WithdrawRecord { stream, record } => withdraw(book, stream, *record),
    }
}

/// Decides commands one after the other, each against what the ones before it leave, and takes their facts into the book.
///
/// The book then holds records that no journal has yet: append the facts, and fold what the journal returns if positions or
/// instants matter.
///
/// # Errors
/// The first [`Rejection`], with the place of its command. Facts of the commands before it are in the book; throw it away.
pub fn decide_all(
    book: &mut Book,
    commands: &[Command],
) -> Result<Vec<NewRecord>, (usize, Rejection)> {
    let mut decided = Vec::new();
    for (place, command) in commands.iter().enumerate() {
        let facts = decide(book, command).map_err(|rejection| (place, rejection))?;
        for fact in facts {
            take_in(book, &fact).map_err(|rejection| (place, rejection))?;
            decided.push(fact);
        }
    }
    Ok(decided)
}

/// Takes a decided fact into the book as the next record of its stream. Only the order of positions within a stream matters to a
/// fold, so any position above the last one will do.
fn take_in(book: &mut Book, new: &NewRecord) -> Result<(), Rejection> {
    let full = || Rejection::StreamFull {
        stream: new.stream.clone(),
    };
    let record = Record {
        position: Position::after(book.last_position(&new.stream)).ok_or_else(full)?,
        stream: new.stream.clone(),
        version: book.version(&new.stream).next().ok_or_else(full)?,
        effective_on: new.effective_on,
        recorded_at: DateTime::UNIX_EPOCH,
        command: CommandId::undecided(),
        actor: None,
        corrects: new.corrects,
        fact: new.fact.clone(),
    };
    // It is the next record of its stream and in its scope by construction; anything else is a full stream.
    book.apply(&record).map_err(|_| full())
}

fn hire(book: &Book, manager: &ManagerId, on: NaiveDate) -> Result<Vec<NewRecord>, Rejection> {
    if let Some(known) = book.directory().manager(manager) {
        let employment = known.employment();
        if let Some(entry) = employment.entry_at(on).filter(|entry| entry.value) {
            return Err(Rejection::AlreadyEmployed {
                manager: manager.clone(),
                on,
                record: entry.by,
            });
        }
        // Employed from a later day already: two beginnings in a row.
        if let Some(next) = employment.next_after(on).filter(|next| next.value) {
            return Err(later_employment(manager, next.on, next.by));
        }
    }
    let fact = ManagerHired {
        manager: manager.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

fn release(book: &Book, manager: &ManagerId, on: NaiveDate) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    if !known.is_employed_on(on) {
        return Err(Rejection::NotEmployed {
            manager: manager.clone(),
            on,
        });
    }
    if let Some(next) = known.employment().next_after(on).filter(|next| !next.value) {
        return Err(later_employment(manager, next.on, next.by));
    }
    let fact = ManagerLeft {
        manager: manager.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

fn open(book: &Book, account: &AccountId, on: NaiveDate) -> Result<Vec<NewRecord>, Rejection> {
    match book.account(account).and_then(Account::opened) {
        Some((_, record)) => Err(Rejection::AccountExists {
            account: account.clone(),
            record,
        }),
        None => Ok(vec![of_account(account, on, AccountOpened {})]),
    }
}

fn start(
    book: &Book,
    account: &AccountId,
    subscription: &SubscriptionId,
    span: Span,
    monthly: Money,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    not_negative(monthly)?;
    if let Some(known) = state
        .subscription(subscription)
        .and_then(Subscription::start)
    {
        return Err(Rejection::SubscriptionExists {
            subscription: subscription.clone(),
            from: known.on,
            record: known.by,
        });
    }
    let started = SubscriptionStarted {
        subscription: subscription.clone(),
        monthly,
    };
    let ended = span.end().map(|end| {
        let fact = SubscriptionEnded {
            subscription: subscription.clone(),
        };
        of_account(account, end, fact)
    });
    Ok(std::iter::once(of_account(account, span.start(), started))
        .chain(ended)
        .collect())
}

fn reprice(
    book: &Book,
    account: &AccountId,
    subscription: &SubscriptionId,
    monthly: Money,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    not_negative(monthly)?;
    let known = in_force(book, account, subscription, on)?;
    if known.monthly_on(on) == Some(monthly) {
        return Ok(Vec::new());
    }
    let fact = SubscriptionRepriced {
        subscription: subscription.clone(),
        monthly,
    };
    Ok(vec![of_account(account, on, fact)])
}

fn end(
    book: &Book,
    account: &AccountId,
    subscription: &SubscriptionId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = in_force(book, account, subscription, on)?;
    if let Some(next) = known.terms().next_after(on) {
        return Err(Rejection::SubscriptionChangesLater {
            subscription: subscription.clone(),
            from: next.on,
            record: next.by,
        });
    }
    let fact = SubscriptionEnded {
        subscription: subscription.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

fn assign(
    book: &Book,
    account: &AccountId,
    manager: &ManagerId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    existing(book, account)?;
    if !known_manager(book, manager)?.is_employed_on(on) {
        return Err(Rejection::NotEmployed {
            manager: manager.clone(),
            on,
        });
    }
    let fact = ManagerAssigned {
        manager: manager.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

fn withdraw(book: &Book, stream: &StreamId, record: Position) -> Result<Vec<NewRecord>, Rejection> {
    let ground = match stream {
        StreamId::Directory => directory_ground(book, record),
        StreamId::Account(account) => book
            .account(account)
            .and_then(|account| account_ground(account, record)),
    };
    let Some(ground) = ground else {
        return Err(Rejection::NothingToWithdraw {
            stream: stream.clone(),
            record,
        });
    };
    if let Some(dependent) = ground.dependent {
        return Err(Rejection::StillNeeded { record, dependent });
    }
    Ok(vec![NewRecord {
        stream: stream.clone(),
        effective_on: ground.on,
        corrects: Some(record),
        fact: Fact::from(RecordWithdrawn {}),
    }])
}

/// What a record that still holds carries.
struct Ground {
    on: NaiveDate,
    /// A record that would make no sense without it.
    dependent: Option<Position>,
}

fn directory_ground(book: &Book, record: Position) -> Option<Ground> {
    book.directory().managers().find_map(|(_, manager)| {
        let employment = manager.employment();
        let entry = employment
            .entries()
            .iter()
            .find(|entry| entry.by == record)?;
        // Beginning and end of employment take turns, so whatever follows builds on it.
        let dependent = employment.next_after(entry.on).map(|next| next.by);
        Some(Ground {
            on: entry.on,
            dependent,
        })
    })
}

fn account_ground(account: &Account, record: Position) -> Option<Ground> {
    let free = |on| Ground {
        on,
        dependent: None,
    };
    if let Some((on, _)) = account.opened().filter(|(_, by)| *by == record) {
        let dependent = account.records().find(|other| *other != record);
        return Some(Ground { on, dependent });
    }
    for (_, subscription) in account.subscriptions() {
        let terms = subscription.terms().entries();
        if let Some(entry) = terms.iter().find(|entry| entry.by == record) {
            let starts = subscription.start().is_some_and(|start| start.by == record);
            let dependent = terms.iter().find(|other| starts && other.by != record);
            return Some(Ground {
                on: entry.on,
                dependent: dependent.map(|other| other.by),
            });
        }
    }
    let on_of = |on: NaiveDate, by: Position| (by == record).then_some(on);
    let classes = account.classes().flat_map(|(_, classes)| classes.entries());
    let held = account.holders().entries().iter();
    classes
        .map(|entry| (entry.on, entry.by))
        .chain(held.map(|entry| (entry.on, entry.by)))
        .find_map(|(on, by)| on_of(on, by))
        .map(free)
}

fn existing<'a>(book: &'a Book, account: &AccountId) -> Result<&'a Account, Rejection> {
    book.account(account)
        .filter(|account| account.opened().is_some())
        .ok_or_else(|| Rejection::UnknownAccount {
            account: account.clone(),
        })
}

fn in_force<'a>(
    book: &'a Book,
    account: &AccountId,
    subscription: &SubscriptionId,
    on: NaiveDate,
) -> Result<&'a Subscription, Rejection> {
    existing(book, account)?
        .subscription(subscription)
        .filter(|known| known.monthly_on(on).is_some())
        .ok_or_else(|| Rejection::SubscriptionNotInForce {
            subscription: subscription.clone(),
            on,
        })
}

fn known_manager<'a>(book: &'a Book, manager: &ManagerId) -> Result<&'a Manager, Rejection> {
    book.directory()
        .manager(manager)
        .ok_or_else(|| Rejection::UnknownManager {
            manager: manager.clone(),
        })
}

fn not_negative(monthly: Money) -> Result<(), Rejection> {
    if monthly.is_negative() {
        return Err(Rejection::NegativeAmount { monthly });
    }
    Ok(())
}

fn later_employment(manager: &ManagerId, from: NaiveDate, record: Position) -> Rejection {
    Rejection::LaterEmployment {
        manager: manager.clone(),
        from,
        record,
    }
}

fn of_account(account: &AccountId, on: NaiveDate, fact: impl Into<Fact>) -> NewRecord {
    NewRecord {
        stream: StreamId::Account(account.clone()),
        effective_on: on,
        corrects: None,
        fact: fact.into(),
    }
}

fn of_directory(on: NaiveDate, fact: impl Into<Fact>) -> NewRecord {
    NewRecord {
        stream: StreamId::Directory,
        effective_on: on,
        corrects: None,
        fact: fact.into(),
    }
}
