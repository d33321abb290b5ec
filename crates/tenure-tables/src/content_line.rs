//! The lines of iCalendar and vCard: folded, and with nothing in a value that could end it.

use std::io::{self, Write};

/// The longest line in octets, without its end.
const MAX_OCTETS: usize = 75;

/// Writes lines to a destination.
pub(crate) struct ContentLines<W> {
    out: W,
    line: String,
}

impl<W: Write> ContentLines<W> {
    pub(crate) const fn new(out: W) -> Self {
        Self {
            out,
            line: String::new(),
        }
    }

    /// A line whose value needs no escape.
    pub(crate) fn plain(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.line.clear();
        self.line.push_str(name);
        self.line.push(':');
        self.line.push_str(value);
        self.fold()
    }

    /// A line whose value is text of any kind.
    pub(crate) fn text(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.line.clear();
        self.line.push_str(name);
        self.line.push(':');
        push_escaped(&mut self.line, value);
        self.fold()
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Cuts the line so that no part of it is longer than allowed and no character is cut.
    fn fold(&mut self) -> io::Result<()> {
        let mut rest = self.line.as_str();
        let mut room = MAX_OCTETS;
        while rest.len() > room {
            let mut cut = room;
            while !rest.is_char_boundary(cut) {
                cut -= 1;
            }
            let (part, after) = rest.split_at(cut);
            self.out.write_all(part.as_bytes())?;
            self.out.write_all(b"\r\n ")?;
            rest = after;
            // The space that continues a line counts.
            room = MAX_OCTETS - 1;
        }
        self.out.write_all(rest.as_bytes())?;
        self.out.write_all(b"\r\n")
    }
}

/// Text as both formats escape it (RFC 5545, 3.3.11; RFC 6350, 3.4). Control characters, which neither allows, become spaces.
fn push_escaped(line: &mut String, value: &str) {
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ',' | ';' => {
                line.push('\\');
                line.push(character);
            }
            '\n' => line.push_str("\\n"),
            '\r' => {
                // One line end, whichever way it is written.
                if characters.peek() != Some(&'\n') {
                    line.push_str("\\n");
                }
            }
            '\t' => line.push('\t'),
            _ if character.is_control() => line.push(' '),
            _ => line.push(character),
        }
    }
}

/// An id as part of a unique id: letters, digits, `.` and `_` as they are, every other byte by its number, so that parts joined by
/// hyphens can be told apart.
pub(crate) fn push_part(uid: &mut String, id: &str) {
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') {
            uid.push(char::from(byte));
        } else {
            uid.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Whether this can stand behind the `@` of a unique id.
pub(crate) fn is_domain(domain: &str) -> bool {
    !domain.is_empty()
        && domain.len() <= 253
        && domain
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, value: &str) -> String {
        let mut out = Vec::new();
        ContentLines::new(&mut out).text(name, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_are_folded_at_75_octets_between_characters() {
        let value = "స్థూల విస్తరణ నిర్వాహకుడు ".repeat(20);
        let folded = line("SUMMARY", &value);
        for part in folded.split("\r\n") {
            assert!(part.len() <= MAX_OCTETS, "{part}");
        }
        assert_eq!(folded.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
    }

    #[test]
    fn a_value_cannot_end_its_line() {
        assert_eq!(
            line("SUMMARY", "a\r\nBEGIN:VEVENT\rb\nc,d;e\\f\0g"),
            "SUMMARY:a\\nBEGIN:VEVENT\\nb\\nc\\,d\\;e\\\\f g\r\n"
        );
    }

    #[test]
    fn different_ids_make_different_parts() {
        let part = |id| {
            let mut uid = String::new();
            push_part(&mut uid, id);
            uid
        };
        assert_eq!(part("acme.in_1"), "acme.in_1");
        assert_eq!(part("a-b@ñ"), "a%2Db%40%C3%B1");
    }
}
