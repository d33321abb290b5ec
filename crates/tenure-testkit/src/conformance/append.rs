use chrono::NaiveDate;
use tenure::fact::{
    AccountClassified, AccountLeftVacant, ManagerAssigned, ManagerLeft, SubscriptionRepriced,
};
use tenure::journal::{
    Append, ChainHash, Expected, Head, Journal, JournalErrorKind, Limit, NewRecord, Receipt,
};
use tenure::{ActorId, ManagerId, Name, Record, StreamId, SubscriptionId, Version};

use super::block_on;
use super::make::*;

/// Nothing is there before the first append, and the hash is that of nothing.
pub fn a_tenant_without_records_is_empty(journal: &dyn Journal) {
    let tenant = tenant("a_tenant_without_records_is_empty");
    let head = Head {
        position: None,
        chain: ChainHash::genesis(&tenant),
        recorded_at: None,
    };
    assert_eq!(journal.end(&tenant), head);
    let page = block_on(journal.scan(&tenant, None, Limit::MAX)).unwrap();
    assert!(page.records.is_empty() && page.end);
    let stream = account("A");
    let page = block_on(journal.load(&tenant, &stream, Version::EMPTY, Limit::MAX)).unwrap();
    assert!(page.records.is_empty() && page.end);
    assert_eq!(
        block_on(journal.receipt(&tenant, &command("c"))).unwrap(),
        None
    );
}

/// Every column of a record, with a fact of every kind, is read as it was written: over the tenant, and by its stream.
pub fn records_come_back_as_they_were_appended(journal: &dyn Journal) {
    let tenant = tenant("records_come_back_as_they_were_appended");
    let a = account("A");
    let manager = ManagerId::new("M").unwrap();
    let subscription = SubscriptionId::new("S").unwrap();
    let dimension = Name::new("segment").unwrap();
    let facts: Vec<(StreamId, _)> = vec![
        (StreamId::Directory, hired("M")),
        (a.clone(), opened()),
        (
            a.clone(),
            AccountClassified {
                dimension: dimension.clone(),
                class: Some(Name::new("mid-market").unwrap()),
            }
            .into(),
        ),
        (
            a.clone(),
            AccountClassified {
                dimension,
                class: None,
            }
            .into(),
        ),
        (a.clone(), started("S", "79228162514264337593543950.33 USD")),
        (
            a.clone(),
            SubscriptionRepriced {
                subscription,
                monthly: "-0.001 KWD".parse().unwrap(),
            }
            .into(),
        ),
        (a.clone(), ended("S")),
        (
            a.clone(),
            ManagerAssigned {
                manager: manager.clone(),
                cause: None,
            }
            .into(),
        ),
        (a.clone(), AccountLeftVacant {}.into()),
        (StreamId::Directory, ManagerLeft { manager }.into()),
    ];
    let days = [
        NaiveDate::from_ymd_opt(1970, 1, 1).unwrap(),
        NaiveDate::from_ymd_opt(1899, 12, 31).unwrap(),
        NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        NaiveDate::MIN,
        NaiveDate::MAX,
    ];
    let mut append = Append {
        actor: Some(ActorId::new("payroll").unwrap()),
        ..request("first")
    };
    for stream in [&a, &StreamId::Directory] {
        append = append.expect(stream, exactly(0));
    }
    for ((stream, fact), effective_on) in facts.into_iter().zip(days.iter().cycle()) {
        append.records.push(NewRecord {
            stream,
            effective_on: *effective_on,
            corrects: None,
            fact,
        });
    }
    journal.write(&tenant, append.clone());
    let correction = request("second")
        .at(7)
        .expect(&a, Expected::Any)
        .correct(&a, withdrawn(), 3);
    journal.write(&tenant, correction.clone());

    let mut versions = std::collections::BTreeMap::<StreamId, u64>::new();
    let expected: Vec<Record> = append
        .records
        .iter()
        .map(|record| (&append, record))
        .chain(
            correction
                .records
                .iter()
                .map(|record| (&correction, record)),
        )
        .zip(1..)
        .map(|((request, record), position)| {
            let version = versions.entry(record.stream.clone()).or_default();
            *version += 1;
            Record {
                position: place(position),
                stream: record.stream.clone(),
                version: Version::new(*version),
                effective_on: record.effective_on,
                recorded_at: request.at,
                command: request.command.clone(),
                actor: request.actor.clone(),
                corrects: record.corrects,
                fact: record.fact.clone(),
            }
        })
        .collect();
    assert_eq!(journal.all(&tenant), expected);
    for stream in [&a, &StreamId::Directory] {
        let of_stream: Vec<Record> = expected
            .iter()
            .filter(|record| record.stream == *stream)
            .cloned()
            .collect();
        assert_eq!(journal.stream(&tenant, stream), of_stream);
    }
}

