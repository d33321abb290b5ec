use tenure::journal::{
    Append, Expected, Journal, JournalErrorKind, Limit, Page, Profile, ProfileState,
};
use tenure::{ActorId, Name, Position, Record, StreamId, SubjectId, TenantId, Version};

use super::block_on;
use super::make::*;
use crate::{Dice, effort};

const RECORDS: usize = 12;

/// Records over three streams, a few an append.
fn fill(journal: &dyn Journal, tenant: &TenantId) {
    for nth in 0..RECORDS / 4 {
        let (a, b) = (account("A"), account("B"));
        journal.write(
            tenant,
            request(&format!("c{nth}"))
                .expect(&a, Expected::Any)
                .expect(&b, Expected::Any)
                .expect(&StreamId::Directory, Expected::Any)
                .record(&a, started("S", "1.00 EUR"))
                .record(&b, opened())
                .record(&StreamId::Directory, hired(&format!("M{nth}")))
                .record(&a, ended("S")),
        );
    }
}

/// Reads pages of one size until the end; every page but the last is full.
fn join(limit: usize, mut read: impl FnMut(Option<&Record>, Limit) -> Page) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        let page = read(records.last(), Limit::new(limit));
        assert!(page.records.len() <= limit, "more than was asked for");
        assert!(
            page.end || page.records.len() == limit,
            "neither full nor the end"
        );
        records.extend(page.records);
        assert!(records.len() <= RECORDS, "more than there are");
        if page.end {
            return records;
        }
    }
}

/// Pages of any size, joined, are the records; the last one says so, even when it is full.
pub fn pages_of_any_size_join_up(journal: &dyn Journal) {
    let tenant = tenant("pages_of_any_size_join_up");
    fill(journal, &tenant);
    let all = journal.all(&tenant);
    assert_eq!(all.len(), RECORDS);
    for limit in 1..=RECORDS + 1 {
        let joined = join(limit, |last, limit| {
            block_on(journal.scan(&tenant, last.map(|record| record.position), limit)).unwrap()
        });
        assert_eq!(joined, all);
    }
    for after in 0..RECORDS {
        let page =
            block_on(journal.scan(&tenant, Position::new(after as u64), Limit::MAX)).unwrap();
        assert_eq!(page.records, all[after..]);
        assert!(page.end);
    }
}

/// The same of one stream.
pub fn pages_of_a_stream_join_up(journal: &dyn Journal) {
    let tenant = tenant("pages_of_a_stream_join_up");
    fill(journal, &tenant);
    for stream in [StreamId::Directory, account("A"), account("B")] {
        let of_stream: Vec<Record> = journal
            .all(&tenant)
            .into_iter()
            .filter(|record| record.stream == stream)
            .collect();
        for limit in 1..=of_stream.len() + 1 {
            let joined = join(limit, |last, limit| {
                let after = last.map_or(Version::EMPTY, |record| record.version);
                block_on(journal.load(&tenant, &stream, after, limit)).unwrap()
            });
            assert_eq!(joined, of_stream);
        }
    }
}

/// After the last record, and far behind it, stands nothing, and that is the end.
pub fn reading_past_the_end_gives_nothing(journal: &dyn Journal) {
    let tenant = tenant("reading_past_the_end_gives_nothing");
    fill(journal, &tenant);
    let nothing = Page {
        records: Vec::new(),
        end: true,
    };
    for after in [RECORDS as u64, 13, 1 << 40, 1 << 63, u64::MAX] {
        let page = block_on(journal.scan(&tenant, Position::new(after), Limit::MAX)).unwrap();
        assert_eq!(page, nothing);
        let page =
            block_on(journal.load(&tenant, &account("A"), Version::new(after), Limit::new(1)))
                .unwrap();
        assert_eq!(page, nothing);
    }
}

