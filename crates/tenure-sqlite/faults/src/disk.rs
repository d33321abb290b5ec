use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use crate::notes::{Files, Notes, Told};
use crate::vfs;

/// The folders that are watched.
static WATCHED: RwLock<Vec<Weak<Watched>>> = RwLock::new(Vec::new());

/// A watched folder, until this is dropped.
#[derive(Debug)]
pub struct Disk(Arc<Watched>);

#[derive(Debug)]
pub(crate) struct Watched {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    notes: Notes,
    /// How long the files are.
    sizes: BTreeMap<String, usize>,
    room: Option<u64>,
    fails_after: Option<u64>,
    failed: bool,
    lies: bool,
}

/// What becomes of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Done,
    Full,
    Failed,
}

impl Disk {
    /// Watches a folder from now on: everything that SQLite does to its files.
    ///
    /// # Panics
    /// When the folder cannot be read, or the file system not be registered.
    #[must_use]
    pub fn watch(folder: &Path) -> Self {
        vfs::register();
        let folder = folder.canonicalize().expect("the folder is there");
        let before: Files = fs::read_dir(&folder)
            .expect("the folder can be read")
            .map(|entry| {
                let path = entry.expect("the folder can be read").path();
                let name = path.file_name().unwrap_or_default();
                let bytes = fs::read(&path).expect("the file can be read");
                (name.to_string_lossy().into_owned(), bytes)
            })
            .collect();
        let sizes = before
            .iter()
            .map(|(name, bytes)| (name.clone(), bytes.len()))
            .collect();
        let state = State {
            notes: Notes {
                before,
                told: Vec::new(),
            },
            sizes,
            ..State::default()
        };
        let watched = Arc::new(Watched {
            folder,
            state: Mutex::new(state),
        });
        let mut all = WATCHED.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|watched| watched.strong_count() > 0);
        all.push(Arc::downgrade(&watched));
        drop(all);
        Self(watched)
    }

    /// How much it was told so far.
    #[must_use]
    pub fn moment(&self) -> u64 {
        self.0.lock().notes.told.len() as u64
    }

    /// Writes the files into another folder as they are found after the program was killed at a moment.
    ///
    /// # Panics
    /// When they cannot be written.
    pub fn killed(&self, moment: u64, to: &Path) {
        put(&self.0.lock().notes.all(index(moment)), to);
    }

    /// Writes the files into another folder as they may be found after the power failed at a moment.
    ///
    /// # Panics
    /// When they cannot be written.
    pub fn unpowered(&self, moment: u64, seed: u64, to: &Path) {
        put(&self.0.lock().notes.unpowered(index(moment), seed), to);
    }

    /// From now on the files together may grow by so many bytes.
    pub fn room(&self, bytes: Option<u64>) {
        self.0.lock().room = bytes;
    }

    /// From now on so many writes and flushes succeed, and the one after them fails.
    pub fn fail_after(&self, operations: Option<u64>) {
        let mut state = self.0.lock();
        state.fails_after = operations;
        state.failed = false;
    }

    /// Whether it has failed since.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.0.lock().failed
    }

    /// From now on it says that it flushed and does not.
    pub fn lie(&self) {
        self.0.lock().lies = true;
    }
}

fn index(moment: u64) -> usize {
    usize::try_from(moment).unwrap_or(usize::MAX)
}

fn put(files: &Files, to: &Path) {
    for (name, bytes) in files {
        fs::write(to.join(name), bytes).expect("the image can be written");
    }
}

impl Watched {
    /// The watched folder that a file lies in.
    pub(crate) fn of(path: &Path) -> Option<Arc<Self>> {
        let all = WATCHED.read().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .filter_map(Weak::upgrade)
            .find(|watched| path.parent() == Some(&watched.folder))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does a write, unless there is no room or it fails. Nothing else happens to the folder meanwhile.
    pub(crate) fn write(
        &self,
        file: &str,
        at: usize,
        bytes: &[u8],
        write: impl FnOnce() -> bool,
    ) -> Fate {
        let mut state = self.lock();
        if state.fails() {
            return Fate::Failed;
        }
        let size = state.sizes.get(file).copied().unwrap_or(0);
        let growth = (at + bytes.len()).saturating_sub(size);
        if let Some(room) = &mut state.room {
            match room.checked_sub(growth as u64) {
                None => return Fate::Full,
                Some(left) => *room = left,
            }
        }
        if !write() {
            return Fate::Failed;
        }
        state.sizes.insert(file.to_owned(), size + growth);
        let bytes = bytes.to_vec();
        state.notes.tell(file, Told::Write { at, bytes });
        Fate::Done
    }

    pub(crate) fn truncate(&self, file: &str, to: usize, truncate: impl FnOnce() -> bool) -> Fate {
        let mut state = self.lock();
        if !truncate() {
            return Fate::Failed;
        }
        state.sizes.insert(file.to_owned(), to);
        state.notes.tell(file, Told::Truncate { to });
        Fate::Done
    }

    pub(crate) fn flush(&self, file: &str) -> Fate {
        let mut state = self.lock();
        if state.fails() {
            return Fate::Failed;
        }
        if !state.lies {
            state.notes.tell(file, Told::Flush);
        }
        Fate::Done
    }

    pub(crate) fn remove(&self, file: &str, flushed: bool) {
        let mut state = self.lock();
        state.sizes.remove(file);
        state.notes.tell(file, Told::Remove { flushed });
    }
}

impl Notes {
    fn tell(&mut self, file: &str, told: Told) {
        self.told.push((file.to_owned(), told));
    }
}

impl State {
    fn fails(&mut self) -> bool {
        match self.fails_after {
            Some(0) => {
                self.fails_after = None;
                self.failed = true;
                true
            }
            Some(left) => {
                self.fails_after = Some(left - 1);
                false
            }
            None => false,
        }
    }
}
