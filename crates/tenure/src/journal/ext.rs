use std::ops::ControlFlow;

use super::{BoxFuture, Journal, JournalError, Limit};
use crate::id::TenantId;
use crate::record::{Position, Record, StreamId, Version};

/// Conveniences on every [`Journal`], `dyn Journal` included.
pub trait JournalExt: Journal {
    /// All records of one stream, in order, page by page.
    ///
    /// # Errors
    /// As [`Journal::load`].
    fn load_all<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
    ) -> BoxFuture<'a, Result<Vec<Record>, JournalError>> {
        Box::pin(async move {
            let mut records = Vec::new();
            loop {
                let after = records
                    .last()
                    .map_or(Version::EMPTY, |record: &Record| record.version);
                let page = self.load(tenant, stream, after, Limit::MAX).await?;
                let empty = page.records.is_empty();
                records.extend(page.records);
                if page.end || empty {
                    return Ok(records);
                }
            }
        })
    }

    /// All records of a tenant, in order. They are all in memory at once: for a large tenant see
    /// [`scan_each`](JournalExt::scan_each).
    ///
    /// # Errors
    /// As [`Journal::scan`].
    fn scan_all<'a>(
        &'a self,
        tenant: &'a TenantId,
    ) -> BoxFuture<'a, Result<Vec<Record>, JournalError>> {
        Box::pin(async move {
            let mut records = Vec::new();
            self.scan_each(tenant, None, |page| {
                records.extend(page);
                ControlFlow::Continue(())
            })
            .await?;
            Ok(records)
        })
    }

    /// Hands the records of a tenant after a position to `visit`, a page at a time, until the end as it is then or until `visit`
    /// breaks. The answer is the position to go on from.
    ///
    /// # Errors
    /// As [`Journal::scan`]; what was visited before stays visited.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use tenure::journal::{Journal, JournalError, JournalExt};
    /// use tenure::{Position, TenantId};
    ///
    /// async fn count(journal: &dyn Journal, tenant: &TenantId) -> Result<usize, JournalError> {
    ///     let mut records = 0;
    ///     journal
    ///         .scan_each(tenant, None, |page| {
    ///             records += page.len();
    ///             ControlFlow::Continue(())
    ///         })
    ///         .await?;
    ///     Ok(records)
    /// }
    /// ```
    fn scan_each<'a, F>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        mut visit: F,
    ) -> BoxFuture<'a, Result<Option<Position>, JournalError>>
    where
        F: FnMut(Vec<Record>) -> ControlFlow<()> + Send + 'a,
    {
        Box::pin(async move {
            let mut after = after;
            loop {
                let page = self.scan(tenant, after, Limit::MAX).await?;
                let Some(last) = page.records.last().map(|record| record.position) else {
                    return Ok(after);
                };
                after = Some(last);
                if visit(page.records).is_break() || page.end {
                    return Ok(after);
                }
            }
        })
    }
}

impl<J: Journal + ?Sized> JournalExt for J {}
