//! The table of C functions that SQLite calls, each of which hands on to the real file system's.
#![allow(
    unsafe_code,
    reason = "SQLite takes a file system as a table of C functions over its own structures"
)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem;
use std::path::Path;
use std::slice;
use std::sync::{Arc, OnceLock};

use rusqlite::ffi::{
    self, SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_OK,
    sqlite3_file, sqlite3_filename, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs,
};

use crate::disk::{Fate, Watched};

const NAME: &CStr = c"tenure-faults";

/// A file as SQLite holds it: this, and behind it the file of the real file system.
#[repr(C)]
struct File {
    base: sqlite3_file,
    /// Which watched folder it is in and by what name; null for a file elsewhere.
    watched: *mut Noted,
}

struct Noted {
    folder: Arc<Watched>,
    name: String,
}

/// The real file system.
struct Real(*mut sqlite3_vfs);

// SAFETY: SQLite keeps a registered file system for ever and calls it from any thread; the pointer is only read.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

static REAL: OnceLock<Real> = OnceLock::new();

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // The second version has what a write-ahead log needs; the third would map files into memory past this.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Registers the file system as SQLite's default, once.
pub(crate) fn register() {
    REAL.get_or_init(|| {
        // SAFETY: a null name asks for the default file system, which SQLite has from its start and never frees.
        let real = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
        assert!(!real.is_null(), "SQLite has no file system");
        // SAFETY: it was just found, and a `sqlite3_vfs` is plain data.
        let mut own = unsafe { *real };
        own.zName = NAME.as_ptr();
        own.pNext = std::ptr::null_mut();
        own.szOsFile += c_int::try_from(mem::size_of::<File>()).unwrap_or(c_int::MAX);
        own.xOpen = Some(open);
        own.xDelete = Some(delete);
        // SQLite keeps it for as long as the program runs.
        let own = Box::leak(Box::new(own));
        // SAFETY: it lives for ever, and everything that was not replaced is the real file system's.
        let registered = unsafe { ffi::sqlite3_vfs_register(own, 1) };
        assert_eq!(registered, SQLITE_OK, "the file system is not registered");
        Real(real)
    });
}

fn noted(name: *const c_char) -> Option<Noted> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite gives names that end with a zero.
    let path = Path::new(unsafe { CStr::from_ptr(name) }.to_str().ok()?);
    Some(Noted {
        folder: Watched::of(path)?,
        name: path.file_name()?.to_str()?.to_owned(),
    })
}

/// The real file behind one of ours.
fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: SQLite allocates `szOsFile` bytes for a file: one of ours and, behind it, one of the real file system's.
    unsafe { file.cast::<File>().add(1).cast() }
}

/// What is noted of a file, if it is watched.
///
/// # Safety
/// The file is one that [`open`] has opened and nobody has closed.
unsafe fn notes<'a>(file: *mut sqlite3_file) -> Option<&'a Noted> {
    // SAFETY: such a file begins with a `File`, whose pointer is null or was made from a box that `close` takes back.
    unsafe { (*file.cast::<File>()).watched.as_ref() }
}