/// Positions are 1, 2, 3, … over all appends and streams of a tenant, and refused appends leave no hole.
pub fn positions_are_dense(journal: &dyn Journal) {
    let tenant = tenant("positions_are_dense");
    for round in 0..5_u64 {
        let (a, b) = (account("A"), account("B"));
        let receipt = journal.write(
            &tenant,
            request(&format!("c{round}"))
                .expect(&a, Expected::Any)
                .expect(&b, Expected::Any)
                .record(&a, opened())
                .record(&b, opened())
                .record(&a, started("S", "1.00 EUR")),
        );
        assert_eq!(
            (receipt.first.get(), receipt.last.get()),
            (3 * round + 1, 3 * round + 3)
        );
        journal.refusal(
            &tenant,
            request("refused")
                .expect(&a, exactly(99))
                .record(&a, opened()),
        );
    }
    let positions: Vec<u64> = journal
        .all(&tenant)
        .iter()
        .map(|record| record.position.get())
        .collect();
    assert_eq!(positions, (1..=15).collect::<Vec<_>>());
    assert_eq!(journal.end(&tenant).position, Some(place(15)));
}

/// The version of the nth record of a stream is n, whatever stands between them.
pub fn versions_count_the_records_of_a_stream(journal: &dyn Journal) {
    let tenant = tenant("versions_count_the_records_of_a_stream");
    let (a, b) = (account("A"), account("B"));
    for round in 0..3_u64 {
        journal.write(
            &tenant,
            request(&format!("c{round}"))
                .expect(&a, exactly(2 * round))
                .expect(&b, exactly(round))
                .record(&a, opened())
                .record(&b, opened())
                .record(&a, opened()),
        );
    }
    for (stream, records) in [(a, 6), (b, 3)] {
        let versions: Vec<u64> = journal
            .stream(&tenant, &stream)
            .iter()
            .map(|record| record.version.get())
            .collect();
        assert_eq!(versions, (1..=records).collect::<Vec<_>>());
    }
}

/// A receipt has the first and last position, the instant, and the versions of the streams written, in order; it can be had
/// again by the command.
pub fn a_receipt_says_where_the_records_stand(journal: &dyn Journal) {
    let tenant = tenant("a_receipt_says_where_the_records_stand");
    let (a, b, read) = (account("A"), account("B"), account("0"));
    journal.write(
        &tenant,
        request("before")
            .expect(&b, exactly(0))
            .record(&b, opened()),
    );
    let receipt = journal.write(
        &tenant,
        request("c")
            .at(5)
            .expect(&read, exactly(0))
            .expect(&b, exactly(1))
            .expect(&StreamId::Directory, Expected::Any)
            .expect(&a, exactly(0))
            .record(&b, opened())
            .record(&a, opened())
            .record(&StreamId::Directory, hired("M"))
            .record(&a, opened()),
    );
    let expected = Receipt {
        command: command("c"),
        first: place(2),
        last: place(5),
        versions: vec![
            (StreamId::Directory, Version::new(1)),
            (a.clone(), Version::new(2)),
            (b, Version::new(2)),
        ],
        recorded_at: instant(5),
        replayed: false,
    };
    assert_eq!(receipt, expected);
    journal.write(
        &tenant,
        request("after")
            .expect(&a, Expected::Any)
            .record(&a, opened()),
    );
    assert_eq!(
        block_on(journal.receipt(&tenant, &command("c"))).unwrap(),
        Some(Receipt {
            replayed: true,
            ..expected
        })
    );
}

