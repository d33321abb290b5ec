//! A file system under SQLite that takes notes of what it is told, and runs full, fails and loses power when a test wants it.
//!
//! It stands in front of the real one, for the whole program: [`Disk::watch`] registers it as SQLite's default and watches one
//! folder; files elsewhere are only passed on. Nothing is ever really flushed, because what a test needs of a flush is its place in
//! the notes.
//!
//! What survives a loss of power is modelled from the notes: everything up to the last flush of each file; of what came after it each
//! sector may be there, be missing, or hold anything, in any order. A write never touches bytes outside of it, as SQLite assumes of a
//! device too (<https://www.sqlite.org/psow.html>).

mod disk;
mod notes;
mod vfs;

pub use disk::Disk;
