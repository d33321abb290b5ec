use tenure::journal::{Profile, ProfileState};
use tenure::{Name, SubjectId};

use super::Searched;
use crate::conformance::block_on;
use crate::conformance::make::*;

/// Once a subject was forgotten, its personal data stands nowhere in the store; that of others does. Wants a store without a record.
pub fn what_is_forgotten_is_nowhere(store: &dyn Searched) {
    const SUBJECTS: usize = 40;
    let journal = store.open().expect("a new store opens");
    let tenant = tenant("what_is_forgotten_is_nowhere");
    let subject = |nth: usize| SubjectId::new(format!("P{nth}")).unwrap();
    let marker = |nth: usize| {
        if nth.is_multiple_of(2) {
            "~forgotten~"
        } else {
            "~remembered~"
        }
    };
    // Written over by longer and by shorter ones before they are forgotten.
    for round in 0..4 {
        for nth in 0..SUBJECTS {
            let text = marker(nth).repeat(1 + (nth * 7 + round * 13) % 60);
            let profile = Profile::new([(Name::new("name").unwrap(), text)].into()).unwrap();
            block_on(journal.put_profile(&tenant, &subject(nth), profile)).unwrap();
        }
    }
    assert!(store.holds(marker(0).as_bytes()), "nothing is searched");
    for nth in (0..SUBJECTS).step_by(2) {
        block_on(journal.forget(&tenant, &subject(nth))).unwrap();
    }
    assert!(
        !store.holds(marker(0).as_bytes()),
        "somebody forgotten is found"
    );
    assert!(store.holds(marker(1).as_bytes()));
    drop(journal);
    assert!(
        !store.holds(marker(0).as_bytes()),
        "somebody forgotten is found after closing"
    );
    let journal = store.open().expect("a closed store opens");
    for nth in 0..SUBJECTS {
        let state = block_on(journal.profile(&tenant, &subject(nth))).unwrap();
        assert_eq!(state == ProfileState::Forgotten, nth.is_multiple_of(2));
    }
}
