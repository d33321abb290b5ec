use tenure::journal::{Expected, Journal, Limit, Page, Profile, ProfileState};
use tenure::{Name, Position, Record, StreamId, SubjectId, TenantId, Version};

use super::block_on;
use super::make::*;

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
