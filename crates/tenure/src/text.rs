//! Text that people write: bounded, and free of characters that no screen shows.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

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
        /// Its length.
        bytes: usize,
        /// The longest allowed.
        max: usize,
    },
    /// It contains a control character such as NUL or a line break.
    #[error("{what} has the control character {character:?} at byte {at}; remove it")]
    Control {
        /// What the text was meant to be.
        what: &'static str,
        /// The character.
        character: char,
        /// Where it stands.
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

/// A short text that people read: the name of a segment, an industry, a reason.
///
/// 1 to 200 bytes of UTF-8 without control characters, not beginning or ending with white space. Kept exactly as given: letter
/// case and Unicode form are the host's business. Cheap to clone.
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
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "std::borrow::Cow<'_, str>", into = "String")]
pub struct Name(Arc<str>);

impl Name {
    /// The longest name, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 200;

    /// A name with this text.
    ///
    /// # Errors
    /// [`TextError`] when a rule above is broken.
    pub fn new(text: impl AsRef<str>) -> Result<Self, TextError> {
        check("the name", text.as_ref(), Self::MAX_BYTES)?;
        Ok(Self(text.as_ref().into()))
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

impl std::str::FromStr for Name {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for Name {
    type Error = TextError;

    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.as_str().to_owned()
    }
}
