use super::StoredRecord;

/// The first bytes of a snapshot: what it is, and the number of its form.
const MAGIC: &[u8; 8] = b"tnrsnap1";

/// Makes the snapshot of a stream: its first records in one block, so that loading them reads one row instead of one for each.
///
/// For implementors of journals that keep snapshots. A snapshot is a cache. It has the stored columns of the records with their
/// checksums and nothing that was computed of them, so it is the same bytes however often it is made again, no change of the program makes it
/// wrong, and whatever is read through it is checked like the records themselves.
#[derive(Debug)]
pub struct SnapshotWriter {
    bytes: Vec<u8>,
}

impl Default for SnapshotWriter {
    fn default() -> Self {
        Self {
            bytes: MAGIC.to_vec(),
        }
    }
}

impl SnapshotWriter {
    /// Adds the next record of the stream.
    pub fn push(&mut self, record: &StoredRecord<'_>, checksum: u32) {
        for number in [
            record.position,
            record.version,
            record.effective_day.cast_unsigned(),
            record.recorded_us.cast_unsigned(),
            // No record stands at 0.
            record.corrects.unwrap_or_default(),
            u64::from(record.schema),
            u64::from(checksum),
            u64::from(record.actor.is_some()),
        ] {
            self.bytes.extend_from_slice(&number.to_le_bytes());
        }
        for text in [
            record.command,
            record.actor.unwrap_or_default(),
            record.type_name,
            record.payload,
        ] {
            self.bytes
                .extend_from_slice(&(text.len() as u64).to_le_bytes());
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// The block, with a checksum over all of it at its end.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let checksum = crc32fast::hash(&self.bytes);
        self.bytes.extend_from_slice(&checksum.to_le_bytes());
        self.bytes
    }
}

/// Reads a snapshot: the records of a stream, in order. `None` comes first when the block is not what was written, so that it is
/// left out and the records are read instead.
#[derive(Clone, Debug)]
pub struct SnapshotReader<'a> {
    stream: &'a str,
    rest: &'a [u8],
}

impl<'a> SnapshotReader<'a> {
    /// A reader of the snapshot of this stream, given by its text; `None` for damaged bytes.
    #[must_use]
    pub fn new(stream: &'a str, bytes: &'a [u8]) -> Option<Self> {
        let (block, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(block) != u32::from_le_bytes(*checksum) {
            return None;
        }
        Some(Self {
            stream,
            rest: block.strip_prefix(MAGIC.as_slice())?,
        })
    }

    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.rest.split_first_chunk::<8>()?;
        self.rest = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }

    fn record(&mut self) -> Option<(StoredRecord<'a>, u32)> {
        let position = self.number()?;
        let version = self.number()?;
        let effective_day = self.number()?.cast_signed();
        let recorded_us = self.number()?.cast_signed();
        let corrects = Some(self.number()?).filter(|corrects| *corrects > 0);
        let schema = u32::try_from(self.number()?).ok()?;
        let checksum = u32::try_from(self.number()?).ok()?;
        let has_actor = self.number()? == 1;
        let command = self.text()?;
        let actor = Some(self.text()?).filter(|_| has_actor);
        let record = StoredRecord {
            position,
            stream: self.stream,
            version,
            effective_day,
            recorded_us,
            command,
            actor,
            corrects,
            type_name: self.text()?,
            schema,
            payload: self.text()?,
        };
        Some((record, checksum))
    }
}

impl<'a> Iterator for SnapshotReader<'a> {
    type Item = (StoredRecord<'a>, u32);

    /// The next record with its checksum.
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        self.record()
    }
}
