//! Foreign text made safe and short enough for one line of a terminal or a log.

/// The longest excerpt, in characters.
const MAX_CHARS: usize = 60;

/// At most sixty characters of `bytes`: control, invisible and direction-changing characters escaped, bytes that are not UTF-8
/// as `\xNN`, and an ellipsis where something was cut off.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    let mut excerpt = Excerpt::default();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            let fits = if is_unsafe_to_print(character) {
                excerpt.push(&character.escape_default().to_string())
            } else {
                excerpt.push(character.encode_utf8(&mut [0; 4]))
            };
            if !fits {
                return excerpt.text;
            }
        }
        for byte in chunk.invalid() {
            if !excerpt.push(&format!("\\x{byte:02X}")) {
                return excerpt.text;
            }
        }
    }
    excerpt.text
}

/// The whole text on one line, with the same characters escaped.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe_to_print(character) {
            printable.extend(character.escape_default());
        } else {
            printable.push(character);
        }
    }
    printable
}

#[derive(Default)]
struct Excerpt {
    text: String,
    chars: usize,
    /// Length in bytes up to where an ellipsis still fits.
    cut: usize,
}

impl Excerpt {
    /// Adds a piece; when it does not fit, ends the text with an ellipsis and says so.
    fn push(&mut self, piece: &str) -> bool {
        let chars = self.chars + piece.chars().count();
        if chars > MAX_CHARS {
            self.text.truncate(self.cut);
            self.text.push('…');
            return false;
        }
        self.text.push_str(piece);
        self.chars = chars;
        if chars < MAX_CHARS {
            self.cut = self.text.len();
        }
        true
    }
}

/// Whether a character could move the cursor, hide, or turn the text around it. The joiners U+200C and U+200D stay: Indic
/// scripts are written with them.
fn is_unsafe_to_print(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_fits_is_shown_as_it_is() {
        assert_eq!(excerpt("సంస్థ-1".as_bytes()), "సంస్థ-1");
        assert_eq!(excerpt("x".repeat(60).as_bytes()), "x".repeat(60));
    }

    #[test]
    fn long_text_ends_in_an_ellipsis_within_sixty_characters() {
        let cut = excerpt("x".repeat(61).as_bytes());
        assert_eq!(cut, format!("{}…", "x".repeat(59)));
        for text in [
            "\u{1b}".repeat(40),
            "\u{202e}x".repeat(30),
            "é\0".repeat(50),
        ] {
            assert!(excerpt(text.as_bytes()).chars().count() <= MAX_CHARS);
        }
    }

    #[test]
    fn what_a_terminal_would_act_on_is_escaped() {
        assert_eq!(excerpt(b"a\x1b[31m\n\0"), "a\\u{1b}[31m\\n\\u{0}");
        assert_eq!(excerpt("a\u{202e}b".as_bytes()), "a\\u{202e}b");
        assert_eq!(excerpt(b"caf\xe9!"), "caf\\xE9!");
    }
}
