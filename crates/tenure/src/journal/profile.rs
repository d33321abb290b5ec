use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{JournalError, JournalErrorKind};
use crate::id::SubjectId;
use crate::text::Name;

/// Personal data of one subject (a name, an address, a note), kept beside the facts so that it can be erased without changing
/// any of them.
///
/// At most [`Profile::MAX_FIELDS`] fields of at most [`Profile::MAX_VALUE_BYTES`] bytes each, any text included. `Debug` shows
/// the names of the fields and no values, so that none ends in a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Name, String>", into = "BTreeMap<Name, String>")]
pub struct Profile {
    fields: BTreeMap<Name, String>,
}

/// Personal data past the limits of a [`Profile`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// Too many fields.
    #[error("a profile has {fields} fields; at most {max} are allowed", max = Profile::MAX_FIELDS)]
    TooManyFields {
        /// How many.
        fields: usize,
    },
    /// A value is too long.
    #[error("the field `{field}` has {bytes} bytes; at most {max} are allowed", max = Profile::MAX_VALUE_BYTES)]
    ValueTooLong {
        /// Which.
        field: Name,
        /// Its length.
        bytes: usize,
    },
}

impl Profile {
    /// The most fields.
    pub const MAX_FIELDS: usize = 100;
    /// The longest value, in bytes of UTF-8.
    pub const MAX_VALUE_BYTES: usize = 10_000;

    /// A profile with these fields.
    ///
    /// # Errors
    /// [`ProfileError`] past the limits.
    pub fn new(fields: BTreeMap<Name, String>) -> Result<Self, ProfileError> {
        if fields.len() > Self::MAX_FIELDS {
            return Err(ProfileError::TooManyFields {
                fields: fields.len(),
            });
        }
        match fields
            .iter()
            .find(|(_, value)| value.len() > Self::MAX_VALUE_BYTES)
        {
            Some((field, value)) => Err(ProfileError::ValueTooLong {
                field: field.clone(),
                bytes: value.len(),
            }),
            None => Ok(Self { fields }),
        }
    }

    /// The profile as a journal stores it, a JSON object, and the checksum to keep beside it, which covers whose it is. For
    /// implementors; [`ProfileState::open`] reads it.
    ///
    /// # Errors
    /// Never for a profile that exists; the signature is that of the encoder.
    pub fn seal(&self, subject: &SubjectId) -> Result<(String, u32), serde_json::Error> {
        let json = serde_json::to_string(&self.fields)?;
        let checksum = checksum(subject, Some(&json));
        Ok((json, checksum))
    }

    /// The fields, by name.
    #[must_use]
    pub const fn fields(&self) -> &BTreeMap<Name, String> {
        &self.fields
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Profile")?;
        f.debug_set().entries(self.fields.keys()).finish()
    }
}

impl TryFrom<BTreeMap<Name, String>> for Profile {
    type Error = ProfileError;

    fn try_from(fields: BTreeMap<Name, String>) -> Result<Self, Self::Error> {
        Self::new(fields)
    }
}

impl From<Profile> for BTreeMap<Name, String> {
    fn from(profile: Profile) -> Self {
        profile.fields
    }
}

/// What is known of a subject's personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileState {
    /// Nothing was ever kept.
    Absent,
    /// This is kept.
    Present(Profile),
    /// It was erased.
    Forgotten,
}

impl ProfileState {
    /// The checksum to keep of a subject who was forgotten, of whom nothing else is kept. For implementors.
    #[must_use]
    pub fn seal_forgotten(subject: &SubjectId) -> u32 {
        checksum(subject, None)
    }

    /// What was stored of a subject, as this JSON or as nothing, with this checksum. For implementors.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] when they do not fit, or the JSON is no profile. No error shows the data.
    pub fn open(
        subject: &SubjectId,
        json: Option<&str>,
        sealed: u32,
    ) -> Result<Self, JournalError> {
        let found = match json {
            _ if checksum(subject, json) != sealed => None,
            None => Some(Self::Forgotten),
            Some(json) => serde_json::from_str(json).ok().map(Self::Present),
        };
        found.ok_or_else(|| {
            JournalError::new(
                JournalErrorKind::Corrupt { position: None },
                "a stored profile is not what was written; put it again, or forget the subject",
            )
        })
    }
}

/// Over whose it is, and what there is. A subject has no line break.
fn checksum(subject: &SubjectId, json: Option<&str>) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(subject.as_str().as_bytes());
    if let Some(json) = json {
        hasher.update(b"\n");
        hasher.update(json.as_bytes());
    }
    hasher.finalize()
}
