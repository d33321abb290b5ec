//! A service of several processes on a journal behind a bad connection, each step chosen by a seed: every request is carried out once or
//! refused, and all is as if they had come one after the other.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, NaiveDate};
use tenure::journal::{Journal, JournalExt, MemoryJournal};
use tenure::{
    AccountId, AssignmentCause, Command, CommandId, Desk, DeskError, ManagerId, Outcome, Request,
    Span, SubscriptionId, TenantId,
};
use tenure_testkit::conformance::block_on;
use tenure_testkit::doubles::Unreliable;
use tenure_testkit::{Dice, effort};

const PROCESSES: u64 = 4;
const REQUESTS: u64 = 6;
const ACCOUNTS: u64 = 3;

/// What came of a request: the place of its first record, that there was nothing to do, or the rule that stood against it.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    Recorded(u64),
    Unchanged,
    Rejected(String),
}

fn tenant() -> TenantId {
    TenantId::new("acme").unwrap()
}

fn request(process: u64, nth: u64, dice: &mut Dice) -> Request {
    let account = AccountId::new(format!("A{}", dice.below(ACCOUNTS))).unwrap();
    let subscription = SubscriptionId::new(format!("{account}-{}", dice.below(2))).unwrap();
    let on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(dice.below(60));
    let manager = ManagerId::new(format!("M{}", dice.below(2))).unwrap();
    let monthly = format!("{}.50 EUR", 10 + dice.below(90)).parse().unwrap();
    let command = match dice.below(8) {
        0 | 1 => Command::OpenAccount { account, on },
        2 | 3 => Command::StartSubscription {
            account,
            subscription,
            span: Span::new(on, None).unwrap(),
            monthly,
        },
        4 => Command::RepriceSubscription {
            account,
            subscription,
            monthly,
            on,
        },
        5 => Command::EndSubscription {
            account,
            subscription,
            on,
        },
        6 => Command::HireManager { manager, on },
        _ => Command::AssignManager {
            account,
            manager,
            cause: AssignmentCause::Transfer,
            on,
        },
    };
    Request {
        id: CommandId::new(format!("{process}-{nth}")).unwrap(),
        actor: None,
        // Each process has a clock of its own.
        at: DateTime::from_timestamp(1_790_000_000 + i64::try_from(dice.below(1_000)).unwrap(), 0)
            .unwrap(),
        commands: vec![command],
    }
}

/// Sends the requests, each until there is an answer.
async fn process(desk: Desk, requests: Vec<Request>) -> Vec<(Request, Came)> {
    let mut came = Vec::new();
    for request in requests {
        let answer = loop {
            match desk.execute(&request).await {
                Ok(Outcome::Recorded(receipt)) => break Came::Recorded(receipt.first.get()),
                Ok(Outcome::Unchanged) => break Came::Unchanged,
                Err(DeskError::Rejected { rejection, .. }) => {
                    break Came::Rejected(rejection.to_string());
                }
                Err(DeskError::Contended { .. }) => {}
                Err(DeskError::Journal(error)) => assert!(error.is_retryable(), "{error}"),
                Err(error) => panic!("{error}"),
            }
        };
        came.push((request, answer));
    }
    came
}

/// Runs the futures to their end on this thread, the next step always that of one that the dice choose.
fn interleave<T>(futures: Vec<Pin<Box<dyn Future<Output = T>>>>, dice: &mut Dice) -> Vec<T> {
    let mut context = Context::from_waker(Waker::noop());
    let mut running: Vec<_> = futures.into_iter().map(Some).collect();
    let mut done = Vec::new();
    while done.len() < running.len() {
        let nth = dice.index(running.len());
        if let Some(future) = &mut running[nth]
            && let Poll::Ready(value) = future.as_mut().poll(&mut context)
        {
            done.push(value);
            running[nth] = None;
        }
    }
    done
}

fn simulate(seed: u64) {
    let mut dice = Dice::new(seed);
    let journal = Arc::new(Unreliable::before(MemoryJournal::new(), seed));
    let processes = (0..PROCESSES)
        .map(|number| {
            let requests = (0..REQUESTS)
                .map(|nth| request(number, nth, &mut dice))
                .collect();
            let desk = Desk::new(journal.clone(), tenant());
            Box::pin(process(desk, requests)) as Pin<Box<dyn Future<Output = _>>>
        })
        .collect();
    let came: Vec<(Request, Came)> = interleave(processes, &mut dice)
        .into_iter()
        .flatten()
        .collect();
    let records = loop {
        if let Ok(records) = block_on(journal.scan_all(&tenant())) {
            break records;
        }
    };

    // Each request that was recorded stands there once, and nothing else does.
    let mut recorded: Vec<(&Request, u64)> = came
        .iter()
        .filter_map(|(request, came)| match came {
            Came::Recorded(first) => Some((request, *first)),
            _ => None,
        })
        .collect();
    recorded.sort_by_key(|(_, first)| *first);
    // One after the other, in the order in which they were recorded, they come to the same records.
    let alone = Arc::new(MemoryJournal::new());
    let desk = Desk::new(alone.clone(), tenant());
    for (request, first) in &recorded {
        match block_on(desk.execute(request)) {
            Ok(Outcome::Recorded(receipt)) => assert_eq!(receipt.first.get(), *first),
            other => panic!("seed {seed}: alone, {request:?} comes to {other:?}"),
        }
    }
    assert_eq!(
        block_on(alone.scan_all(&tenant())).unwrap(),
        records,
        "seed {seed}"
    );
    assert_eq!(
        block_on(alone.head(&tenant())).unwrap().chain,
        block_on(async {
            loop {
                if let Ok(head) = journal.head(&tenant()).await {
                    break head.chain;
                }
            }
        }),
        "seed {seed}"
    );
}

#[test]
fn a_service_behind_a_bad_connection_does_everything_once() {
    match std::env::var("TENURE_SEED").map(|seed| seed.parse()) {
        Ok(seed) => simulate(seed.unwrap()),
        Err(_) => (0..effort::times("TENURE_SEEDS", 300, 10_000)).for_each(simulate),
    }
}