/// The same command with the same content, at a later instant and after others, writes nothing and is answered as before,
/// although its expectation no longer holds.
pub fn a_retry_writes_nothing_and_gets_the_first_receipt(journal: &dyn Journal) {
    let tenant = tenant("a_retry_writes_nothing_and_gets_the_first_receipt");
    let a = account("A");
    let append = request("c")
        .expect(&a, exactly(0))
        .record(&a, opened())
        .record(&a, started("S", "1.00 EUR"));
    let first = journal.write(&tenant, append.clone());
    assert!(!first.replayed);
    journal.write(
        &tenant,
        request("other")
            .expect(&a, exactly(2))
            .record(&a, ended("S")),
    );
    let head = journal.end(&tenant);
    for micros in [0, 1, 1_000_000, -1_000_000] {
        let again = journal.write(&tenant, append.clone().at(micros));
        assert_eq!(
            again,
            Receipt {
                replayed: true,
                ..first.clone()
            }
        );
    }
    assert_eq!(journal.end(&tenant), head);
}

/// A command id with other content is refused, whatever part of the content is another.
pub fn a_command_id_is_used_once(journal: &dyn Journal) {
    let tenant = tenant("a_command_id_is_used_once");
    let (a, b) = (account("A"), account("B"));
    let append = request("c")
        .expect(&a, Expected::Any)
        .record(&a, started("S", "1.00 EUR"))
        .correct(&a, started("S", "2.00 EUR"), 1);
    journal.write(&tenant, append.clone());

    let mut others = vec![
        append.clone().record(&a, ended("S")),
        append.clone().expect(&b, exactly(0)),
        Append {
            actor: Some(ActorId::new("somebody").unwrap()),
            ..append.clone()
        },
        Append {
            expect: vec![(a.clone(), exactly(0))],
            ..append.clone()
        },
        request("c")
            .expect(&b, Expected::Any)
            .record(&b, started("S", "1.00 EUR"))
            .correct(&b, started("S", "2.00 EUR"), 1),
    ];
    let mut fewer = append.clone();
    fewer.records.pop();
    others.push(fewer);
    let mut uncorrected = append.clone();
    uncorrected.records[1].corrects = None;
    others.push(uncorrected);
    let mut another_day = append.clone();
    another_day.records[1].effective_on = NaiveDate::MIN;
    others.push(another_day);
    let mut another_amount = append.clone();
    another_amount.records[0].fact = started("S", "1.01 EUR");
    others.push(another_amount);
    let mut another_order = append;
    another_order.records.swap(0, 1);
    others.push(another_order);

    for other in others {
        assert_eq!(
            journal.refusal(&tenant, other),
            JournalErrorKind::CommandReused
        );
    }
}

/// A refused command is not used up: nothing was recorded under its id.
pub fn a_refused_command_can_be_sent_again(journal: &dyn Journal) {
    let tenant = tenant("a_refused_command_can_be_sent_again");
    let a = account("A");
    let append = request("c").record(&a, opened());
    journal.refusal(&tenant, append.clone().expect(&a, exactly(1)));
    assert_eq!(
        block_on(journal.receipt(&tenant, &command("c"))).unwrap(),
        None
    );
    let receipt = journal.write(&tenant, append.expect(&a, exactly(0)));
    assert!(!receipt.replayed);
}

/// An expectation that does not hold, too low or too high, is a conflict that names the stream and both versions.
pub fn a_conflict_tells_the_true_version(journal: &dyn Journal) {
    let tenant = tenant("a_conflict_tells_the_true_version");
    let a = account("A");
    journal.write(
        &tenant,
        request("c")
            .expect(&a, exactly(0))
            .record(&a, opened())
            .record(&a, opened()),
    );
    for expected in [0, 1, 3, u64::MAX] {
        assert_eq!(
            journal.refusal(
                &tenant,
                request("d")
                    .expect(&a, exactly(expected))
                    .record(&a, opened())
            ),
            JournalErrorKind::Conflict {
                stream: a.clone(),
                expected: Version::new(expected),
                actual: Version::new(2),
            }
        );
    }
    journal.write(
        &tenant,
        request("d").expect(&a, exactly(2)).record(&a, opened()),
    );
}

