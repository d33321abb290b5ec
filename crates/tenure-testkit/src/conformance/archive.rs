use std::io;

use tenure::fact::ManagerAssigned;
use tenure::journal::{
    self, Archive, Expected, Journal, JournalErrorKind, JournalExt, Limit, MemoryJournal, Profile,
    ProfileState, RecordedAppend, RecordedFact,
};
use tenure::{ActorId, Fact, ManagerId, Name, SubjectId, TenantId, Version};

use super::block_on;
use super::make::*;

type Lines = Vec<Result<String, io::Error>>;

fn exported(journal: &dyn Archive, tenant: &TenantId) -> Vec<String> {
    let mut lines = Vec::new();
    block_on(journal::export(journal, tenant, |line| {
        lines.push(line.to_owned());
        Ok::<(), io::Error>(())
    }))
    .unwrap();
    lines
}

fn reading(lines: &[String]) -> Lines {
    lines.iter().cloned().map(Ok).collect()
}

fn subject(name: &str) -> SubjectId {
    SubjectId::new(name).unwrap()
}

fn profile(value: &str) -> Profile {
    Profile::new([(Name::new("name").unwrap(), value.to_owned())].into()).unwrap()
}

/// An append that an earlier version recorded, in a schema that is written no longer.
fn of_an_earlier_version() -> RecordedAppend {
    RecordedAppend {
        command: command("old"),
        content: [7; 32],
        actor: Some(ActorId::new("somebody \"else\"").unwrap()),
        recorded_at: instant(1),
        first: place(1),
        records: vec![
            RecordedFact {
                stream: account("A"),
                version: Version::new(1),
                effective_on: day(),
                corrects: None,
                type_name: "account_opened".to_owned(),
                schema: 1,
                payload: "{}".to_owned(),
            },
            RecordedFact {
                stream: account("A"),
                version: Version::new(2),
                effective_on: day(),
                corrects: Some(place(1)),
                type_name: "manager_assigned".to_owned(),
                schema: 1,
                payload: r#"{"manager":"maría – \"m\""}"#.to_owned(),
            },
        ],
    }
}

/// Records of several commands, one of them in an old schema, and subjects of every kind.
fn filled(journal: &dyn Archive, tenant: &TenantId) {
    block_on(journal.append_recorded(tenant, vec![of_an_earlier_version()])).unwrap();
    let port: &dyn Journal = journal;
    for nth in 0..20 {
        let (a, b) = (account("A"), account(&format!("B{}", nth % 3)));
        let mut append = request(&format!("c{nth}"))
            .at(10 + nth)
            .expect(&a, Expected::Any)
            .expect(&b, Expected::Any)
            .record(&a, started(&format!("S{nth}"), "12.30 EUR"))
            .record(&b, opened());
        if nth % 2 == 0 {
            append = append.correct(&a, withdrawn(), 1);
        }
        port.write(tenant, append);
    }
    block_on(journal.put_profile(tenant, &subject("P1"), profile("Asha"))).unwrap();
    block_on(journal.put_profile(tenant, &subject("P2"), profile("Ben"))).unwrap();
    block_on(journal.forget(tenant, &subject("P2"))).unwrap();
}

fn assert_same(left: &dyn Archive, right: &dyn Archive, tenant: &TenantId) {
    assert_eq!(
        block_on(left.head(tenant)).unwrap(),
        block_on(right.head(tenant)).unwrap()
    );
    assert_eq!(
        block_on(left.scan_all(tenant)).unwrap(),
        block_on(right.scan_all(tenant)).unwrap()
    );
    for name in ["old", "c0", "c19", "never"] {
        let id = command(name);
        assert_eq!(
            block_on(left.receipt(tenant, &id)).unwrap(),
            block_on(right.receipt(tenant, &id)).unwrap()
        );
    }
    assert_eq!(
        block_on(left.appends(tenant, None)).unwrap(),
        block_on(right.appends(tenant, None)).unwrap()
    );
}

