use std::error::Error;
use std::iter;

use super::line::{FORMAT, Holds, Line};
use super::{Archive, RecordedAppend};
use crate::id::TenantId;
use crate::journal::{Append, BoxFuture, ChainHash, JournalError, JournalErrorKind, Verified};
use crate::record::Position;

/// Writes the lines of an [`export`](super::export) into a journal, under the tenant they name, and verifies what then stands there.
///
/// The tenant is new to the journal, or stands at an earlier point of the same records: a restore that was interrupted goes on
/// where it stopped. The end of it is a full [`verify`](crate::journal::Journal::verify) and a comparison of the hash over all records
/// with the one that was exported, so that an answer means that everything is there, byte by byte.
///
/// # Errors
/// [`JournalErrorKind::Invalid`] with the number of a line that is not what an export has there, when lines are missing, or when the
/// tenant has other records; [`JournalErrorKind::Unavailable`] when a line cannot be read; otherwise as
/// [`Archive::append_recorded`] and [`Journal::verify`](crate::journal::Journal::verify).
pub fn restore<'a, E>(
    journal: &'a dyn Archive,
    lines: impl IntoIterator<Item = Result<String, E>, IntoIter: Send + 'a>,
) -> BoxFuture<'a, Result<Verified, JournalError>>
where
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let mut lines = lines.into_iter().map(|line| line.map_err(unread));
    Box::pin(async move { records(journal, &mut lines).await })
}

/// Writes the lines of an [`export_profiles`](super::export_profiles) into a journal, under the tenant they name. Whoever was
/// forgotten there stays so. The answer is how many subjects were kept, and how many were left out as forgotten.
///
/// # Errors
/// As [`restore`]; what stood before a wrong line is kept.
pub fn restore_profiles<'a, E>(
    journal: &'a dyn Archive,
    lines: impl IntoIterator<Item = Result<String, E>, IntoIter: Send + 'a>,
) -> BoxFuture<'a, Result<(u64, u64), JournalError>>
where
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let mut lines = lines.into_iter().map(|line| line.map_err(unread));
    Box::pin(async move { profiles(journal, &mut lines).await })
}

type Lines<'a> = dyn Iterator<Item = Result<String, JournalError>> + Send + 'a;

fn unread<E: Into<Box<dyn Error + Send + Sync>>>(error: E) -> JournalError {
    JournalError::new(
        JournalErrorKind::Unavailable,
        "the export cannot be read; restore again when it can",
    )
    .with_source(error)
}

async fn records(journal: &dyn Archive, lines: &mut Lines<'_>) -> Result<Verified, JournalError> {
    let mut lines = iter::zip(1_u64.., lines);
    let tenant = header(&mut lines, Holds::Records)?;
    let there = journal.head(&tenant).await?.position;

    let mut pending: Vec<RecordedAppend> = Vec::new();
    let (mut records, mut bytes) = (0_usize, 0_usize);
    // The append whose records are being read, and how many it still lacks.
    let mut open: Option<(RecordedAppend, u64)> = None;
    while let Some((number, line)) = lines.next() {
        let line = line?;
        match (parse(number, &line)?, open.take()) {
            (Line::Append(append), None) => {
                let lacking = append.records;
                let append = append.open().filter(|_| lacking > 0).ok_or_else(|| {
                    wrong(
                        number,
                        "is an append with an impossible hash, instant or number of records",
                    )
                })?;
                open = Some((append, lacking));
            }
            (Line::Record(record), Some((mut append, lacking))) => {
                let record = record.open();
                bytes = bytes.saturating_add(record.payload.len());
                append.records.push(record);
                if lacking > 1 {
                    open = Some((append, lacking.saturating_sub(1)));
                } else if there >= Some(append.last()) {
                    // An earlier restore wrote it; the hash at the end tells whether it is the same.
                    bytes = 0;
                } else {
                    let full = records.saturating_add(append.records.len()) > Append::MAX_RECORDS
                        || bytes > Append::MAX_BYTES;
                    if full && !pending.is_empty() {
                        journal
                            .append_recorded(&tenant, std::mem::take(&mut pending))
                            .await?;
                        (records, bytes) = (0, 0);
                    }
                    records = records.saturating_add(append.records.len());
                    pending.push(append);
                }
            }
            (Line::Forgotten(subject), None) => journal.forget(&tenant, &subject).await?,
            (Line::End(end), None) => {
                if !pending.is_empty() {
                    journal.append_recorded(&tenant, pending).await?;
                }
                let chain: Option<ChainHash> = end.chain.and_then(|chain| chain.parse().ok());
                let chain = chain.ok_or_else(|| wrong(number, "has no hash over the records"))?;
                if lines.next().is_some() {
                    return Err(wrong(number.saturating_add(1), "comes after the end"));
                }
                return verified(journal, &tenant, end.count, chain).await;
            }
            _ => return Err(wrong(number, "is not what an export has at this place")),
        }
    }
    Err(cut_off())
}

