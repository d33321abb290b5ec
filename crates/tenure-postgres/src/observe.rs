//! What `tracing` is told, with the feature of that name; nothing otherwise. No field has personal data or the content of a fact.

use std::future::Future;

use tenure::TenantId;
use tenure::journal::PreparedAppend;

use crate::writer::{Outcomes, Undone};

/// A group of appends on its way to the server.
#[cfg(feature = "tracing")]
pub(crate) async fn append(
    tenant: &TenantId,
    group: &[&PreparedAppend],
    work: impl Future<Output = Result<Outcomes, Undone>>,
) -> Result<Outcomes, Undone> {
    use tracing::Instrument;

    let records: usize = group.iter().map(|append| append.records.len()).sum();
    let span = tracing::info_span!(
        "tenure_postgres.append",
        tenant = tenant.as_str(),
        appends = group.len(),
        records
    );
    let outcome = work.instrument(span.clone()).await;
    let _entered = span.enter();
    match &outcome {
        Ok(outcomes) => {
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
        Err(Undone::Nothing(_)) => {
            tracing::warn!(counter.failed = group.len(), "nothing was written")
        }
        Err(Undone::Unknown(_)) => {
            tracing::warn!(counter.unknown = group.len(), "the outcome is unknown")
        }
    }
    outcome
}

#[cfg(not(feature = "tracing"))]
pub(crate) async fn append(
    _: &TenantId,
    _: &[&PreparedAppend],
    work: impl Future<Output = Result<Outcomes, Undone>>,
) -> Result<Outcomes, Undone> {
    work.await
}

/// A request that is no append.
#[cfg(feature = "tracing")]
pub(crate) fn request<T>(
    name: &'static str,
    tenant: &TenantId,
    work: impl Future<Output = T>,
) -> impl Future<Output = T> {
    use tracing::Instrument;

    work.instrument(tracing::debug_span!(
        "tenure_postgres.request",
        name,
        tenant = tenant.as_str()
    ))
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn request<T>(
    _: &'static str,
    _: &TenantId,
    work: impl Future<Output = T>,
) -> impl Future<Output = T> {
    work
}
