//! Reads a file block by block on every core and brings the blocks back into order.

use std::io::Read;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::error::FileProblem;
use crate::record::{Layout, Record, Scratch};
use crate::row_error::Log;
use crate::source::{self, Block, Source};

/// A kind of table: judges records and keeps what they say.
pub(crate) trait Table: Sync {
    /// What the records of one block say.
    type Rows: Send;

    /// No rows yet, with room for this many.
    fn rows(&self, count: usize) -> Self::Rows;

    fn record(&self, rows: &mut Self::Rows, record: &Record<'_>, log: &mut Log);

    /// Learns from the first blocks; whether everything is known that later blocks need.
    fn settle(&mut self, rows: &Self::Rows) -> bool;
}

/// A file read to its end.
pub(crate) struct Whole<T> {
    /// In the order of the file, and as many as [`first_lines`](Whole::first_lines).
    pub(crate) blocks: Vec<T>,
    /// The line of the file that each block begins on.
    pub(crate) first_lines: Vec<u64>,
    pub(crate) log: Log,
}

struct Judged<T> {
    index: usize,
    rows: T,
    lines: u64,
}

struct Shared<'a, R, T: Table> {
    source: Mutex<Source<R>>,
    judged: Mutex<Vec<Judged<T::Rows>>>,
    log: Mutex<Log>,
    problem: Mutex<Option<FileProblem>>,
    table: &'a T,
    layout: Layout,
}

/// Judges every record. The result does not depend on the number of threads or the sizes of blocks.
pub(crate) fn read<R: Read + Send, T: Table>(
    mut source: Source<R>,
    table: &mut T,
    layout: Layout,
    threads: usize,
) -> Result<Whole<T::Rows>, FileProblem> {
    let first_line = source.first_line;
    let mut judged = Vec::new();
    let mut log = Log::default();
    let mut scratch = Scratch::default();
    let mut settled = false;
    let mut buffer = Vec::new();
    while !settled {
        let Some(block) = source.next_block(buffer)? else {
            break;
        };
        let (rows, block_log) = judge(table, layout, &block, &mut scratch);
        settled = table.settle(&rows.rows);
        judged.push(rows);
        log.absorb(block_log);
        buffer = block.bytes;
    }
    let threads = if source.is_short() { 1 } else { threads };
    let shared = Shared {
        source: Mutex::new(source),
        judged: Mutex::new(judged),
        log: Mutex::new(log),
        problem: Mutex::new(None),
        table: &*table,
        layout,
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| shared.work());
        }
        shared.work();
    });
    let problem = shared.problem.into_inner();
    if let Some(problem) = problem.unwrap_or_else(PoisonError::into_inner) {
        return Err(problem);
    }
    let judged = shared.judged.into_inner();
    let mut judged = judged.unwrap_or_else(PoisonError::into_inner);
    judged.sort_by_key(|judged| judged.index);
    let mut next_line = first_line;
    let mut first_lines = Vec::with_capacity(judged.len());
    let mut blocks = Vec::with_capacity(judged.len());
    for block in judged {
        first_lines.push(next_line);
        next_line += block.lines;
        blocks.push(block.rows);
    }
    let log = shared.log.into_inner();
    Ok(Whole {
        blocks,
        first_lines,
        log: log.unwrap_or_else(PoisonError::into_inner),
    })
}

impl<R: Read, T: Table> Shared<'_, R, T> {
    /// Takes block after block until there are no more.
    fn work(&self) {
        let mut scratch = Scratch::default();
        let mut buffer = Vec::new();
        loop {
            let next = lock(&self.source).next_block(buffer);
            let block = match next {
                Ok(Some(block)) => block,
                Ok(None) => return,
                Err(problem) => {
                    *lock(&self.problem) = Some(problem);
                    return;
                }
            };
            let (judged, log) = judge(self.table, self.layout, &block, &mut scratch);
            lock(&self.judged).push(judged);
            lock(&self.log).absorb(log);
            buffer = block.bytes;
        }
    }
}

fn judge<T: Table>(
    table: &T,
    layout: Layout,
    block: &Block,
    scratch: &mut Scratch,
) -> (Judged<T::Rows>, Log) {
    let mut rows = table.rows(source::newlines(&block.bytes));
    let mut log = Log::default();
    let lines = layout.records(block, scratch, &mut log, |record, log| {
        table.record(&mut rows, &record, log);
    });
    let judged = Judged {
        index: block.index,
        rows,
        lines,
    };
    (judged, log)
}

/// A lock whose holder panicked ends the scope anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
