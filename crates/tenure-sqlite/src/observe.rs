//! What `tracing` is told, with the feature of that name; nothing otherwise. No field has personal data or the content of a fact.

use crate::writer::AppendJob;

/// A group of appends that share a transaction.
#[cfg(feature = "tracing")]
pub(crate) fn group(group: &[AppendJob]) -> tracing::span::EnteredSpan {
    let records: usize = group.iter().map(|job| job.append.records.len()).sum();
    tracing::info_span!("tenure_sqlite.append", appends = group.len(), records).entered()
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn group(_: &[AppendJob]) -> Silence {
    Silence
}

/// What the appends of a group came to.
#[cfg(feature = "tracing")]
pub(crate) fn outcomes(
    outcomes: &[Result<tenure::journal::Receipt, tenure::journal::JournalError>],
) {
    let refused = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    let replayed = outcomes
        .iter()
        .flatten()
        .filter(|receipt| receipt.replayed)
        .count();
    tracing::debug!(
        counter.appends = outcomes.len(),
        counter.refused = refused,
        counter.replayed = replayed,
        "appended"
    );
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn outcomes(_: &[Result<tenure::journal::Receipt, tenure::journal::JournalError>]) {}

/// A transaction that came to nothing.
#[cfg(feature = "tracing")]
pub(crate) fn undone(appends: usize, unknown: bool) {
    tracing::warn!(
        counter.failed = appends,
        unknown,
        "nothing was acknowledged"
    );
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn undone(_: usize, _: bool) {}

/// A read, on the thread of its reader.
#[cfg(feature = "tracing")]
pub(crate) fn read(doing: &str) -> tracing::span::EnteredSpan {
    tracing::debug_span!("tenure_sqlite.read", doing).entered()
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn read(_: &str) -> Silence {
    Silence
}

/// Where a span would be.
#[cfg(not(feature = "tracing"))]
pub(crate) struct Silence;
