//! Text as a cell can hold it.

/// The most UTF-16 units of a cell.
const MAX_UNITS: usize = 32_767;

/// Text for a cell, and whether it had to be cut.
///
/// Control characters, which a workbook cannot hold, become the replacement character; line ends become line feeds. What would read as an
/// escape of the format's (`_x0041_`) the writer of the file escapes.
pub(crate) fn cell_text(text: &str) -> (String, bool) {
    let mut cell = String::with_capacity(text.len());
    let mut units = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let shown = match character {
            '\r' => {
                if characters.peek() == Some(&'\n') {
                    continue;
                }
                '\n'
            }
            '\n' | '\t' => character,
            // Not characters of XML.
            '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            _ if character.is_control() => '\u{fffd}',
            _ => character,
        };
        if units + shown.len_utf16() >= MAX_UNITS && characters.peek().is_some() {
            cell.push('…');
            return (cell, true);
        }
        units += shown.len_utf16();
        cell.push(shown);
    }
    (cell, false)
}

/// A name that a sheet can have: at most 31 UTF-16 units, none of `[ ] : * ? / \`, no apostrophe at either end.
pub(crate) fn sheet_name(name: &str, number: usize) -> String {
    let suffix = if number > 1 {
        format!(" ({number})")
    } else {
        String::new()
    };
    let room = 31 - suffix.len();
    let mut cut = String::new();
    for character in name.chars() {
        let shown = match character {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\u{fffe}' | '\u{ffff}' => ' ',
            _ if character.is_control() => ' ',
            _ => character,
        };
        if cut.encode_utf16().count() + shown.len_utf16() > room {
            break;
        }
        cut.push(shown);
    }
    let cut = cut.trim().trim_matches('\'');
    let cut = if cut.is_empty() { "Sheet" } else { cut };
    format!("{cut}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_cannot_hold_is_replaced() {
        assert_eq!(
            cell_text("a\0b\r\nc\rd\te"),
            ("a\u{fffd}b\nc\nd\te".to_owned(), false)
        );
        assert_eq!(cell_text("=1+1").0, "=1+1");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let fits = "😀".repeat(16_383);
        assert_eq!(cell_text(&fits), (fits.clone(), false));
        let (cut, was_cut) = cell_text(&"న😀".repeat(100_000));
        assert!(was_cut && cut.ends_with('…'));
        assert!(cut.encode_utf16().count() <= MAX_UNITS);
    }

    #[test]
    fn sheet_names_keep_to_the_rules() {
        assert_eq!(sheet_name("a/b:[c]", 1), "a b  c");
        assert_eq!(sheet_name("'quoted'", 1), "quoted");
        assert_eq!(sheet_name("a\u{fffe}b\u{ffff}c", 1), "a b c");
        assert_eq!(sheet_name("", 2), "Sheet (2)");
        let long = sheet_name(&"స్థూల".repeat(20), 12);
        assert!(
            long.encode_utf16().count() <= 31 && long.ends_with(" (12)"),
            "{long}"
        );
    }
}
