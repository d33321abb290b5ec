//! A disk that is full, and one that fails.

use tenure::journal::{JournalErrorKind, Profile, ProfileState};
use tenure::{Name, SubjectId};
use tenure_testkit::conformance::block_on;
use tenure_testkit::store::{self, Failing, Store};

use crate::store::FileStore;
use crate::support::tenant;

#[test]
fn a_full_disk_says_so_and_loses_nothing() {
    store::a_full_store_says_so_and_loses_nothing(&FileStore::new());
}

#[test]
fn a_failing_device_is_never_taken_for_a_good_one() {
    store::a_failing_device_is_never_taken_for_a_good_one(&FileStore::new());
}

#[test]
fn what_is_forgotten_is_nowhere() {
    store::what_is_forgotten_is_nowhere(&FileStore::new());
}

#[test]
fn personal_data_is_kept_and_forgotten_whole_or_not_at_all_on_a_failing_device() {
    let store = FileStore::new();
    let journal = store.open().unwrap();
    let tenant = tenant();
    for operations in 0..60 {
        let subject = SubjectId::new(format!("P{operations}")).unwrap();
        let (old, new) = (profile("old"), profile("new and longer"));
        block_on(journal.put_profile(&tenant, &subject, old.clone())).unwrap();
        for forgets in [false, true] {
            store.fail_after(Some(operations));
            let outcome = if forgets {
                block_on(journal.forget(&tenant, &subject))
            } else {
                block_on(journal.put_profile(&tenant, &subject, new.clone()))
            };
            store.fail_after(None);
            let after = if forgets {
                ProfileState::Forgotten
            } else {
                ProfileState::Present(new.clone())
            };
            let state = block_on(journal.profile(&tenant, &subject)).unwrap();
            match outcome {
                Ok(()) => assert_eq!(state, after),
                Err(error) => {
                    assert!(error.is_retryable(), "{error}");
                    let kept = [&old, &new].map(|kept| ProfileState::Present(kept.clone()));
                    let known = *error.kind() != JournalErrorKind::UnknownOutcome;
                    assert!(kept.contains(&state) || (!known && state == after));
                }
            }
        }
    }
}

fn profile(text: &str) -> Profile {
    Profile::new([(Name::new("name").unwrap(), text.to_owned())].into()).unwrap()
}