/// What was exported and restored elsewhere is the same: records, receipts, hash, old schemas; and exports to the same bytes.
pub fn an_export_restores_to_the_same(journal: &dyn Archive) {
    let tenant = tenant("an_export_restores_to_the_same");
    filled(journal, &tenant);
    let lines = exported(journal, &tenant);
    let other = MemoryJournal::new();
    let verified = block_on(journal::restore(&other, reading(&lines))).unwrap();
    assert_eq!(verified.head, block_on(journal.head(&tenant)).unwrap());
    assert_same(journal, &other, &tenant);
    assert_eq!(exported(&other, &tenant), lines);
    assert_eq!(
        block_on(other.profile(&tenant, &subject("P2"))).unwrap(),
        ProfileState::Forgotten
    );
    // Personal data is in a file of its own, and whoever was forgotten does not come back with it.
    assert!(!lines.iter().any(|line| line.contains("Asha")));
    let mut profiles = Vec::new();
    let count = block_on(journal::export_profiles(journal, &tenant, |line| {
        profiles.push(line.to_owned());
        Ok::<(), io::Error>(())
    }))
    .unwrap();
    assert_eq!(count, 1);
    assert_eq!(
        block_on(journal::restore_profiles(&other, reading(&profiles))).unwrap(),
        (1, 0)
    );
    assert_eq!(
        block_on(other.profile(&tenant, &subject("P1"))).unwrap(),
        ProfileState::Present(profile("Asha"))
    );
    block_on(other.forget(&tenant, &subject("P1"))).unwrap();
    assert_eq!(
        block_on(journal::restore_profiles(&other, reading(&profiles))).unwrap(),
        (0, 1)
    );
}

/// The same the other way: this journal takes what another one exported, and goes on from there.
pub fn a_restore_goes_on_as_if_it_had_recorded_it(journal: &dyn Archive) {
    let tenant = tenant("a_restore_goes_on_as_if_it_had_recorded_it");
    let other = MemoryJournal::new();
    filled(&other, &tenant);
    let lines = exported(&other, &tenant);
    block_on(journal::restore(journal, reading(&lines))).unwrap();
    assert_same(journal, &other, &tenant);
    assert_eq!(exported(journal, &tenant), lines);
    let expected = ManagerAssigned {
        manager: ManagerId::new("maría – \"m\"").unwrap(),
        cause: None,
    };
    let record = block_on(journal.scan(&tenant, Some(place(1)), Limit::new(1))).unwrap();
    assert_eq!(record.records[0].fact, Fact::from(expected));
    // A retry of a restored command is answered, and what is recorded next is the same in both.
    let next = request("next")
        .at(1_000)
        .expect(&account("A"), Expected::Any)
        .record(&account("A"), opened());
    let (here, there): (&dyn Journal, &dyn Journal) = (journal, &other);
    assert_eq!(
        here.write(&tenant, next.clone()),
        there.write(&tenant, next)
    );
    assert_same(journal, &other, &tenant);
    let reused = request("c0")
        .expect(&account("A"), Expected::Any)
        .record(&account("A"), opened());
    assert_eq!(
        here.refusal(&tenant, reused),
        JournalErrorKind::CommandReused
    );
}

/// A tenant is copied with everything, and brought up to date by copying again.
pub fn a_copy_has_the_hash_of_the_original(journal: &dyn Archive) {
    let tenant = tenant("a_copy_has_the_hash_of_the_original");
    let (from, to) = (MemoryJournal::new(), MemoryJournal::new());
    filled(&from, &tenant);
    block_on(journal::copy(&from, journal, &tenant)).unwrap();
    assert_same(&from, journal, &tenant);
    block_on(journal::copy(journal, &to, &tenant)).unwrap();
    assert_same(&from, &to, &tenant);
    for journal in [journal, &to] {
        assert_eq!(
            block_on(journal.subjects(&tenant, None, Limit::MAX)).unwrap(),
            [
                (subject("P1"), ProfileState::Present(profile("Asha"))),
                (subject("P2"), ProfileState::Forgotten)
            ]
        );
    }
    let port: &dyn Journal = &from;
    port.write(
        &tenant,
        request("later")
            .at(500)
            .expect(&account("A"), Expected::Any)
            .record(&account("A"), opened()),
    );
    block_on(from.forget(&tenant, &subject("P1"))).unwrap();
    block_on(journal::copy(&from, journal, &tenant)).unwrap();
    assert_same(&from, journal, &tenant);
    assert_eq!(
        block_on(journal.profile(&tenant, &subject("P1"))).unwrap(),
        ProfileState::Forgotten
    );
}

