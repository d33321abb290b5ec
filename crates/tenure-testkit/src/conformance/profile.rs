use tenure::journal::{Expected, Journal, JournalErrorKind, Profile, ProfileState};
use tenure::{Name, SubjectId};

use super::block_on;
use super::make::*;

fn profile(fields: &[(&str, &str)]) -> Profile {
    let fields = fields
        .iter()
        .map(|(name, value)| (Name::new(name).unwrap(), (*value).to_owned()));
    Profile::new(fields.collect()).unwrap()
}

/// A profile is kept as a whole, and another takes its place as a whole.
pub fn a_profile_is_kept_and_replaced(journal: &dyn Journal) {
    let tenant = tenant("a_profile_is_kept_and_replaced");
    let (somebody, other) = (SubjectId::new("P").unwrap(), SubjectId::new("Q").unwrap());
    let read = |subject| block_on(journal.profile(&tenant, subject)).unwrap();
    assert_eq!(read(&somebody), ProfileState::Absent);
    for kept in [
        profile(&[("name", "Asha Rao"), ("phone", "+91 40 1234 5678")]),
        profile(&[("name", "Asha Rao-Iyer")]),
        Profile::default(),
        profile(&[("name", "A")]),
    ] {
        block_on(journal.put_profile(&tenant, &somebody, kept.clone())).unwrap();
        assert_eq!(read(&somebody), ProfileState::Present(kept));
    }
    assert_eq!(read(&other), ProfileState::Absent);
    assert_eq!(
        journal.end(&tenant).position,
        None,
        "no record is made of it"
    );
}

/// As many fields as are allowed, each as long as is allowed.
pub fn the_largest_profile_fits(journal: &dyn Journal) {
    let tenant = tenant("the_largest_profile_fits");
    let subject = SubjectId::new("P").unwrap();
    let fields = (0..Profile::MAX_FIELDS).map(|nth| {
        let name = format!("{nth:0width$}", width = Name::MAX_BYTES);
        (
            Name::new(name).unwrap(),
            "\u{1}".repeat(Profile::MAX_VALUE_BYTES),
        )
    });
    let largest = Profile::new(fields.collect()).unwrap();
    block_on(journal.put_profile(&tenant, &subject, largest.clone())).unwrap();
    assert_eq!(
        block_on(journal.profile(&tenant, &subject)).unwrap(),
        ProfileState::Present(largest)
    );
}

/// Who was forgotten stays forgotten: nothing is kept any more; forgetting again, or somebody unknown, is no error.
pub fn forgetting_is_for_good(journal: &dyn Journal) {
    let tenant = tenant("forgetting_is_for_good");
    let (known, unknown) = (SubjectId::new("P").unwrap(), SubjectId::new("Q").unwrap());
    block_on(journal.put_profile(&tenant, &known, profile(&[("name", "A")]))).unwrap();
    for subject in [&known, &unknown] {
        for _ in 0..2 {
            block_on(journal.forget(&tenant, subject)).unwrap();
            assert_eq!(
                block_on(journal.profile(&tenant, subject)).unwrap(),
                ProfileState::Forgotten
            );
            let error = block_on(journal.put_profile(&tenant, subject, profile(&[("name", "A")])))
                .unwrap_err();
            assert_eq!(*error.kind(), JournalErrorKind::Forgotten);
        }
    }
}

/// Forgetting changes no record, no count and no hash, and commands are still answered.
pub fn forgetting_leaves_the_records(journal: &dyn Journal) {
    let tenant = tenant("forgetting_leaves_the_records");
    let subject = SubjectId::new("A").unwrap();
    let a = account("A");
    let append = request("c").expect(&a, Expected::Any).record(&a, opened());
    let receipt = journal.write(&tenant, append.clone());
    block_on(journal.put_profile(&tenant, &subject, profile(&[("name", "A")]))).unwrap();
    let (records, head) = (journal.all(&tenant), journal.end(&tenant));
    block_on(journal.forget(&tenant, &subject)).unwrap();
    assert_eq!(
        (journal.all(&tenant), journal.end(&tenant)),
        (records, head)
    );
    assert_eq!(journal.write(&tenant, append).first, receipt.first);
    block_on(journal.verify(&tenant)).unwrap();
}
