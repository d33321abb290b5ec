//! Where the shared data sets with independently computed answers lie. They are read in place and belong to no repository.
//!
//! The folder is the environment variable `TENURE_DATA`, else `../shared/data` beside the workspace. A checkout without it is a
//! good checkout: its tests say on standard error that they were skipped and how to run them. Under continuous integration
//! (`CI=true`) a missing folder is a failure, so that nothing is skipped for ever unseen.

use std::path::{Path, PathBuf};

/// The folder of the shared data sets; `None` where there is none, said on standard error.
///
/// # Panics
/// Where there is none although `TENURE_DATA` names one or `CI` is set.
#[must_use]
#[allow(
    clippy::print_stderr,
    reason = "a test that is skipped in silence proves nothing"
)]
pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("TENURE_DATA").map(PathBuf::from);
    let required = named.is_some() || std::env::var_os("CI").is_some_and(|ci| !ci.is_empty());
    let folder =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    if folder.is_dir() {
        return Some(folder);
    }
    let what = format!(
        "the shared data sets are not at {}; set TENURE_DATA to the folder that holds mrr_dbt_seed, ravenstack and others",
        folder.display()
    );
    assert!(!required, "{what}");
    eprintln!("\n*** SKIPPED, not passed: {what} ***\n");
    None
}

/// One file of the shared data sets, such as `mrr_dbt_seed/subscription_periods.csv`; `None` as in [`folder`].
///
/// # Panics
/// As [`folder`], and where the folder is there without the file.
#[must_use]
pub fn path(relative: &str) -> Option<PathBuf> {
    let path = folder()?.join(relative);
    assert!(
        path.exists(),
        "{} is missing though its folder is there; the data sets are incomplete",
        path.display()
    );
    Some(path)
}
