use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use tenure::journal::{Append, Expected, Journal, Receipt};
use tenure::{TenantId, Version};

use super::block_on;
use super::make::*;
use crate::{Dice, effort};

const CALLERS: u64 = 8;

/// Whoever does not get an answer sends the same command again, and in the end each is done once: answers that are lost, callers that
/// stop waiting at any moment, requests that never leave, several attempts at once, all by chance.
pub fn lost_answers_are_settled_by_sending_again(journal: &dyn Journal) {
    let tenant = tenant("lost_answers_are_settled_by_sending_again");
    let rounds = effort::times("TENURE_ROUNDS", 30, 400);
    let receipts: Vec<Vec<Receipt>> = thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let tenant = &tenant;
                scope.spawn(move || {
                    let mut dice = Dice::new(caller);
                    let (own, shared) = (account(&format!("C{caller}")), account("shared"));
                    (0..rounds)
                        .map(|round| {
                            let append = request(&format!("{caller}-{round}"))
                                .at(i64::try_from(round).unwrap())
                                .expect(&own, exactly(round))
                                .expect(&shared, Expected::Any)
                                .record(&own, opened())
                                .record(&shared, opened());
                            for _ in 0..dice.below(4) {
                                lose(journal, tenant, append.clone(), &mut dice);
                            }
                            settle(journal, tenant, &append)
                        })
                        .collect()
                })
            })
            .collect();
        callers
            .into_iter()
            .map(|caller| caller.join().unwrap())
            .collect()
    });
    let records = journal.all(&tenant);
    assert_eq!(
        records.len() as u64,
        2 * CALLERS * rounds,
        "each command was done once"
    );
    for (caller, receipts) in receipts.iter().enumerate() {
        for (round, receipt) in receipts.iter().enumerate() {
            assert_eq!(receipt.command.as_str(), format!("{caller}-{round}"));
            let first = usize::try_from(receipt.first.get()).unwrap();
            for record in &records[first - 1..=first] {
                assert_eq!(record.command, receipt.command);
            }
            let known = block_on(journal.receipt(&tenant, &receipt.command)).unwrap();
            assert_eq!(
                known.map(|known| (known.first, known.versions)),
                Some((receipt.first, receipt.versions.clone()))
            );
        }
        let own = journal.stream(&tenant, &account(&format!("C{caller}")));
        assert_eq!(own.len() as u64, rounds);
    }
    block_on(journal.verify(&tenant)).unwrap();
    assert_eq!(
        journal
            .stream(&tenant, &account("shared"))
            .last()
            .unwrap()
            .version,
        Version::new(CALLERS * rounds)
    );
}

/// An attempt whose answer does not arrive.
fn lose(journal: &dyn Journal, tenant: &TenantId, append: Append, dice: &mut Dice) {
    match dice.below(3) {
        // The answer gets lost on its way.
        0 => drop(block_on(journal.append(tenant, append))),
        // The caller stops waiting at some moment.
        1 => {
            let mut future = journal.append(tenant, append);
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..=dice.below(3) {
                if future.as_mut().poll(&mut context).is_ready() {
                    break;
                }
                thread::sleep(Duration::from_micros(dice.below(400)));
            }
        }
        // The request does not even leave.
        _ => drop(journal.append(tenant, append)),
    }
}

/// Sends until there is an answer.
fn settle(journal: &dyn Journal, tenant: &TenantId, append: &Append) -> Receipt {
    for _ in 0..1_000 {
        match block_on(journal.append(tenant, append.clone())) {
            Ok(receipt) => return receipt,
            Err(error) => {
                assert!(error.is_retryable(), "`{}`: {error}", append.command);
                thread::sleep(Duration::from_millis(1));
            }
        }
    }
    panic!("a thousand attempts had no answer");
}
