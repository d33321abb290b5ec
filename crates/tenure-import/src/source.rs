//! A file as a header and blocks of whole records.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::{FileProblem, ImportError};
use crate::excerpt::printable;
use crate::header::Header;
use crate::quoting::{Fields, Quoting, last_record_end, record_end, without_line_end};

/// The longest record, in bytes without its line end: 1 MiB. A header may be as long.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// The longest line end, CRLF.
const LINE_END_BYTES: usize = 2;

/// How much is read at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// The first block is small: what has to be known before blocks can be judged side by side is learnt from it.
    pub(crate) first_block: usize,
    /// Enough records that a block costs nothing to hand over, few enough that they stay in the cache of one core.
    pub(crate) block: usize,
    pub(crate) record: usize,
}

impl Sizes {
    pub(crate) const USUAL: Self = Self {
        first_block: 1 << 16,
        block: 1 << 20,
        record: MAX_RECORD_BYTES,
    };
}

/// Whole records in the order of the file.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) index: usize,
    /// Bytes of the file before this block.
    pub(crate) offset: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) content: Content,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Records without any quote.
    Plain,
    /// Records with quotes somewhere.
    Quoted,
    /// The beginning of one record that is too long to hold.
    TooLong {
        /// Its length without the line end.
        length: u64,
        lines: u64,
        /// Whether its last quote is closed.
        closed: bool,
    },
}

#[derive(Debug)]
pub(crate) struct Source<R> {
    reader: R,
    pub(crate) sizes: Sizes,
    pub(crate) delimiter: u8,
    /// Bytes that were read and are not handed out.
    carry: Vec<u8>,
    /// Bytes of the file before `carry`.
    offset: u64,
    next: usize,
    ended: bool,
    pub(crate) first_line: u64,
}

impl<R: Read> Source<R> {
    /// Reads the header.
    pub(crate) fn open(reader: R, sizes: Sizes) -> Result<(Self, Header), FileProblem> {
        let mut source = Self {
            reader,
            sizes,
            delimiter: b',',
            carry: Vec::new(),
            offset: 0,
            next: 0,
            ended: false,
            first_line: 1,
        };
        // Enough for every byte order mark, whatever the block size.
        source.fill(sizes.first_block.max(4))?;
        source.skip_byte_order_mark()?;
        source.skip_empty_lines()?;
        let end = source.header_end()?;
        let header = source.parse_header(end)?;
        source.consume(end);
        Ok((source, header))
    }

    /// Reads until `carry` has this many bytes or the file ends.
    fn fill(&mut self, wanted: usize) -> Result<(), FileProblem> {
        let missing = wanted.saturating_sub(self.carry.len());
        if missing == 0 || self.ended {
            return Ok(());
        }
        self.carry.reserve(missing);
        let limit = u64::try_from(missing).unwrap_or(u64::MAX);
        let read = self
            .reader
            .by_ref()
            .take(limit)
            .read_to_end(&mut self.carry);
        match read {
            Ok(read) => self.ended = read < missing,
            Err(error) => {
                self.ended = true;
                self.carry.clear();
                return Err(unreadable(error));
            }
        }
        Ok(())
    }

