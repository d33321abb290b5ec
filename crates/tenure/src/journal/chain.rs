use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::id::TenantId;

/// The hash over all records of a tenant up to a position: each record's canonical bytes hashed together with the hash before.
///
/// Two journals with the same records have the same hash. Printed (as 64 hexadecimal digits) and kept elsewhere it is an anchor:
/// whoever changes an old record changes every hash after it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    /// The hash before the first record of a tenant.
    #[must_use]
    pub fn genesis(tenant: &TenantId) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"tenure journal chain 1\0");
        hash.update(tenant.as_str());
        Self(hash.finalize().into())
    }

    /// The hash after one more record with these canonical bytes.
    #[must_use]
    pub fn extend(&self, canonical: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(canonical);
        Self(hash.finalize().into())
    }

    /// The bytes, as stored.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for ChainHash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Text that is not 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a chain hash is 64 hexadecimal digits")]
pub struct ChainHashError;

impl FromStr for ChainHash {
    type Err = ChainHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 64 || !text.is_ascii() {
            return Err(ChainHashError);
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| ChainHashError)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ChainHashError)?;
        }
        Ok(Self(bytes))
    }
}
