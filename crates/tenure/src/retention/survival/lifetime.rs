use super::SurvivalError;

/// How long one account stayed: a duration that ended, or one that was still running when it was last seen (censored).
///
/// Times count from the account's own start, in one unit of the caller's choice (days, months); they are non-negative finite
/// numbers, decimals included, and need not be whole. Times are only ever compared, so two lifetimes tie when their numbers are
/// the same: take them from one source, without arithmetic that rounds `0.1 + 0.2` and `0.3` apart.
///
/// # Laws
/// The entry lies before the duration: whatever is a lifetime is at risk at some time.
///
/// ```
/// use tenure::retention::survival::{Lifetime, SurvivalError};
///
/// let left = Lifetime::ended(34.0)?;
/// let customer = Lifetime::censored(12.5)?;
/// // Imported when it was ten months old: accounts like it that left before are not in the book.
/// let imported = Lifetime::ended(34.0)?.entered(10.0)?;
/// assert_eq!((left.entry(), imported.entry(), customer.has_ended()), (0.0, 10.0, false));
/// assert!(matches!(Lifetime::ended(0.0), Err(SurvivalError::NotObserved { .. })));
/// # Ok::<(), SurvivalError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lifetime {
    duration: f64,
    entry: f64,
    ended: bool,
}

impl Lifetime {
    /// A lifetime that ended after this long: the account left.
    ///
    /// # Errors
    /// [`SurvivalError::Time`]; [`SurvivalError::NotObserved`] for zero.
    pub fn ended(duration: f64) -> Result<Self, SurvivalError> {
        Self::new(duration, true)
    }

    /// A lifetime that was running when it was last seen, this long after its start: a current customer, or the end of an extract.
    ///
    /// # Errors
    /// [`SurvivalError::Time`]; [`SurvivalError::NotObserved`] for zero.
    pub fn censored(duration: f64) -> Result<Self, SurvivalError> {
        Self::new(duration, false)
    }

    fn new(duration: f64, ended: bool) -> Result<Self, SurvivalError> {
        let lifetime = Self {
            duration: time(duration)?,
            entry: 0.0,
            ended,
        };
        lifetime.entered(0.0)
    }

    /// The same lifetime under observation only after `entry` (left truncation): at risk at `t` iff entry < t <= duration.
    ///
    /// # Errors
    /// [`SurvivalError::Time`]; [`SurvivalError::NotObserved`] unless the entry lies before the duration.
    pub fn entered(self, entry: f64) -> Result<Self, SurvivalError> {
        let entry = time(entry)?;
        if entry < self.duration {
            Ok(Self { entry, ..self })
        } else {
            Err(SurvivalError::NotObserved {
                duration: self.duration,
                entry,
            })
        }
    }

    /// When it ended or, if it was running still, was last seen; above zero.
    #[must_use]
    pub const fn duration(&self) -> f64 {
        self.duration
    }

    /// When it came under observation; 0 unless it is left-truncated.
    #[must_use]
    pub const fn entry(&self) -> f64 {
        self.entry
    }

    /// Whether it ended, as opposed to censored.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.ended
    }
}

/// The same number, if it is a time. Zero has no sign.
pub(super) fn time(time: f64) -> Result<f64, SurvivalError> {
    if time.is_finite() && time >= 0.0 {
        Ok(time + 0.0)
    } else {
        Err(SurvivalError::Time { time })
    }
}
