//! The floor: what a disk makes of a record that must be on it.

use std::fs::File;
use std::io::Write;
use std::path::Path;

/// A file that is appended to and flushed, record by record.
pub(crate) struct Floor(File);

impl Floor {
    pub(crate) fn new(path: &Path) -> std::io::Result<Self> {
        Ok(Self(File::options().create(true).append(true).open(path)?))
    }

    pub(crate) fn append(&mut self) {
        self.0.write_all(&[b'x'; 250]).expect("it is written");
        self.0.sync_data().expect("it is flushed");
    }
}
