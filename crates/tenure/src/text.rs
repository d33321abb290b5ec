//! Text that people write, bounded and free of control characters; and how values are written as text.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use serde::de;

/// Why a text cannot be a [`Name`] or an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// There is nothing in it.
    #[error("{what} is empty; give at least one character")]
    Empty {
        /// What the text was meant to be.
        what: &'static str,
    },
    /// It is longer than its kind may be.
    #[error("{what} has {bytes} bytes; at most {max} are allowed")]
    TooLong {
        /// What the text was meant to be.
        what: &'static str,
        /// Its length in bytes of UTF-8.
        bytes: usize,
        /// The longest allowed, in bytes of UTF-8.
        max: usize,
    },
    /// It contains a control character (Unicode category Cc) such as NUL, a tab or a line break.
    #[error("{what} has the control character {character:?} at byte {at}; remove it")]
    Control {
        /// What the text was meant to be.
        what: &'static str,
        /// The character.
        character: char,
        /// Where it stands, in bytes from the beginning.
        at: usize,
    },
    /// It begins or ends with white space, which two systems will disagree about.
    #[error("{what} begins or ends with white space; trim it")]
    Untrimmed {
        /// What the text was meant to be.
        what: &'static str,
    },
}

/// Checks the rules that names and ids share.
pub(crate) fn check(what: &'static str, text: &str, max: usize) -> Result<(), TextError> {
    if text.is_empty() {
        return Err(TextError::Empty { what });
    }
    if text.len() > max {
        return Err(TextError::TooLong {
            what,
            bytes: text.len(),
            max,
        });
    }
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    if let Some((at, character)) = text.char_indices().find(|(_, c)| c.is_control()) {
        return Err(TextError::Control {
            what,
            character,
            at,
        });
    }
    if text.trim() != text {
        return Err(TextError::Untrimmed { what });
    }
    Ok(())
}

/// The beginning of a text for an error message: at most 40 characters, control characters escaped.
pub(crate) fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let beginning: String = characters
        .by_ref()
        .take(40)
        .flat_map(|character| {
            let (escaped, plain) = if character.is_control() {
                (Some(character.escape_default()), None)
            } else {
                (None, Some(character))
            };
            escaped.into_iter().flatten().chain(plain)
        })
        .collect();
    if characters.next().is_some() {
        beginning + "…"
    } else {
        beginning
    }
}

/// Writes a value to its full length whatever the precision, padded to the width that the formatter asks for.
///
/// [`Formatter::pad`](fmt::Formatter::pad) would cut the text at the precision, and half an amount is another amount.
pub(crate) fn pad(f: &mut fmt::Formatter<'_>, value: fmt::Arguments<'_>) -> fmt::Result {
    use fmt::Write as _;

    let Some(width) = f.width() else {
        return f.write_fmt(value);
    };
    let text = value.to_string();
    let missing = width.saturating_sub(text.chars().count());
    let before = match f.align() {
        Some(fmt::Alignment::Right) => missing,
        Some(fmt::Alignment::Center) => missing / 2,
        Some(fmt::Alignment::Left) | None => 0,
    };
    let fill = f.fill();
    (0..before).try_for_each(|_| f.write_char(fill))?;
    f.write_str(&text)?;
    (before..missing).try_for_each(|_| f.write_char(fill))
}

/// Serialises a type as the text that its `Display` writes, and deserialises it through its `FromStr`: what the constructor
/// refuses the wire form refuses too, with the same message.
macro_rules! serde_as_text {
    ($type:ty, $expecting:literal) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        $crate::text::deserialize_from_text!($type, $expecting);
    };
}
pub(crate) use serde_as_text;

/// The half of [`serde_as_text`] that reads, for a type that has a quicker way to write the same text.
macro_rules! deserialize_from_text {
    ($type:ty, $expecting:literal) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::text::TextVisitor::expecting($expecting))
            }
        }
    };
}
pub(crate) use deserialize_from_text;

/// Reads a value from text of any ownership, without a copy in between.
pub(crate) struct TextVisitor<T> {
    expecting: &'static str,
    value: PhantomData<T>,
}

impl<T> TextVisitor<T> {
    pub(crate) const fn expecting(expecting: &'static str) -> Self {
        Self {
            expecting,
            value: PhantomData,
        }
    }
}

impl<T: FromStr<Err: fmt::Display>> de::Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// A short text that people read: the name of a segment, an industry, a reason.
///
/// 1 to 200 bytes of UTF-8 without control characters, not beginning or ending with white space. Kept exactly as given: letter
/// case and Unicode form are the host's business, and joiners that Indic and Arabic scripts need stay. Ordered byte by byte.
/// Serialised as the plain text. Cheap to clone.
///
/// ```
/// use tenure::Name;
///
/// let industry = Name::new("EdTech")?;
/// assert_eq!(industry.as_str(), "EdTech");
/// assert!(Name::new("").is_err());
/// assert!(Name::new("two\nlines").is_err());
/// # Ok::<(), tenure::TextError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    /// The longest name, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 200;

    /// A name that is written in this crate: a few plain letters.
    pub(crate) fn fixed(text: &'static str) -> Self {
        Self(Arc::from(text))
    }

    /// A name with this text.
    ///
    /// # Errors
    /// [`TextError`] when a rule above is broken.
    pub fn new(text: impl AsRef<str>) -> Result<Self, TextError> {
        check("the name", text.as_ref(), Self::MAX_BYTES)?;
        Ok(Self(text.as_ref().into()))
    }

    /// For the defaults of this crate, which the tests read back through [`new`](Self::new).
    pub(crate) fn preset(text: &'static str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

serde_as_text!(Name, "a name of 1 to 200 bytes without control characters");

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.as_str().to_owned()
    }
}
