//! A file is there whole or not at all.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tenure_tables::{TableError, write_csv, write_file};

use crate::samples;

/// An empty folder of one test's own, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("tenure-tables-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn nothing(_: &mut BufWriter<File>) -> Result<(), TableError> {
    Ok(())
}

fn half_written(path: &Path) -> Result<(), TableError> {
    write_file(path, |out| {
        out.write_all(&[b'x'; 100_000]).unwrap();
        out.flush().unwrap();
        let mut rows = samples::cohorts();
        rows[1].revenue = "1 JPY".parse().unwrap();
        write_csv(out, rows).map(drop)
    })
}

#[test]
fn a_complete_file_has_its_name_and_no_other() {
    let folder = Folder::new("complete");
    let path = folder.0.join("cohort_retention.csv");
    let rows = write_file(&path, |out| write_csv(out, samples::cohorts())).unwrap();
    assert_eq!(rows, 3);
    assert_eq!(folder.names(), ["cohort_retention.csv"]);
    let mut expected = Vec::new();
    write_csv(&mut expected, samples::cohorts()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), expected);
}

#[test]
fn a_failed_write_leaves_nothing() {
    let folder = Folder::new("failed");
    assert!(half_written(&folder.0.join("new.csv")).is_err());
    assert!(folder.names().is_empty());
}

#[test]
fn a_failed_write_leaves_the_older_file_alone() {
    let folder = Folder::new("older");
    let path = folder.0.join("kept.csv");
    fs::write(&path, "older").unwrap();
    assert!(half_written(&path).is_err());
    assert_eq!(folder.names(), ["kept.csv"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "older");
}

#[test]
fn a_panic_leaves_nothing() {
    let folder = Folder::new("panic");
    let path = folder.0.join("new.csv");
    let caught = std::panic::catch_unwind(|| {
        write_file(&path, |_| -> Result<(), TableError> {
            panic!("in the middle")
        })
    });
    assert!(caught.is_err());
    assert!(folder.names().is_empty());
}

#[test]
fn what_a_killed_process_left_does_not_stand_in_the_way() {
    let folder = Folder::new("stale");
    let stale = format!(".new.csv.{}-0.partial", std::process::id());
    fs::write(folder.0.join(&stale), "stale").unwrap();
    write_file(&folder.0.join("new.csv"), |out| {
        write_csv(out, samples::trailing())
    })
    .unwrap();
    assert_eq!(folder.names(), [stale.as_str(), "new.csv"]);
}

#[test]
fn errors_name_the_path() {
    let folder = Folder::new("paths");
    let missing = folder.0.join("missing/new.csv");
    let error = write_file(&missing, nothing).unwrap_err().to_string();
    assert!(
        error.starts_with("could not create `") && error.contains("missing"),
        "{error}"
    );

    let error = write_file(Path::new("/"), nothing).unwrap_err();
    assert!(matches!(error, TableError::NoFileName { .. }), "{error}");

    // A folder stands where the file should go: noticed at the rename, and nothing stays behind.
    let taken = folder.0.join("taken");
    fs::create_dir(&taken).unwrap();
    let error = write_file(&taken, nothing).unwrap_err();
    assert!(
        matches!(
            error,
            TableError::File {
                action: "rename to",
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(folder.names(), ["taken"]);
}
