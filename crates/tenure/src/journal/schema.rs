/// What a store is to this version of its adapter: whether it has the tables of a journal, and which.
///
/// Adapters answer it from their `check`, and bring a store to the present by their `migrate`. Opening never does that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Schema {
    /// There is nothing yet.
    Absent,
    /// Empty, or of an earlier version.
    Outdated {
        /// How many steps it has; 0 for an empty store.
        steps: u32,
    },
    /// As this version reads and writes it.
    Current,
    /// Of a later version: update the program. Nothing will touch it.
    Newer {
        /// How many steps it has.
        steps: u32,
    },
    /// Something else, that of another application. Nothing will touch it.
    Foreign,
}

/// The checksum under which adapters note an applied step of their schema, so that a store and a build that do not belong together are
/// noticed: FNV-1a over its text, however its lines were ended when it was checked out.
#[must_use]
pub fn step_checksum(step: &str) -> i64 {
    step.bytes()
        .filter(|byte| *byte != b'\r')
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
        .cast_signed()
}
