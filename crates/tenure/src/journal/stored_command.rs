use super::{ContentHash, JournalError, JournalErrorKind};

/// What a journal stores of a recorded command besides its records: plain columns, so that adapters agree on what is checked.
///
/// For implementors of [`Journal`](super::Journal). The records say everything else of an append; nothing but the checksum of these
/// columns says that the content hash, by which a retry is told from another request, is what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredCommand<'a> {
    /// [`Record::command`](crate::Record::command).
    pub command: &'a str,
    /// [`PreparedAppend::content`](super::PreparedAppend::content).
    pub content: ContentHash,
    /// The place of its first record.
    pub first: u64,
    /// The place of its last record.
    pub last: u64,
}

impl StoredCommand<'_> {
    /// The checksum to keep beside the columns.
    #[must_use]
    pub fn seal(&self) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&(self.command.len() as u64).to_le_bytes());
        hasher.update(self.command.as_bytes());
        hasher.update(&self.content);
        hasher.update(&self.first.to_le_bytes());
        hasher.update(&self.last.to_le_bytes());
        hasher.finalize()
    }

    /// Checks the columns against the checksum that was kept beside them; `None` where they were written before there was one.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`].
    pub fn check(&self, checksum: Option<u32>) -> Result<(), JournalError> {
        match checksum {
            Some(sealed) if sealed != self.seal() => Err(JournalError::damaged_command()),
            _ => Ok(()),
        }
    }
}

impl JournalError {
    /// What is kept of a command is not what was written.
    pub(super) fn damaged_command() -> Self {
        Self::new(
            JournalErrorKind::Corrupt { position: None },
            "what is kept of a command is not what was written, or is missing; restore it from a backup",
        )
    }
}
