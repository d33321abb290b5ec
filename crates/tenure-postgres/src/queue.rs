//! Appends that wait, tenant by tenant.
//!
//! Appends of one tenant have to follow each other, so those that wait together share a transaction and its flush. A task of the runtime
//! writes them: whoever stops waiting for an append neither stops it nor holds up the others.

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use deadpool_postgres::Pool;
use tenure::TenantId;
use tenure::journal::{Append, JournalError, JournalErrorKind, PreparedAppend, Receipt};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::error::Fault;
use crate::observe;
use crate::writer::{self, Remembered, Undone};

/// How many appends share a transaction at most.
const GROUP: usize = 64;
/// How many tenants are remembered while nothing is asked of them.
const TENANTS: usize = 1_024;

/// The queues of all tenants.
#[derive(Default)]
pub(crate) struct Queues(Mutex<HashMap<TenantId, Arc<Queue>>>);

#[derive(Default)]
struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    /// A task is writing, and will go on until nothing waits.
    running: bool,
    remembered: Option<Remembered>,
}

struct Job {
    append: PreparedAppend,
    reply: oneshot::Sender<Result<Receipt, JournalError>>,
}

impl Queues {
    /// Hands an append over; what comes out is its answer, or nothing if the runtime ends first.
    pub(crate) fn push(
        &self,
        runtime: &Handle,
        pool: &Pool,
        tenant: &TenantId,
        append: PreparedAppend,
        most: usize,
    ) -> Result<oneshot::Receiver<Result<Receipt, JournalError>>, JournalError> {
        let queue = self.of(tenant);
        let (reply, answer) = oneshot::channel();
        {
            let mut waiting = queue.lock();
            if waiting.jobs.len() >= most {
                return Err(JournalError::new(
                    JournalErrorKind::Busy,
                    format!(
                        "too many appends wait for the tenant `{tenant}`; try again, or let more wait by `Options::queue`"
                    ),
                ));
            }
            waiting.jobs.push_back(Job { append, reply });
            if mem::replace(&mut waiting.running, true) {
                return Ok(answer);
            }
        }
        let running = Running { queue, done: false };
        runtime.spawn(drain(running, pool.clone(), tenant.clone()));
        Ok(answer)
    }

    fn of(&self, tenant: &TenantId) -> Arc<Queue> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(tenant) {
            return Arc::clone(queue);
        }
        if queues.len() >= TENANTS {
            // Whoever is at work holds its queue too.
            queues.retain(|_, queue| Arc::strong_count(queue) > 1);
        }
        let queue = Arc::<Queue>::default();
        queues.insert(tenant.clone(), Arc::clone(&queue));
        queue
    }

    /// Drops what is known of a tenant, after something else than an append moved its head.
    pub(crate) fn forget(&self, tenant: &TenantId) {
        let queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(tenant) {
            queue.lock().remembered = None;
        }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next group, or that there is none and the task ends.
    fn next(&self) -> Option<Vec<Job>> {
        let mut waiting = self.lock();
        let mut group: Vec<Job> = Vec::new();
        let mut records = 0_usize;
        let mut commands = HashSet::new();
        while let Some(job) = waiting.jobs.front() {
            let more = records.saturating_add(job.append.records.len());
            let fits = group.is_empty() || (group.len() < GROUP && more <= Append::MAX_RECORDS);
            // The second of two with one command is answered by what the first has written.
            if !fits || !commands.insert(job.append.command.clone()) {
                break;
            }
            records = more;
            group.extend(waiting.jobs.pop_front());
        }
        if group.is_empty() {
            waiting.running = false;
            return None;
        }
        Some(group)
    }
}

/// A task that writes for a queue. When it ends before its work, because the runtime does, nobody waits for it for ever.
struct Running {
    queue: Arc<Queue>,
    /// Nothing waited any more; by now another task may be at work.
    done: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        let left = {
            let mut waiting = self.queue.lock();
            waiting.running = false;
            mem::take(&mut waiting.jobs)
        };
        drop(left);
    }
}

async fn drain(mut running: Running, pool: Pool, tenant: TenantId) {
    while let Some(group) = running.queue.next() {
        let mut remembered = running.queue.lock().remembered.take();
        write(&pool, &tenant, group, &mut remembered).await;
        running.queue.lock().remembered = remembered;
    }
    running.done = true;
}

async fn write(
    pool: &Pool,
    tenant: &TenantId,
    group: Vec<Job>,
    remembered: &mut Option<Remembered>,
) {
    let appends: Vec<&PreparedAppend> = group.iter().map(|job| &job.append).collect();
    let written = observe::append(
        tenant,
        &appends,
        writer::append(pool, tenant, &appends, remembered),
    )
    .await;
    match written {
        Ok(outcomes) => {
            for (job, outcome) in group.into_iter().zip(outcomes) {
                // Whoever asked may have stopped waiting.
                let _ = job.reply.send(outcome);
            }
        }
        // One of them may be the cause: the others shall not suffer from it.
        Err(Undone::Nothing(fault)) if group.len() > 1 && fault.is_of_a_row() => {
            for job in group {
                Box::pin(write(pool, tenant, vec![job], remembered)).await;
            }
        }
        Err(Undone::Nothing(fault)) => tell(group, |_| fault.told("append to")),
        Err(Undone::Unknown(fault)) => tell(group, |job| unknown(&fault, job)),
    }
}

fn tell(group: Vec<Job>, error: impl Fn(&Job) -> JournalError) {
    for job in group {
        let error = error(&job);
        let _ = job.reply.send(Err(error));
    }
}

fn unknown(fault: &Fault, job: &Job) -> JournalError {
    JournalError::new(
        JournalErrorKind::UnknownOutcome,
        format!(
            "the connection was lost while the command `{}` was being recorded; ask for its receipt, or send it again",
            job.append.command
        ),
    )
    .with_source(fault.told("append to"))
}
