use tenure::Position;
use tenure::journal::{Append, Expected, JournalErrorKind};

use super::Failing;
use crate::conformance::block_on;
use crate::conformance::make::*;
use crate::{Dice, effort};

fn append(nth: u64, records: u64) -> Append {
    let a = account("A");
    (0..records).fold(
        request(&format!("c{nth}")).expect(&a, Expected::Any),
        |append, record| append.record(&a, started(&format!("S{record}"), "12.50 EUR")),
    )
}

/// Wherever a store runs out of room, the append that does not fit is told so and leaves nothing, everything that was acknowledged
/// is there, reading goes on, and with more room so does writing, without opening anew. Wants a store without a record.
pub fn a_full_store_says_so_and_loses_nothing(store: &dyn Failing) {
    let journal = store.open().expect("a new store opens");
    let tenant = tenant("a_full_store_says_so_and_loses_nothing");
    let mut dice = Dice::new(1);
    let (mut sent, mut recorded) = (0, 0);
    for step in 0..effort::times("TENURE_GROWTHS", 40, 400) {
        store.room(Some(dice.below(40_000)));
        let begin = sent;
        let refused = loop {
            if sent == begin + 10 {
                store.room(Some(0));
            }
            assert!(sent < begin + 1_000, "step {step}: it is never full");
            let append = append(sent, 1 + dice.below(9));
            sent += 1;
            match block_on(journal.append(&tenant, append.clone())) {
                Ok(receipt) => {
                    recorded += append.records.len() as u64;
                    assert_eq!(receipt.last.get(), recorded, "step {step}");
                }
                Err(error) => {
                    assert_eq!(
                        *error.kind(),
                        JournalErrorKind::Full,
                        "step {step}: {error}"
                    );
                    break append;
                }
            }
        };
        let verified = block_on(journal.verify(&tenant)).unwrap();
        assert_eq!(
            verified.head.position,
            Position::new(recorded),
            "step {step}: what was acknowledged is there, and nothing else"
        );
        store.room(None);
        recorded += refused.records.len() as u64;
        let receipt = journal.write(&tenant, refused);
        assert!(!receipt.replayed, "step {step}: nothing had been written");
        assert_eq!(receipt.last.get(), recorded);
    }
    drop(journal);
    let journal = store.open().expect("a closed store opens");
    let verified = block_on(journal.verify(&tenant)).unwrap();
    assert_eq!(verified.head.position, Position::new(recorded));
}

/// Whichever write or flush of an append fails, an append that is acknowledged is there, one that is refused is not, and of one whose
/// outcome is not known the same command makes it so, once. Wants a store without a record.
pub fn a_failing_device_is_never_taken_for_a_good_one(store: &dyn Failing) {
    let journal = store.open().expect("a new store opens");
    let tenant = tenant("a_failing_device_is_never_taken_for_a_good_one");
    let (mut sent, mut recorded) = (0, 0);
    for records in [1, 3, 60] {
        let mut operations = 0;
        loop {
            let append = append(sent, records);
            sent += 1;
            store.fail_after(Some(operations));
            let outcome = block_on(journal.append(&tenant, append.clone()));
            let failed = store.has_failed();
            store.fail_after(None);
            let settled = journal.write(&tenant, append);
            recorded += records;
            assert_eq!(settled.last.get(), recorded, "operation {operations} fails");
            match outcome {
                Ok(receipt) => assert_eq!(
                    (receipt.first, receipt.last, settled.replayed),
                    (settled.first, settled.last, true),
                    "operation {operations} fails: what was acknowledged is there"
                ),
                Err(error) => {
                    assert!(error.is_retryable(), "operation {operations}: {error}");
                    assert!(
                        *error.kind() == JournalErrorKind::UnknownOutcome || !settled.replayed,
                        "operation {operations} fails: it was said that nothing was written, and: {error}"
                    );
                }
            }
            let verified = block_on(journal.verify(&tenant)).unwrap();
            assert_eq!(verified.head.position, Position::new(recorded));
            if !failed {
                break;
            }
            operations += 1;
            assert!(operations < 10_000, "an append never comes to its end");
        }
        assert!(operations > 0, "no operation has failed");
    }
}