/// Appends come whole, in pages that fit into the limits, and join up.
pub fn appends_come_whole(journal: &dyn Archive) {
    let tenant = tenant("appends_come_whole");
    let port: &dyn Journal = journal;
    let sizes = [4_000, 1, 5_999, 1, 10_000, 3];
    for (nth, size) in sizes.into_iter().enumerate() {
        let append = (0..size).fold(
            request(&format!("c{nth}")).expect(&account("A"), Expected::Any),
            |append, _| append.record(&account("A"), opened()),
        );
        port.write(&tenant, append);
    }
    let mut after = None;
    let mut pages = Vec::new();
    loop {
        let page = block_on(journal.appends(&tenant, after)).unwrap();
        let Some(last) = page.last().map(RecordedAppend::last) else {
            break;
        };
        after = Some(last);
        pages.push(
            page.iter()
                .map(|append| append.records.len())
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(
        pages,
        [vec![4_000, 1, 5_999], vec![1], vec![10_000], vec![3]]
    );
    let within = block_on(journal.appends(&tenant, Some(place(17)))).unwrap_err();
    assert_eq!(*within.kind(), JournalErrorKind::Invalid);
}

/// What does not go on where the tenant ends is refused, and nothing of it is written.
pub fn recorded_appends_go_on_where_the_tenant_ends(journal: &dyn Archive) {
    let tenant = tenant("recorded_appends_go_on_where_the_tenant_ends");
    let first = of_an_earlier_version();
    block_on(journal.append_recorded(&tenant, vec![first.clone()])).unwrap();
    let head = block_on(journal.head(&tenant)).unwrap();
    let next = |change: &dyn Fn(&mut RecordedAppend)| {
        let mut next = RecordedAppend {
            command: command("next"),
            first: place(3),
            recorded_at: instant(2),
            ..of_an_earlier_version()
        };
        next.records.truncate(1);
        next.records[0].version = Version::new(3);
        change(&mut next);
        next
    };
    type Change<'a> = &'a dyn Fn(&mut RecordedAppend);
    let changes: [(&str, JournalErrorKind, Change<'_>); 8] = [
        ("a hole", JournalErrorKind::Invalid, &|next| {
            next.first = place(4)
        }),
        ("again", JournalErrorKind::Invalid, &|next| {
            next.first = place(1)
        }),
        ("a version", JournalErrorKind::Invalid, &|next| {
            next.records[0].version = Version::new(4);
        }),
        ("a new stream", JournalErrorKind::Invalid, &|next| {
            next.records[0].stream = account("B");
        }),
        ("the clock", JournalErrorKind::Invalid, &|next| {
            next.recorded_at = instant(0)
        }),
        ("no record", JournalErrorKind::Invalid, &|next| {
            next.records.clear()
        }),
        ("a command", JournalErrorKind::CommandReused, &|next| {
            next.command = command("old")
        }),
        (
            "no fact",
            JournalErrorKind::Corrupt {
                position: Some(place(3)),
            },
            &|next| next.records[0].payload = r#"{"a":1}"#.to_owned(),
        ),
    ];
    for (what, kind, change) in changes {
        let refused = block_on(journal.append_recorded(&tenant, vec![next(change)])).unwrap_err();
        assert_eq!(*refused.kind(), kind, "{what}: {refused}");
        assert_eq!(block_on(journal.head(&tenant)).unwrap(), head, "{what}");
    }
    let newer = next(&|next| next.records[0].schema = 99);
    let refused = block_on(journal.append_recorded(&tenant, vec![newer])).unwrap_err();
    let position = Some(place(3));
    assert_eq!(*refused.kind(), JournalErrorKind::NewerSchema { position });
    block_on(journal.append_recorded(&tenant, vec![next(&|_| ())])).unwrap();
    block_on(journal.verify(&tenant)).unwrap();
}

/// A restore that stopped goes on; one of other records, of a damaged or of a shortened export is told.
pub fn a_restore_ends_in_the_same_records_or_an_error(journal: &dyn Archive) {
    let name = "a_restore_ends_in_the_same_records_or_an_error";
    let (id, other) = (tenant(name), MemoryJournal::new());
    filled(&other, &id);
    let lines = exported(&other, &id);

    // The first half of the appends, as if the rest had not come to be.
    let half = block_on(other.appends(&id, None)).unwrap();
    block_on(journal.append_recorded(&id, half[..10].to_vec())).unwrap();
    let cut = block_on(journal::restore(
        journal,
        reading(&lines[..lines.len() - 1]),
    ))
    .unwrap_err();
    assert_eq!(*cut.kind(), JournalErrorKind::Invalid, "{cut}");
    block_on(journal::restore(journal, reading(&lines))).unwrap();
    // All of it once more changes nothing.
    block_on(journal::restore(journal, reading(&lines))).unwrap();
    assert_same(journal, &other, &id);

    // Any line that is changed, missing or twice is noticed, on another tenant's restore into memory to keep it quick.
    for nth in 0..lines.len() {
        let mut missing = lines.clone();
        missing.remove(nth);
        let mut twice = lines.clone();
        twice.insert(nth, lines[nth].clone());
        let changed = lines[nth].replacen("S1", "S7", 1).replacen("B1", "B9", 1);
        let mut different = lines.clone();
        different[nth].clone_from(&changed);
        for (what, damaged) in [
            ("missing", missing),
            ("twice", twice),
            ("changed", different),
        ] {
            let harmless = (what == "changed" && changed == lines[nth])
                || (what != "changed" && lines[nth].contains("forgotten"));
            if !harmless {
                let outcome = block_on(journal::restore(&MemoryJournal::new(), reading(&damaged)));
                assert!(outcome.is_err(), "line {nth} {what}");
            }
        }
    }
    let unreadable = vec![Ok(lines[0].clone()), Err(io::Error::other("the tape tore"))];
    let error = block_on(journal::restore(&MemoryJournal::new(), unreadable)).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Unavailable);

    // A tenant that went elsewhere.
    let port: &dyn Journal = journal;
    port.write(
        &id,
        request("more")
            .expect(&account("A"), Expected::Any)
            .record(&account("A"), opened()),
    );
    let error = block_on(journal::restore(journal, reading(&lines))).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Invalid, "{error}");
}

/// Subjects come in the order of their ids, page by page, each tenant's own.
pub fn subjects_come_in_order(journal: &dyn Archive) {
    let (id, other) = (
        tenant("subjects_come_in_order"),
        tenant("subjects_come_in_order 2"),
    );
    assert_eq!(
        block_on(journal.subjects(&id, None, Limit::MAX)).unwrap(),
        []
    );
    for name in ["b", "a", "ä", "Z", "c'"] {
        block_on(journal.put_profile(&id, &subject(name), profile(name))).unwrap();
        block_on(journal.forget(&other, &subject(name))).unwrap();
    }
    let mut names = Vec::new();
    let mut after = None;
    loop {
        let page = block_on(journal.subjects(&id, after.as_ref(), Limit::new(2))).unwrap();
        for (subject, state) in &page {
            assert_eq!(*state, ProfileState::Present(profile(subject.as_str())));
            names.push(subject.to_string());
        }
        match page.last() {
            Some((last, _)) => after = Some(last.clone()),
            None => break,
        }
    }
    assert_eq!(names, ["Z", "a", "b", "c'", "ä"]);
}
