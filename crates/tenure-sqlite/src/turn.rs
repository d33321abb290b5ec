//! Whose turn it is to write: the thread's, for whoever cannot wait and for those who come together, or the caller's.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tenure::journal::Append;

use crate::writer::{AppendJob, Job, Writer};

/// How many appends share a transaction at most.
const GROUP: usize = 64;
/// How long an append is held up at most for others to join it.
const PATIENCE: Duration = Duration::from_millis(2);
/// How long the thread waits between attempts to clear the log of what was forgotten.
const CLEARING_PAUSE: Duration = Duration::from_millis(500);

/// The writer, for the thread that writes and for whoever may do so in its stead.
pub(crate) struct Turn {
    writer: Mutex<Writer>,
    /// How many requests the thread has still to carry out. While there are any, nobody else takes the writer: those who wait
    /// anyway are quicker at it than a thread that has to wake up.
    waiting: AtomicUsize,
    /// Whether several appends came together the last time.
    crowded: AtomicBool,
}

/// The last group of appends of the thread.
struct LastGroup {
    appends: usize,
    took: Duration,
}

impl Turn {
    pub(crate) const fn new(writer: Writer) -> Self {
        Self {
            writer: Mutex::new(writer),
            waiting: AtomicUsize::new(0),
            crowded: AtomicBool::new(false),
        }
    }

    /// A request is about to be handed over to the thread.
    pub(crate) fn announce(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    /// A request is carried out from here on, or was not handed over after all.
    pub(crate) fn call_off(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }

    /// Writes on the thread that calls, which would only wait for another one, when nobody else has anything to write; otherwise gives
    /// the append back. Where there are several they are to share a transaction.
    pub(crate) fn append_here(&self, job: AppendJob) -> Option<AppendJob> {
        if self.crowded.load(Ordering::Relaxed) || self.waiting.load(Ordering::Relaxed) > 0 {
            return Some(job);
        }
        let Ok(mut writer) = self.writer.try_lock() else {
            return Some(job);
        };
        writer.append(vec![job]);
        None
    }

    /// Works until nobody can send any more.
    pub(crate) fn run(&self, jobs: &Receiver<Job>) {
        let mut next = None;
        let mut last = LastGroup {
            appends: 1,
            took: Duration::ZERO,
        };
        while let Some(job) = next.take().or_else(|| self.receive(jobs)) {
            let mut writer = self.lock();
            self.call_off();
            match job {
                Job::Append(first) => {
                    let group = self.gather(*first, jobs, &mut next, &last);
                    let (appends, start) = (group.len(), Instant::now());
                    self.crowded.store(appends > 1, Ordering::Relaxed);
                    writer.append(group);
                    let took = start.elapsed();
                    last = LastGroup { appends, took };
                }
                other => writer.carry_out(other),
            }
        }
        self.lock().clear();
    }

    /// The appends that share a transaction: those that wait and, as whoever wrote in the last group is likely to write again, as many as
    /// were in that one, if they come in a quarter of the time that it took.
    fn gather(
        &self,
        first: AppendJob,
        jobs: &Receiver<Job>,
        next: &mut Option<Job>,
        last: &LastGroup,
    ) -> Vec<AppendJob> {
        let mut records = first.append.records.len();
        let mut group = vec![first];
        let (start, patience) = (Instant::now(), PATIENCE.min(last.took / 4));
        while group.len() < GROUP && records < Append::MAX_RECORDS {
            match jobs.try_recv() {
                Ok(Job::Append(more)) => {
                    self.call_off();
                    records = records.saturating_add(more.append.records.len());
                    group.push(*more);
                }
                Ok(other) => {
                    *next = Some(other);
                    break;
                }
                Err(TryRecvError::Empty)
                    if group.len() < last.appends && start.elapsed() < patience =>
                {
                    thread::yield_now();
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        group
    }

    fn receive(&self, jobs: &Receiver<Job>) -> Option<Job> {
        while self.lock().uncleared {
            match jobs.recv_timeout(CLEARING_PAUSE) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.lock().clear(),
            }
        }
        jobs.recv().ok()
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        // Whoever panicked has left no transaction behind.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::sync::mpsc;

    use rusqlite::Connection;
    use tenure::fact::AccountOpened;
    use tenure::journal::{Expected, NewRecord};
    use tenure::{AccountId, CommandId, StreamId, TenantId};

    use super::*;
    use crate::oneshot;

    /// A writer without tables: whatever it is asked for it carries out, and says that it failed.
    fn turn() -> Turn {
        Turn::new(Writer {
            connection: Connection::open_in_memory().unwrap(),
            path: "none".into(),
            busy_timeout: Duration::ZERO,
            uncleared: false,
        })
    }

    fn job() -> AppendJob {
        let stream = StreamId::Account(AccountId::new("A").unwrap());
        let append = Append {
            command: CommandId::new("c").unwrap(),
            actor: None,
            at: chrono::DateTime::UNIX_EPOCH,
            expect: vec![(stream.clone(), Expected::Any)],
            records: vec![NewRecord {
                stream,
                effective_on: chrono::NaiveDate::default(),
                corrects: None,
                fact: AccountOpened {}.into(),
            }],
        };
        AppendJob {
            tenant: TenantId::new("t").unwrap(),
            append: append.prepare().unwrap(),
            reply: oneshot::channel().0,
        }
    }

    #[test]
    fn a_caller_writes_while_nobody_else_does() {
        let turn = turn();
        assert!(turn.append_here(job()).is_none());
        turn.announce();
        assert!(turn.append_here(job()).is_some());
        turn.call_off();
        assert!(turn.append_here(job()).is_none());
        let writing = turn.lock();
        assert!(turn.append_here(job()).is_some());
        drop(writing);
        turn.crowded.store(true, Ordering::Relaxed);
        assert!(turn.append_here(job()).is_some());
    }

    /// Else a caller that appends without a pause would be at the writer again before the thread is.
    #[test]
    fn what_the_thread_has_taken_waits_until_it_is_carried_out() {
        let turn = &turn();
        let (jobs, taken) = mpsc::sync_channel(0);
        thread::scope(|scope| {
            scope.spawn(move || turn.run(&taken));
            // The thread looks at the writer before it waits for a request.
            thread::sleep(Duration::from_millis(50));
            let writing = turn.lock();
            turn.announce();
            // Without room between them this ends when the request is taken.
            jobs.send(Job::Append(Box::new(job()))).unwrap();
            thread::sleep(Duration::from_millis(50));
            assert_eq!(turn.waiting.load(Ordering::Relaxed), 1);
            drop(writing);
            drop(jobs);
        });
        assert_eq!(turn.waiting.load(Ordering::Relaxed), 0);
        assert!(turn.append_here(job()).is_none());
    }

    #[test]
    fn an_append_is_not_held_up_by_how_long_the_last_ones_took() {
        let (turn, (_open, taken)) = (turn(), mpsc::sync_channel(1));
        let last = LastGroup {
            appends: 3,
            took: Duration::from_secs(3_600),
        };
        // It would be a quarter of an hour.
        let group = turn.gather(job(), &taken, &mut None, &last);
        assert_eq!(group.len(), 1);
    }
}
