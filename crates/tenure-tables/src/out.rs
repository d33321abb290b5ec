//! Bytes gathered before they go to their destination.

use std::io::{self, Write};

/// How many bytes are gathered.
const BUFFER_BYTES: usize = 64 * 1024;

/// A destination behind a buffer that writers fill directly.
#[derive(Debug)]
pub(crate) struct Out<W> {
    destination: W,
    buffer: Vec<u8>,
}

impl<W: Write> Out<W> {
    pub(crate) fn new(destination: W) -> Self {
        Self {
            destination,
            buffer: Vec::with_capacity(BUFFER_BYTES + BUFFER_BYTES / 4),
        }
    }

    /// What waits to be written.
    pub(crate) const fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Writes what waits, once there is enough of it.
    pub(crate) fn drain_when_full(&mut self) -> io::Result<()> {
        if self.buffer.len() < BUFFER_BYTES {
            return Ok(());
        }
        self.destination.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes what waits, flushes, and gives the destination back.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.destination.write_all(&self.buffer)?;
        self.destination.flush()?;
        Ok(self.destination)
    }
}
