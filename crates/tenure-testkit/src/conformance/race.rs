use std::collections::BTreeSet;
use std::env;
use std::sync::Barrier;
use std::thread;

use tenure::journal::{Append, Expected, Journal, JournalErrorKind, Limit};
use tenure::{ActorId, Version};

use super::block_on;
use super::make::*;

const THREADS: usize = 16;

fn rounds() -> u64 {
    env::var("TENURE_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(50)
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

/// A reader that follows several writers gets every position, once, in order, each complete.
pub fn a_tailing_reader_misses_nothing(journal: &dyn Journal) {
    const WRITERS: usize = 4;
    let tenant = tenant("a_tailing_reader_misses_nothing");
    let appends = rounds();
    // An append has one record or two, by turns.
    let total = WRITERS as u64 * (0..appends).map(|nth| 1 + nth % 2).sum::<u64>();
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let tenant = &tenant;
                scope.spawn(move || {
                    let own = account(&format!("W{writer}"));
                    for nth in 0..appends {
                        let mut append = Append {
                            actor: Some(ActorId::new(format!("W{writer}")).unwrap()),
                            ..request(&format!("{writer}-{nth}"))
                        }
                        .at(i64::try_from(nth).unwrap())
                        .expect(&own, Expected::Any)
                        .record(&own, opened());
                        if nth % 2 == 1 {
                            append = append.record(&own, started("S", "1.00 EUR"));
                        }
                        journal.write(tenant, append);
                        // Refused ones must not disturb the numbers.
                        let stale = request("stale")
                            .expect(&own, exactly(u64::MAX))
                            .record(&own, opened());
                        assert!(journal.try_write(tenant, stale).is_err());
                    }
                })
            })
            .collect();
        let mut seen = Vec::new();
        while (seen.len() as u64) < total {
            let after = seen.last().copied();
            let finished = writers.iter().all(|writer| writer.is_finished());
            let page = block_on(journal.scan(&tenant, after, Limit::new(7))).unwrap();
            assert!(
                !(finished && page.records.is_empty()),
                "{} of {total} records came, and no more do",
                seen.len()
            );
            for record in page.records {
                assert_eq!(record.position.get(), seen.len() as u64 + 1);
                seen.push(record.position);
            }
        }
    });
    assert_eq!(journal.end(&tenant).position, Some(place(total)));
    assert_eq!(block_on(journal.verify(&tenant)).unwrap().streams, WRITERS);
}
