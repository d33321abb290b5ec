//! Where a crate makes SQL of what it was given.

use std::fs;
use std::io;
use std::path::Path;

const WORDS: &[&str] = &[
    "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "ALTER ", "DROP ", "GRANT ", "PRAGMA ",
    "VACUUM ", "BEGIN", "COMMIT", "SET ", "COPY ", "WHERE ",
];

/// The calls of `format!` and the like in the sources of a folder whose text is SQL, as `file: call`, in order. A journal has none but
/// those that a test of it names with a reason: everything else is a bound parameter.
///
/// # Errors
/// When the folder cannot be read.
pub fn made_of_input(sources: &Path) -> io::Result<Vec<String>> {
    let mut files = fs::read_dir(sources)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    files.sort();
    let mut found = Vec::new();
    for path in files {
        if path.is_dir() {
            found.extend(made_of_input(&path)?);
            continue;
        }
        let source = fs::read_to_string(&path)?;
        for maker in ["format!(", "write!(", "format_args!(", ".push_str("] {
            for (at, _) in source.match_indices(maker) {
                let rest = source.get(at..).unwrap_or_default();
                let call = call(rest);
                if WORDS.iter().any(|word| call.contains(word)) {
                    let file = path.file_name().unwrap_or_default().to_string_lossy();
                    let line = call.split_whitespace().collect::<Vec<_>>().join(" ");
                    found.push(format!("{file}: {line}"));
                }
            }
        }
    }
    Ok(found)
}

/// The text up to the parenthesis that closes the first one.
fn call(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => return text.get(..=at).unwrap_or_default(),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text
}