/// No method shows one tenant anything of another, and the same ids are others' business in each.
pub fn tenants_are_apart(journal: &dyn Journal) {
    let own = tenant("tenants_are_apart");
    let stranger = tenant("tenants_are_apart 2");
    let subject = SubjectId::new("P").unwrap();
    let profile = Profile::new([(Name::new("phone").unwrap(), "1".to_owned())].into()).unwrap();
    fill(journal, &own);
    block_on(journal.put_profile(&own, &subject, profile.clone())).unwrap();

    assert!(journal.all(&stranger).is_empty());
    assert!(journal.stream(&stranger, &account("A")).is_empty());
    assert_eq!(journal.end(&stranger).position, None);
    assert_eq!(
        block_on(journal.receipt(&stranger, &command("c0"))).unwrap(),
        None
    );
    assert_eq!(
        block_on(journal.profile(&stranger, &subject)).unwrap(),
        ProfileState::Absent
    );
    assert_eq!(block_on(journal.verify(&stranger)).unwrap().streams, 0);

    // The same command id, streams and versions begin anew.
    let head = journal.end(&own);
    let receipt = journal.write(
        &stranger,
        request("c0")
            .expect(&account("A"), exactly(0))
            .record(&account("A"), opened()),
    );
    assert_eq!((receipt.first, receipt.replayed), (Position::FIRST, false));
    block_on(journal.forget(&stranger, &subject)).unwrap();
    assert_eq!(journal.end(&own), head);
    assert_eq!(
        block_on(journal.profile(&own, &subject)).unwrap(),
        ProfileState::Present(profile)
    );
    assert_eq!(journal.all(&stranger).len(), 1);
}

/// Whatever a tenant asks for, by ids that are right for others, it finds nothing of theirs; nor does it change anything of theirs.
pub fn nobody_finds_what_is_anothers(journal: &dyn Journal) {
    const TENANTS: u64 = 5;
    let name = |nth| tenant(&format!("nobody_finds_what_is_anothers {nth}"));
    let actor = |nth| ActorId::new(format!("of {nth}")).unwrap();
    let subject = |nth| SubjectId::new(format!("P{nth}")).unwrap();
    let stream = |nth| account(&format!("A{nth}"));
    let profile =
        |nth: u64| Profile::new([(Name::new("owner").unwrap(), nth.to_string())].into()).unwrap();
    // Each has ids of its own and shares some with all others.
    for nth in 0..TENANTS {
        for (round, of) in [(0, nth), (1, TENANTS), (2, nth)] {
            let append = request(&format!("c{of}-{round}"))
                .expect(&stream(of), Expected::Any)
                .record(&stream(of), opened());
            let append = Append {
                actor: Some(actor(nth)),
                ..append
            };
            journal.write(&name(nth), append);
            block_on(journal.put_profile(&name(nth), &subject(of), profile(nth))).unwrap();
        }
    }
    let heads: Vec<_> = (0..TENANTS).map(|nth| journal.end(&name(nth))).collect();
    let mut dice = Dice::new(TENANTS);
    for _ in 0..effort::times("TENURE_TRIES", 400, 20_000) {
        let (me, of) = (dice.below(TENANTS), dice.below(TENANTS + 1));
        let (after, mine) = (dice.below(4), of == me || of == TENANTS);
        let tenant = name(me);
        let seen = match dice.below(5) {
            0 => {
                block_on(journal.load(&tenant, &stream(of), Version::new(after), Limit::MAX))
                    .unwrap()
                    .records
            }
            1 => {
                block_on(journal.scan(&tenant, Position::new(after), Limit::MAX))
                    .unwrap()
                    .records
            }
            2 => {
                let receipt =
                    block_on(journal.receipt(&tenant, &command(&format!("c{of}-{}", after % 3))))
                        .unwrap();
                assert!(receipt.is_none() || mine, "the receipt of another");
                Vec::new()
            }
            3 => {
                let state = block_on(journal.profile(&tenant, &subject(of))).unwrap();
                let expected = if mine {
                    ProfileState::Present(profile(me))
                } else {
                    ProfileState::Absent
                };
                assert_eq!(state, expected);
                Vec::new()
            }
            _ => {
                assert_eq!(journal.end(&tenant), heads[usize::try_from(me).unwrap()]);
                Vec::new()
            }
        };
        for record in seen {
            assert_eq!(record.actor, Some(actor(me)), "a record of another");
        }
    }
    // An id that is wrong here is refused for what stands here, and nothing of it reaches where it would be right.
    for nth in 0..TENANTS {
        let other = (nth + 1) % TENANTS;
        let append = request("wrong")
            .expect(&stream(other), exactly(2))
            .record(&stream(other), opened());
        let conflict = JournalErrorKind::Conflict {
            stream: stream(other),
            expected: Version::new(2),
            actual: Version::EMPTY,
        };
        assert_eq!(journal.refusal(&name(nth), append), conflict);
    }
    for (nth, head) in (0..TENANTS).zip(heads) {
        assert_eq!(journal.end(&name(nth)), head);
        assert_eq!(block_on(journal.verify(&name(nth))).unwrap().streams, 2);
    }
}