/// Calls a method of the real file.
macro_rules! hand_on {
    ($file:ident . $method:ident ( $($argument:expr),* )) => {{
        let real = real($file);
        // SAFETY: the real file was opened, so that it has its methods, and this one is in every version of them that we announce.
        unsafe { (*(*real).pMethods).$method.map(|method| method(real, $($argument),*)) }
    }};
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let Some(Real(vfs)) = REAL.get() else {
        return ffi::SQLITE_CANTOPEN;
    };
    let behind = real(file);
    // SAFETY: the real file system opens its own file with the arguments that SQLite gave for it.
    let opened = unsafe {
        (**vfs)
            .xOpen
            .map(|open| open(*vfs, name, behind, flags, out))
    };
    // SAFETY: SQLite gave the memory for a file, which is written here for the first time; the real one was written just now.
    unsafe {
        let open = !(*behind).pMethods.is_null();
        let noted = noted(name)
            .filter(|_| open)
            .map_or(std::ptr::null_mut(), |noted| Box::into_raw(Box::new(noted)));
        let own = File {
            base: sqlite3_file {
                pMethods: if open {
                    &raw const METHODS
                } else {
                    std::ptr::null()
                },
            },
            watched: noted,
        };
        file.cast::<File>().write(own);
    }
    opened.unwrap_or(ffi::SQLITE_CANTOPEN)
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let Some(Real(vfs)) = REAL.get() else {
        return ffi::SQLITE_IOERR_DELETE;
    };
    // SAFETY: the real file system is asked with the arguments that SQLite gave. Its folder need not really be flushed.
    let deleted = unsafe { (**vfs).xDelete.map(|delete| delete(*vfs, name, 0)) };
    if deleted == Some(SQLITE_OK)
        && let Some(noted) = noted(name)
    {
        noted.folder.remove(&noted.name, sync != 0);
    }
    deleted.unwrap_or(ffi::SQLITE_IOERR_DELETE)
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let closed = hand_on!(file.xClose());
    // SAFETY: `open` has made it from a box, or it is null; nobody uses the file from here on.
    unsafe {
        let watched = (*file.cast::<File>()).watched;
        if !watched.is_null() {
            drop(Box::from_raw(watched));
        }
        (*file.cast::<File>()).watched = std::ptr::null_mut();
    }
    closed.unwrap_or(SQLITE_OK)
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    at: sqlite3_int64,
) -> c_int {
    hand_on!(file.xRead(into, amount, at)).unwrap_or(ffi::SQLITE_IOERR_READ)
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: sqlite3_int64,
) -> c_int {
    let hand_on = || hand_on!(file.xWrite(from, amount, at)).unwrap_or(SQLITE_IOERR_WRITE);
    // SAFETY: SQLite calls this for open files.
    let Some(noted) = (unsafe { notes(file) }) else {
        return hand_on();
    };
    let (Ok(amount), Ok(at)) = (usize::try_from(amount), usize::try_from(at)) else {
        return SQLITE_IOERR_WRITE;
    };
    // SAFETY: SQLite gives this many bytes.
    let bytes = unsafe { slice::from_raw_parts(from.cast::<u8>(), amount) };
    let fate = noted
        .folder
        .write(&noted.name, at, bytes, || hand_on() == SQLITE_OK);
    match fate {
        Fate::Done => SQLITE_OK,
        Fate::Full => SQLITE_FULL,
        Fate::Failed => SQLITE_IOERR_WRITE,
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    let hand_on = || hand_on!(file.xTruncate(size)).unwrap_or(SQLITE_IOERR_TRUNCATE);
    // SAFETY: SQLite calls this for open files.
    let Some(noted) = (unsafe { notes(file) }) else {
        return hand_on();
    };
    let size = usize::try_from(size).unwrap_or(0);
    let fate = noted
        .folder
        .truncate(&noted.name, size, || hand_on() == SQLITE_OK);
    match fate {
        Fate::Done => SQLITE_OK,
        _ => SQLITE_IOERR_TRUNCATE,
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite calls this for open files.
    let Some(noted) = (unsafe { notes(file) }) else {
        return SQLITE_OK;
    };
    match noted.folder.flush(&noted.name) {
        Fate::Done => SQLITE_OK,
        _ => SQLITE_IOERR_FSYNC,
    }
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    hand_on!(file.xFileSize(size)).unwrap_or(ffi::SQLITE_IOERR)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    hand_on!(file.xLock(level)).unwrap_or(ffi::SQLITE_IOERR)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    hand_on!(file.xUnlock(level)).unwrap_or(ffi::SQLITE_IOERR)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, held: *mut c_int) -> c_int {
    hand_on!(file.xCheckReservedLock(held)).unwrap_or(ffi::SQLITE_IOERR)
}

unsafe extern "C" fn file_control(
    file: *mut sqlite3_file,
    operation: c_int,
    argument: *mut c_void,
) -> c_int {
    hand_on!(file.xFileControl(operation, argument)).unwrap_or(ffi::SQLITE_NOTFOUND)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    hand_on!(file.xSectorSize()).unwrap_or(0)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    hand_on!(file.xDeviceCharacteristics()).unwrap_or(0)
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    hand_on!(file.xShmMap(region, size, extend, out)).unwrap_or(ffi::SQLITE_IOERR)
}

unsafe extern "C" fn shm_lock(
    file: *mut sqlite3_file,
    offset: c_int,
    n: c_int,
    flags: c_int,
) -> c_int {
    hand_on!(file.xShmLock(offset, n, flags)).unwrap_or(ffi::SQLITE_IOERR)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    hand_on!(file.xShmBarrier());
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    hand_on!(file.xShmUnmap(delete)).unwrap_or(ffi::SQLITE_IOERR)
}