/// One stale expectation among several: nothing is written to any stream, and the first stale stream in order is named.
pub fn a_conflict_on_one_stream_writes_nothing(journal: &dyn Journal) {
    let tenant = tenant("a_conflict_on_one_stream_writes_nothing");
    let (a, b, c) = (account("A"), account("B"), account("C"));
    journal.write(
        &tenant,
        request("c1")
            .expect(&b, exactly(0))
            .expect(&c, exactly(0))
            .record(&b, opened())
            .record(&c, opened()),
    );
    let refused = request("c2")
        .expect(&c, exactly(0))
        .expect(&b, exactly(0))
        .expect(&a, exactly(0))
        .record(&a, opened())
        .record(&c, opened())
        .record(&b, opened());
    assert_eq!(
        journal.refusal(&tenant, refused),
        JournalErrorKind::Conflict {
            stream: b.clone(),
            expected: Version::EMPTY,
            actual: Version::new(1),
        }
    );
    assert!(journal.stream(&tenant, &a).is_empty());
    assert_eq!(journal.stream(&tenant, &b).len(), 1);
    assert_eq!(journal.stream(&tenant, &c).len(), 1);
}

/// A decision holds only while what it read stands: an expectation on a stream that is not written is checked like any other.
pub fn a_stream_that_was_only_read_is_guarded(journal: &dyn Journal) {
    let tenant = tenant("a_stream_that_was_only_read_is_guarded");
    let (written, read) = (account("W"), account("R"));
    let append = request("c")
        .expect(&written, exactly(0))
        .expect(&read, exactly(1))
        .record(&written, opened());
    assert_eq!(
        journal.refusal(&tenant, append.clone()),
        JournalErrorKind::Conflict {
            stream: read.clone(),
            expected: Version::new(1),
            actual: Version::EMPTY,
        }
    );
    journal.write(
        &tenant,
        request("d")
            .expect(&read, exactly(0))
            .record(&read, opened()),
    );
    journal.write(&tenant, append);
    assert_eq!(journal.stream(&tenant, &read).len(), 1);
}

/// `Expected::Any` never conflicts.
pub fn any_version_will_do(journal: &dyn Journal) {
    let tenant = tenant("any_version_will_do");
    let a = account("A");
    for round in 1..=3 {
        let receipt = journal.write(
            &tenant,
            request(&format!("c{round}"))
                .expect(&a, Expected::Any)
                .record(&a, opened()),
        );
        assert_eq!(receipt.versions, [(a.clone(), Version::new(round))]);
    }
}

/// An append of as many records as are allowed, over many streams, is one append.
pub fn the_largest_append_fits(journal: &dyn Journal) {
    let tenant = tenant("the_largest_append_fits");
    let mut append = request("c");
    for stream in 0..Append::MAX_RECORDS / 4 {
        let stream = account(&format!("A-{stream}"));
        append = append.expect(&stream, exactly(0));
        for subscription in ["S1", "S2"] {
            append = append
                .record(&stream, started(subscription, "10.00 EUR"))
                .record(&stream, ended(subscription));
        }
    }
    let receipt = journal.write(&tenant, append.clone());
    assert_eq!(receipt.last, place(Append::MAX_RECORDS as u64));
    assert_eq!(receipt.versions.len(), Append::MAX_RECORDS / 4);
    assert!(receipt.versions.is_sorted());
    assert_eq!(journal.all(&tenant).len(), Append::MAX_RECORDS);
    let again = journal.write(&tenant, append);
    assert_eq!(
        again,
        Receipt {
            replayed: true,
            ..receipt
        }
    );
}