    fn skip_byte_order_mark(&mut self) -> Result<(), FileProblem> {
        let encoding = match self.carry.as_slice() {
            [] => return Err(FileProblem::Empty),
            [0xef, 0xbb, 0xbf, ..] => {
                self.consume(3);
                return Ok(());
            }
            [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => "UTF-32",
            [0xff, 0xfe, ..] => "UTF-16 (little-endian)",
            [0xfe, 0xff, ..] => "UTF-16 (big-endian)",
            _ => return Ok(()),
        };
        Err(FileProblem::Encoding { encoding })
    }

    fn skip_empty_lines(&mut self) -> Result<(), FileProblem> {
        loop {
            self.consume(empty_lines(&self.carry));
            match self.carry.as_slice() {
                [] | [b'\r'] if self.ended => return Err(FileProblem::Empty),
                [] | [b'\r'] => self.fill(self.sizes.first_block.max(2))?,
                _ => return Ok(()),
            }
        }
    }

    /// Finds the delimiter and the end of the header.
    fn header_end(&mut self) -> Result<usize, FileProblem> {
        loop {
            let (delimiter, complete) = sniff(&self.carry);
            if complete || self.ended {
                self.delimiter = delimiter;
                let (end, _) = record_end(&self.carry, Quoting::FieldStart, delimiter);
                if end.is_some() || self.ended {
                    let end = end.unwrap_or(self.carry.len());
                    let record = self.carry.get(..end).unwrap_or_default();
                    if without_line_end(record).len() > self.sizes.record {
                        break;
                    }
                    return Ok(end);
                }
            }
            if self.carry.len() > self.sizes.record + LINE_END_BYTES {
                break;
            }
            self.fill(self.carry.len() + self.sizes.first_block)?;
        }
        Err(FileProblem::HeaderTooLong {
            max: self.sizes.record,
        })
    }

    fn parse_header(&self, end: usize) -> Result<Header, FileProblem> {
        let record = without_line_end(self.carry.get(..end).unwrap_or_default());
        if record.contains(&0) {
            return Err(FileProblem::Encoding {
                encoding: "an encoding with NUL bytes, such as UTF-16",
            });
        }
        let text = std::str::from_utf8(record).map_err(|error| FileProblem::HeaderNotUtf8 {
            line: self.first_line,
            offset: self.offset + length(error.valid_up_to()),
        })?;
        if text.contains('\r') && !text.contains(['"', '\n']) {
            return Err(FileProblem::CarriageReturns);
        }
        let mut fields = Fields::default();
        fields
            .split(text, self.delimiter)
            .map_err(|_| FileProblem::HeaderQuotes)?;
        let names = fields.iter().map(|name| name.trim().to_owned()).collect();
        Ok(Header { names })
    }

    /// Drops the beginning of `carry`, before any block.
    fn consume(&mut self, bytes: usize) {
        let dropped = self.carry.drain(..bytes.min(self.carry.len()));
        let lines = dropped.filter(|byte| *byte == b'\n').count();
        self.first_line += length(lines);
        self.offset += length(bytes);
    }

    /// The next records; `None` at the end of the file. `spare` is a buffer to use again.
    pub(crate) fn next_block(&mut self, mut spare: Vec<u8>) -> Result<Option<Block>, FileProblem> {
        let step = match self.next {
            0 => self.sizes.first_block,
            _ => self.sizes.block,
        };
        let mut wanted = step;
        loop {
            self.fill(wanted)?;
            if self.carry.is_empty() {
                return Ok(None);
            }
            let plain = !self.carry.contains(&b'"');
            let end = if self.ended {
                Some(self.carry.len())
            } else if plain {
                let line_end = self.carry.iter().rposition(|byte| *byte == b'\n');
                line_end.map(|at| at + 1)
            } else {
                last_record_end(&self.carry, self.delimiter)
            };
            if let Some(end) = end {
                spare.clear();
                spare.extend_from_slice(self.carry.get(end..).unwrap_or_default());
                self.carry.truncate(end);
                let content = if plain {
                    Content::Plain
                } else {
                    Content::Quoted
                };
                return Ok(Some(self.hand_out(spare, length(end), content)));
            }
            if self.carry.len() > self.sizes.record + LINE_END_BYTES {
                return self.skip_record(spare).map(Some);
            }
            wanted = self.carry.len() + step;
        }
    }

    /// Reads past a record that is too long to hold, keeping its beginning.
    fn skip_record(&mut self, mut buffer: Vec<u8>) -> Result<Block, FileProblem> {
        /// Enough for an excerpt.
        const KEPT: usize = 256;
        let mut lines = length(newlines(&self.carry));
        let mut bytes = length(self.carry.len());
        let mut last = self.carry.last().copied();
        let (_, mut at) = record_end(&self.carry, Quoting::FieldStart, self.delimiter);
        // A line end inside quotes does not end the record, so the state has to be carried over all of it.
        self.carry.truncate(KEPT);
        let start = std::mem::take(&mut self.carry);
        loop {
            self.fill(self.sizes.block.max(1))?;
            let (end, now) = record_end(&self.carry, at, self.delimiter);
            at = now;
            let taken = end.unwrap_or(self.carry.len());
            let part = self.carry.get(..taken).unwrap_or_default();
            lines += length(newlines(part));
            bytes += length(taken);
            let before_line_end = match part {
                [.., before, b'\n'] => Some(*before),
                [b'\n'] => last,
                _ => None,
            };
            last = part.last().copied().or(last);
            if end.is_none() && !self.ended {
                self.carry.clear();
                continue;
            }
            let line_end = match (end, before_line_end, last) {
                (Some(_), Some(b'\r'), _) => 2,
                (Some(_), ..) | (None, _, Some(b'\r')) => 1,
                _ => 0,
            };
            buffer.clear();
            buffer.extend_from_slice(self.carry.get(taken..).unwrap_or_default());
            self.carry = start;
            let content = Content::TooLong {
                length: bytes - line_end,
                lines,
                closed: end.is_some() || !at.is_open(),
            };
            return Ok(self.hand_out(buffer, bytes, content));
        }
    }

    /// Hands out `carry` as the next block; `rest` is what was read behind it.
    fn hand_out(&mut self, rest: Vec<u8>, taken: u64, content: Content) -> Block {
        let block = Block {
            index: self.next,
            offset: self.offset,
            bytes: std::mem::replace(&mut self.carry, rest),
            content,
        };
        self.next += 1;
        self.offset += taken;
        block
    }

    /// Whether the file is known to end within the next block.
    pub(crate) fn is_short(&self) -> bool {
        self.ended && self.carry.len() <= self.sizes.block
    }
}

/// The delimiter of a header (comma, semicolon or tab, whichever stands in it most often outside quotes, the earlier of these
/// among equals) and whether the header ends in these bytes.
fn sniff(bytes: &[u8]) -> (u8, bool) {
    let delimiters = [b',', b';', b'\t'];
    let mut counts = [0_usize; 3];
    let mut at = Quoting::FieldStart;
    let mut complete = false;
    for byte in bytes {
        let open = at.is_open();
        // Any of them may be the one that ends a field.
        let own = if delimiters.contains(byte) {
            *byte
        } else {
            b','
        };
        at = at.step(*byte, own);
        if open {
            continue;
        }
        if *byte == b'\n' {
            complete = true;
            break;
        }
        for (count, delimiter) in counts.iter_mut().zip(delimiters) {
            *count += usize::from(*byte == delimiter);
        }
    }
    let mut best = (b',', 0);
    for (count, delimiter) in counts.into_iter().zip(delimiters) {
        if count > best.1 {
            best = (delimiter, count);
        }
    }
    (best.0, complete)
}

/// How many bytes of empty lines these bytes begin with.
fn empty_lines(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let [b'\n', tail @ ..] | [b'\r', b'\n', tail @ ..] = rest {
        rest = tail;
    }
    bytes.len() - rest.len()
}

pub(crate) fn newlines(bytes: &[u8]) -> usize {
    // In bytes, which cannot wrap over so few: many are counted at once, where a checked sum takes one after the other.
    let some = |chunk: &[u8]| {
        let is_newline = |byte: &u8| u8::from(*byte == b'\n');
        let count = chunk.iter().map(is_newline).fold(0, u8::wrapping_add);
        usize::from(count)
    };
    bytes.chunks(usize::from(u8::MAX)).map(some).sum()
}

/// A length in memory as a length in a file.
pub(crate) fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// Opens a file, with the name that errors call it.
pub(crate) fn open(path: &Path) -> Result<(Cow<'_, str>, File), ImportError> {
    let name = path.to_string_lossy();
    match File::open(path) {
        Ok(file) => Ok((name, file)),
        Err(error) => Err(ImportError::File {
            file: printable(&name).into(),
            problem: unreadable(error),
        }),
    }
}

/// What an error of the operating system means for the file.
fn unreadable(error: io::Error) -> FileProblem {
    match error.kind() {
        io::ErrorKind::NotFound => FileProblem::Missing,
        io::ErrorKind::IsADirectory => FileProblem::Folder,
        _ => FileProblem::Unreadable(error),
    }
}
