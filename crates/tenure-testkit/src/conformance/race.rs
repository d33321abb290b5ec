use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tenure::journal::{Append, Expected, Journal, JournalErrorKind, Limit};
use tenure::{ActorId, Position, Version};

use super::block_on;
use super::make::*;
use crate::effort;

const THREADS: usize = 16;

fn rounds() -> u64 {
    effort::times("TENURE_ROUNDS", 50, 1_000)
}

/// Of many writers that expect the same version one wins, each round; the others are told of the conflict.
pub fn one_of_many_writers_wins_each_round(journal: &dyn Journal) {
    let tenant = tenant("one_of_many_writers_wins_each_round");
    let a = account("A");
    let start = Barrier::new(THREADS);
    // What each writer was told in each round. Nobody panics in between: the others would wait for ever.
    let told: Vec<Vec<_>> = thread::scope(|scope| {
        let writers: Vec<_> = (0..THREADS)
            .map(|writer| {
                let (tenant, a, start) = (&tenant, &a, &start);
                scope.spawn(move || {
                    (0..rounds())
                        .map(|round| {
                            let append = request(&format!("{round}-{writer}"))
                                .expect(a, exactly(round))
                                .record(a, opened());
                            start.wait();
                            let outcome = block_on(journal.append(tenant, append));
                            // Nobody begins the next round before all have tried.
                            start.wait();
                            outcome
                                .map(|receipt| receipt.first)
                                .map_err(|error| error.kind().clone())
                        })
                        .collect()
                })
            })
            .collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect()
    });
    for round in 0..rounds() {
        let index = usize::try_from(round).unwrap();
        let (won, lost): (Vec<_>, Vec<_>) = told
            .iter()
            .map(|rounds| rounds[index].clone())
            .partition(Result::is_ok);
        assert_eq!(won, [Ok(place(round + 1))], "round {round}");
        let conflict = JournalErrorKind::Conflict {
            stream: a.clone(),
            expected: Version::new(round),
            actual: Version::new(round + 1),
        };
        assert!(
            lost.iter().all(|outcome| *outcome == Err(conflict.clone())),
            "round {round}: {lost:?}"
        );
    }
    assert_eq!(journal.end(&tenant).position, Some(place(rounds())));
}

/// A command that arrives many times at once is done once, and everybody gets the same receipt.
pub fn the_same_command_at_once_has_one_effect(journal: &dyn Journal) {
    let tenant = tenant("the_same_command_at_once_has_one_effect");
    let (a, b) = (account("A"), account("B"));
    for round in 0..rounds() {
        let append = request(&format!("c{round}"))
            .expect(&a, exactly(round))
            .expect(&b, Expected::Any)
            .record(&a, opened())
            .record(&b, opened());
        let start = Barrier::new(THREADS);
        let receipts: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|nth| {
                    let (tenant, start) = (&tenant, &start);
                    let append = append.clone().at(i64::try_from(nth).unwrap());
                    scope.spawn(move || {
                        start.wait();
                        journal.write(tenant, append)
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        let first = receipts.iter().filter(|receipt| !receipt.replayed).count();
        assert_eq!(first, 1, "one of them did it");
        let distinct: BTreeSet<_> = receipts
            .into_iter()
            .map(|receipt| {
                (
                    receipt.first,
                    receipt.last,
                    receipt.versions,
                    receipt.recorded_at,
                )
            })
            .collect();
        assert_eq!(distinct.len(), 1);
        assert_eq!(journal.end(&tenant).position, Some(place(2 * (round + 1))));
    }
}

/// Readers that follow eight writers get every position, once, in order, each complete: whether they ask all the time or now and then,
/// while some appends are large and slow, some are refused, and one in twenty is answered with a conflict.
pub fn a_tailing_reader_misses_nothing(journal: &dyn Journal) {
    const WRITERS: usize = 8;
    let tenant = tenant("a_tailing_reader_misses_nothing");
    let appends = rounds();
    // One record, two, or now and then many.
    let records = |nth: u64| if nth % 25 == 24 { 300 } else { 1 + nth % 2 };
    let total = WRITERS as u64 * (0..appends).map(records).sum::<u64>();
    let finished = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let tenant = &tenant;
                scope.spawn(move || {
                    let own = account(&format!("W{writer}"));
                    for nth in 0..appends {
                        let append = Append {
                            actor: Some(ActorId::new(format!("W{writer}")).unwrap()),
                            ..request(&format!("{writer}-{nth}"))
                        }
                        .at(i64::try_from(nth).unwrap())
                        .expect(&own, Expected::Any);
                        let append = (0..records(nth)).fold(append, |append, record| {
                            append.record(&own, started(&format!("S{record}"), "1.00 EUR"))
                        });
                        journal.write(tenant, append);
                        // Refused ones must not disturb the numbers.
                        if nth % 20 == 0 {
                            let stale = request("stale")
                                .expect(&own, exactly(u64::MAX))
                                .record(&own, opened());
                            assert!(journal.try_write(tenant, stale).is_err());
                        }
                    }
                })
            })
            .collect();
        let readers = [0, 1, 20].map(|pause| {
            let (tenant, finished) = (&tenant, &finished);
            scope.spawn(move || {
                let mut seen = 0;
                while seen < total {
                    // Before the page is read: what is missing then will never come.
                    let finished = finished.load(Ordering::SeqCst);
                    let limit = Limit::new(if pause == 0 { 7 } else { 1_000 });
                    let page = block_on(journal.scan(tenant, Position::new(seen), limit)).unwrap();
                    assert!(
                        !(finished && page.records.is_empty()),
                        "{seen} of {total} records came, and no more do"
                    );
                    for record in page.records {
                        assert_eq!(
                            record.position.get(),
                            seen + 1,
                            "asked each {pause} ms, a reader is given another position than the next"
                        );
                        seen += 1;
                    }
                    thread::sleep(Duration::from_millis(pause));
                }
            })
        });
        let failed = writers
            .into_iter()
            .filter_map(|writer| writer.join().err())
            .next();
        finished.store(true, Ordering::SeqCst);
        let told = readers
            .into_iter()
            .filter_map(|reader| reader.join().err())
            .chain(failed)
            .next();
        if let Some(told) = told {
            std::panic::resume_unwind(told);
        }
    });
    assert_eq!(journal.end(&tenant).position, Some(place(total)));
    assert_eq!(block_on(journal.verify(&tenant)).unwrap().streams, WRITERS);
}
