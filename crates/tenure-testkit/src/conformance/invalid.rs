use tenure::StreamId;
use tenure::journal::{Append, Expected, Journal, JournalErrorKind};

use super::make::*;

/// An append without records is invalid.
pub fn an_append_has_records(journal: &dyn Journal) {
    let tenant = tenant("an_append_has_records");
    for append in [
        request("c"),
        request("c").expect(&account("A"), Expected::Any),
    ] {
        assert_eq!(journal.refusal(&tenant, append), JournalErrorKind::Invalid);
    }
}

/// Two expectations for one stream are invalid, equal ones too.
pub fn a_stream_has_one_expectation(journal: &dyn Journal) {
    let tenant = tenant("a_stream_has_one_expectation");
    let a = account("A");
    for second in [exactly(0), Expected::Any] {
        let append = request("c")
            .expect(&a, exactly(0))
            .expect(&account("B"), exactly(0))
            .expect(&a, second)
            .record(&a, opened());
        assert_eq!(journal.refusal(&tenant, append), JournalErrorKind::Invalid);
    }
}

/// A stream that is written without an expectation is invalid.
pub fn a_written_stream_has_an_expectation(journal: &dyn Journal) {
    let tenant = tenant("a_written_stream_has_an_expectation");
    let (a, b) = (account("A"), account("B"));
    for append in [
        request("c").record(&a, opened()),
        request("c")
            .expect(&a, exactly(0))
            .record(&a, opened())
            .record(&b, opened()),
    ] {
        assert_eq!(journal.refusal(&tenant, append), JournalErrorKind::Invalid);
    }
}

/// A fact about an account does not stand in the directory, nor one of the directory in an account.
pub fn a_fact_stands_in_a_stream_of_its_scope(journal: &dyn Journal) {
    let tenant = tenant("a_fact_stands_in_a_stream_of_its_scope");
    for (stream, fact) in [
        (StreamId::Directory, opened()),
        (account("A"), hired("M")),
        (account("directory"), hired("M")),
    ] {
        let append = request("c")
            .expect(&stream, Expected::Any)
            .record(&stream, fact);
        assert_eq!(journal.refusal(&tenant, append), JournalErrorKind::Invalid);
    }
}

/// A withdrawal that withdraws nothing is invalid.
pub fn a_withdrawal_names_a_record(journal: &dyn Journal) {
    let tenant = tenant("a_withdrawal_names_a_record");
    let a = account("A");
    let append = request("c")
        .expect(&a, Expected::Any)
        .record(&a, withdrawn());
    assert_eq!(journal.refusal(&tenant, append), JournalErrorKind::Invalid);
}

/// One record too many is refused before anything else is looked at, and so is too much text where facts can be that long.
pub fn an_append_past_the_limits_is_too_large(journal: &dyn Journal) {
    let tenant = tenant("an_append_past_the_limits_is_too_large");
    let a = account("A");
    let mut append = request("c");
    for _ in 0..=Append::MAX_RECORDS {
        append = append.record(&a, opened());
    }
    // No expectation: it would be invalid as well.
    assert_eq!(journal.refusal(&tenant, append), JournalErrorKind::TooLarge);
}
