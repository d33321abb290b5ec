//! A large page, read by two threads at once.

use tenure::journal::{JournalError, Limit, Page};
use tenure::{Position, TenantId};

use crate::threads::{Readers, Waiting};

/// From this size on a half is worth another thread.
const HALF: usize = 1_000;

/// Where the second half of a page begins.
struct Split {
    first: Limit,
    middle: Position,
    rest: Limit,
}

impl Split {
    /// `None` where one thread reads it all: because there is one only, or because nobody knows yet whether the tenant has that many.
    fn of(readers: &Readers, after: Option<Position>, limit: Limit) -> Option<Self> {
        let half = limit.get() / 2;
        let after = after?;
        if half < HALF || readers.count() < 2 {
            return None;
        }
        Some(Self {
            first: Limit::new(half),
            middle: Position::new(after.get().checked_add(half as u64)?)?,
            rest: Limit::new(limit.get().saturating_sub(half)),
        })
    }
}

/// [`Journal::scan`](tenure::journal::Journal::scan) by the threads of the readers.
pub(crate) async fn ready(
    readers: &Readers,
    tenant: &TenantId,
    after: Option<Position>,
    limit: Limit,
) -> Result<Page, JournalError> {
    let Some((split, rest)) = begin(readers, tenant, after, limit) else {
        return readers.read(page(tenant, after, limit))?.ready().await;
    };
    let first = readers
        .read(page(tenant, after, split.first))?
        .ready()
        .await?;
    if first.end {
        return Ok(first);
    }
    Ok(joined(first, rest.ready().await?))
}

/// The same, half of it or all on the thread that calls.
pub(crate) fn wait(
    readers: &Readers,
    tenant: &TenantId,
    after: Option<Position>,
    limit: Limit,
) -> Result<Page, JournalError> {
    let Some((split, rest)) = begin(readers, tenant, after, limit) else {
        return readers.read_here(page(tenant, after, limit));
    };
    let first = readers.read_here(page(tenant, after, split.first))?;
    if first.end {
        return Ok(first);
    }
    Ok(joined(first, rest.wait()?))
}

/// Has the second half read, where the page is split and a thread can be asked.
fn begin(
    readers: &Readers,
    tenant: &TenantId,
    after: Option<Position>,
    limit: Limit,
) -> Option<(Split, Waiting<Page>)> {
    let split = Split::of(readers, after, limit)?;
    let rest = readers
        .read(page(tenant, Some(split.middle), split.rest))
        .ok()?;
    Some((split, rest))
}

fn page(
    tenant: &TenantId,
    after: Option<Position>,
    limit: Limit,
) -> impl FnOnce(&mut crate::reader::Reader<'_>) -> Result<Page, JournalError> + Send + 'static {
    let tenant = tenant.clone();
    move |reader| reader.scan(&tenant, after, limit)
}

/// Records are never changed, so two snapshots differ only in how far they go.
fn joined(first: Page, rest: Page) -> Page {
    // The first half is not the end; where nothing of the second one was there, that was read earlier.
    let end = rest.end && !rest.records.is_empty();
    let mut records = first.records;
    records.extend(rest.records);
    Page { records, end }
}
