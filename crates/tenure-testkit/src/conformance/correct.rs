use tenure::Version;
use tenure::journal::{Expected, Journal, JournalErrorKind};

use super::make::*;

/// A correction of a record of another stream, of another tenant, of itself, or of none is invalid.
pub fn a_correction_names_an_earlier_record_of_its_stream(journal: &dyn Journal) {
    let own = tenant("a_correction_names_an_earlier_record_of_its_stream");
    let longer = tenant("a_correction_names_an_earlier_record_of_its_stream 2");
    let (a, b) = (account("A"), account("B"));
    journal.write(
        &own,
        request("c")
            .expect(&a, exactly(0))
            .expect(&b, exactly(0))
            .record(&a, opened())
            .record(&b, opened()),
    );
    journal.write(
        &longer,
        request("c")
            .expect(&a, exactly(0))
            .record(&a, opened())
            .record(&a, opened())
            .record(&a, opened()),
    );
    for corrects in [2, 3, 4, 1 << 40, u64::MAX] {
        for fact in [withdrawn(), started("S", "1.00 EUR")] {
            let append = request("d")
                .expect(&a, exactly(1))
                .correct(&a, fact, corrects);
            assert_eq!(journal.refusal(&own, append), JournalErrorKind::Invalid);
        }
    }
    let first_ever = request("d")
        .expect(&a, exactly(0))
        .correct(&a, withdrawn(), 1);
    let nobody = tenant("a_correction_names_an_earlier_record_of_its_stream 3");
    assert_eq!(
        journal.refusal(&nobody, first_ever),
        JournalErrorKind::Invalid
    );

    journal.write(
        &own,
        request("d")
            .expect(&a, exactly(1))
            .correct(&a, withdrawn(), 1),
    );
    assert_eq!(journal.all(&own)[2].corrects, Some(place(1)));
}

/// A record may correct one before it in the same append, never one after it or itself.
pub fn a_correction_within_one_append_looks_back(journal: &dyn Journal) {
    let tenant = tenant("a_correction_within_one_append_looks_back");
    let (a, b) = (account("A"), account("B"));
    let append = |corrects| {
        request("c")
            .expect(&a, exactly(0))
            .expect(&b, exactly(0))
            .record(&a, started("S", "1.00 EUR"))
            .record(&b, started("S", "1.00 EUR"))
            .correct(&a, started("S", "2.00 EUR"), corrects)
            .record(&a, ended("S"))
    };
    for corrects in [2, 3, 4, 5] {
        assert_eq!(
            journal.refusal(&tenant, append(corrects)),
            JournalErrorKind::Invalid
        );
    }
    journal.write(&tenant, append(1));
}

/// Whether a second correction of the same record makes sense is not the journal's to say.
pub fn a_record_may_be_corrected_again(journal: &dyn Journal) {
    let tenant = tenant("a_record_may_be_corrected_again");
    let a = account("A");
    journal.write(
        &tenant,
        request("c")
            .expect(&a, exactly(0))
            .record(&a, started("S", "1.00 EUR")),
    );
    for (version, corrects) in [(1, 1), (2, 1), (3, 2)] {
        journal.write(
            &tenant,
            request(&format!("c{version}"))
                .expect(&a, exactly(version))
                .correct(&a, started("S", "2.00 EUR"), corrects),
        );
    }
}

/// With a stale expectation and a wrong correction it is a conflict: what the caller knew was out of date.
pub fn a_conflict_comes_before_a_wrong_correction(journal: &dyn Journal) {
    let tenant = tenant("a_conflict_comes_before_a_wrong_correction");
    let a = account("A");
    let append = request("c")
        .expect(&a, exactly(3))
        .correct(&a, withdrawn(), 3);
    assert_eq!(
        journal.refusal(&tenant, append),
        JournalErrorKind::Conflict {
            stream: a.clone(),
            expected: Version::new(3),
            actual: Version::EMPTY,
        }
    );
    let append = request("c")
        .expect(&a, Expected::Any)
        .correct(&a, withdrawn(), 3);
    assert_eq!(journal.refusal(&tenant, append), JournalErrorKind::Invalid);
}
