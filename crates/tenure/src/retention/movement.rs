/// What became of one account between two snapshots.
///
/// | before | after | ever above zero before | movement | amount |
/// | --- | --- | --- | --- | --- |
/// | 0 | above 0 | no | `New` | after |
/// | 0 | above 0 | yes | `Reactivation` | after |
/// | above 0 | higher | (yes) | `Expansion` | after - before |
/// | above 0 | lower, above 0 | (yes) | `Contraction` | before - after |
/// | above 0 | 0 | (yes) | `Churn` | before |
/// | 0 | above 0 | nobody knows | `Unknown` | after |
/// | the same | the same | either | none | |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Movement {
    /// Pays for the first time.
    New,
    /// Pays again after it had stopped.
    Reactivation,
    /// Pays more.
    Expansion,
    /// Pays less.
    Contraction,
    /// Stopped paying.
    Churn,
    /// Paid already when the history begins, which is known to begin late: nobody knows since when. Single events and what
    /// [`classify`](Self::classify) says know nothing of it; see [`RevenueHistory::known_from`](super::RevenueHistory::known_from).
    Unknown,
}

impl Movement {
    /// Every movement of a history that is known from its beginning, in the order of a bridge.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Reactivation,
        Self::Expansion,
        Self::Contraction,
        Self::Churn,
    ];

    /// The movement from one amount to another, neither below zero; `None` when they are the same. `ever` says whether the
    /// account was above zero at any earlier snapshot.
    ///
    /// ```
    /// use tenure::retention::Movement;
    ///
    /// assert_eq!(Movement::classify(0, 50, false), Some(Movement::New));
    /// assert_eq!(Movement::classify(0, 50, true), Some(Movement::Reactivation));
    /// assert_eq!(Movement::classify(50, 20, true), Some(Movement::Contraction));
    /// assert_eq!(Movement::classify(50, 0, true), Some(Movement::Churn));
    /// assert_eq!(Movement::classify(50, 50, true), None);
    /// ```
    #[must_use]
    pub const fn classify(before: i64, after: i64, ever: bool) -> Option<Self> {
        if before == after {
            None
        } else if before == 0 {
            Some(if ever { Self::Reactivation } else { Self::New })
        } else if after == 0 {
            Some(Self::Churn)
        } else if after > before {
            Some(Self::Expansion)
        } else {
            Some(Self::Contraction)
        }
    }

    /// Whether it raises the total.
    #[must_use]
    pub const fn is_gain(self) -> bool {
        matches!(
            self,
            Self::New | Self::Reactivation | Self::Expansion | Self::Unknown
        )
    }
}
