use crate::columns::Role;
use crate::error::{FileProblem, Purpose};
use crate::excerpt::excerpt;

/// How many header names an error lists, and how many are compared for nearness.
const MAX_LISTED: usize = 40;
const MAX_COMPARED: usize = 1_000;

/// The names of the columns, trimmed, in the order of the file.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
}

impl Header {
    /// The column that a required or optional role stands in.
    pub(crate) fn role(
        &self,
        role: Role,
        mapped: Option<&str>,
        required: bool,
    ) -> Result<Option<usize>, FileProblem> {
        if let Some(wanted) = mapped {
            return self.named(wanted, Purpose::Role(role)).map(Some);
        }
        let found = self.first_of(role.aliases())?;
        if found.is_none() && required {
            return Err(self.without(role, role.aliases()));
        }
        Ok(found)
    }

    /// The account column of an accounts file: the mapped one if the file has it, else one of these.
    pub(crate) fn account(
        &self,
        mapped: Option<&str>,
        aliases: &'static [&'static str],
    ) -> Result<usize, FileProblem> {
        if let Some(wanted) = mapped
            && let Some(found) = self.first_of(&[wanted])?
        {
            return Ok(found);
        }
        self.first_of(aliases)?
            .ok_or_else(|| self.without(Role::Account, aliases))
    }

    /// The column with this name.
    pub(crate) fn named(&self, wanted: &str, purpose: Purpose) -> Result<usize, FileProblem> {
        self.first_of(&[wanted])?
            .ok_or_else(|| FileProblem::MissingColumn {
                column: excerpt(wanted.as_bytes()),
                purpose,
                nearest: self.nearest(wanted),
            })
    }

    /// The column with this name, if there is one.
    pub(crate) fn optional(&self, wanted: &str) -> Result<Option<usize>, FileProblem> {
        self.first_of(&[wanted])
    }

    /// The column with the first of these names that the header has, exactly; if it has none, without regard to ASCII case.
    fn first_of(&self, wanted: &[&str]) -> Result<Option<usize>, FileProblem> {
        let exactly: fn(&str, &str) -> bool = |a, b| a == b;
        let any_case: fn(&str, &str) -> bool = |a, b| a.eq_ignore_ascii_case(b);
        for same in [exactly, any_case] {
            for wanted in wanted {
                let mut found = self
                    .names
                    .iter()
                    .enumerate()
                    .filter(|(_, name)| same(name, wanted));
                let Some((at, first)) = found.next() else {
                    continue;
                };
                let others: Vec<_> = found.map(|(_, name)| excerpt(name.as_bytes())).collect();
                if others.is_empty() {
                    return Ok(Some(at));
                }
                let first = std::iter::once(excerpt(first.as_bytes()));
                return Err(FileProblem::AmbiguousColumn {
                    column: excerpt(wanted.as_bytes()),
                    found: first.chain(others).take(MAX_LISTED).collect(),
                });
            }
        }
        Ok(None)
    }

    fn without(&self, role: Role, aliases: &'static [&'static str]) -> FileProblem {
        let names = self.names.iter().take(MAX_LISTED);
        FileProblem::MissingRole {
            role,
            aliases,
            header: names.map(|name| excerpt(name.as_bytes())).collect(),
        }
    }

    /// Up to three names by the number of letters to change, without regard to case; the earlier column first among equals.
    fn nearest(&self, wanted: &str) -> Vec<String> {
        let wanted = letters(wanted);
        let mut names: Vec<(usize, &String)> = self
            .names
            .iter()
            .take(MAX_COMPARED)
            .map(|name| (edits(&wanted, &letters(name)), name))
            .collect();
        names.sort_by_key(|(edits, _)| *edits);
        let names = names.into_iter().take(3);
        names.map(|(_, name)| excerpt(name.as_bytes())).collect()
    }
}

/// The beginning of a name in lower case: enough to compare by.
fn letters(name: &str) -> Vec<char> {
    name.chars()
        .flat_map(char::to_lowercase)
        .take(MAX_LISTED)
        .collect()
}

/// Letters to insert, delete or replace to get from one name to the other (Levenshtein's distance).
fn edits(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(to) {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = *cell;
            left = replaced.min(*cell + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changed_letters() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("strt", "start", 1),
            ("Start", "start", 0),
        ] {
            assert_eq!(edits(&letters(from), &letters(to)), expected, "{from} {to}");
            assert_eq!(edits(&letters(to), &letters(from)), expected, "{to} {from}");
        }
    }
}