/// Verifies the tenant and compares it with what was exported.
async fn verified(
    journal: &dyn Archive,
    tenant: &TenantId,
    count: u64,
    chain: ChainHash,
) -> Result<Verified, JournalError> {
    let verified = journal.verify(tenant).await?;
    let there = verified.head.position.map_or(0, Position::get);
    if (there, verified.head.chain) != (count, chain) {
        return Err(JournalError::new(
            JournalErrorKind::Invalid,
            format!(
                "the tenant `{tenant}` has {there} records with the hash {}, the export {count} with {chain}: they are not the same; restore into an empty journal",
                verified.head.chain
            ),
        ));
    }
    Ok(verified)
}

async fn profiles(
    journal: &dyn Archive,
    lines: &mut Lines<'_>,
) -> Result<(u64, u64), JournalError> {
    let mut lines = iter::zip(1_u64.., lines);
    let tenant = header(&mut lines, Holds::Profiles)?;
    let (mut kept, mut forgotten) = (0_u64, 0_u64);
    for (number, line) in lines {
        let line = line?;
        match parse(number, &line)? {
            Line::Profile(profile) => {
                match journal
                    .put_profile(&tenant, &profile.subject, profile.fields)
                    .await
                {
                    Ok(()) => kept = kept.saturating_add(1),
                    Err(error) if *error.kind() == JournalErrorKind::Forgotten => {
                        forgotten = forgotten.saturating_add(1);
                    }
                    Err(error) => return Err(error),
                }
            }
            Line::End(end) if end.count == kept.saturating_add(forgotten) => {
                return Ok((kept, forgotten));
            }
            _ => {
                return Err(wrong(
                    number,
                    "is not what an export of profiles has at this place",
                ));
            }
        }
    }
    Err(cut_off())
}

fn header(
    lines: &mut dyn Iterator<Item = (u64, Result<String, JournalError>)>,
    holds: Holds,
) -> Result<TenantId, JournalError> {
    let Some((number, line)) = lines.next() else {
        return Err(cut_off());
    };
    let line = line?;
    match parse(number, &line)? {
        Line::Tenure(header) if header.format > FORMAT => Err(JournalError::new(
            JournalErrorKind::NewerSchema { position: None },
            format!(
                "the export has format {} and this version reads {FORMAT}; update the program",
                header.format
            ),
        )),
        Line::Tenure(header) if header.holds == holds => Ok(header.tenant),
        _ => Err(wrong(number, "does not begin such an export")),
    }
}

/// The text of a line may be personal: no error shows it.
fn parse(number: u64, line: &str) -> Result<Line<'_>, JournalError> {
    serde_json::from_str(line).map_err(|error| {
        wrong(number, "is no line of an export")
            .with_source(format!("column {} of the line", error.column()))
    })
}

fn wrong(number: u64, what: &str) -> JournalError {
    JournalError::new(
        JournalErrorKind::Invalid,
        format!("line {number} {what}; take another copy of the export"),
    )
}

fn cut_off() -> JournalError {
    JournalError::new(
        JournalErrorKind::Invalid,
        "the export ends before its last line; take another copy of it",
    )
}
