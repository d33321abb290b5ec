use tenure::retention::Cohorts;

/// More renewals than this are those of a customer of every day for longer than there have been customers.
const MAX_RENEWALS: u32 = 100_000;

/// How many customers came to each renewal, and how many of them left at it.
///
/// All that the [fit](crate::fit()) has to know. Customers of several cohorts add up: each counts for the renewals it came to.
///
/// ```
/// use tenure_forecast::RenewalCounts;
///
/// let mut counts = RenewalCounts::of_survivors(&[100, 80, 70])?; // two renewals seen
/// counts.add(&RenewalCounts::of_survivors(&[50, 45])?)?; // a younger cohort: one
/// assert_eq!(counts.iter().collect::<Vec<_>>(), [(150, 25), (80, 10)]);
/// # Ok::<(), tenure_forecast::CountsError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenewalCounts {
    /// By renewal, the first one first.
    renewals: Vec<Counts>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    faced: u64,
    left: u64,
}

/// What one customer did so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Renewed {
    /// How many times it renewed.
    pub times: u32,
    /// Whether it left at the next renewal; `false` while that has not come.
    pub left: bool,
}

/// Why there are no such counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CountsError {
    /// A cohort that grows.
    #[error(
        "{after} customers after renewal {renewal}, {before} before it; survivors never rise: count who never left, and nobody \
         who came later or came back"
    )]
    Rises {
        /// The renewal, counted from 1.
        renewal: usize,
        /// Survivors before it.
        before: u64,
        /// Survivors after it.
        after: u64,
    },
    /// More renewals than a customer can have had.
    #[error("{renewals} renewals, at most {MAX_RENEWALS} can be told apart; count longer terms")]
    TooMany {
        /// How many.
        renewals: usize,
    },
    /// More customers than can be counted.
    #[error("there are more than 2^53 customers; check what was counted")]
    TooLarge,
}

/// Above this not every whole number is a double.
const MAX_CUSTOMERS: u64 = 1 << 53;

impl RenewalCounts {
    /// The renewals of one cohort: how many there were at first, and how many never left up to the end of each renewal.
    ///
    /// # Errors
    /// [`CountsError`].
    pub fn of_survivors(survivors: &[u64]) -> Result<Self, CountsError> {
        let mut counts = Self::default();
        counts.add_survivors(survivors.iter().copied())?;
        Ok(counts)
    }

    /// The renewals of all cohorts of a report, where each period is a term and every account that is
    /// [not yet churned](tenure::retention::CohortCell::not_yet_churned) renewed. Accounts from before the run count for nothing: when
    /// they first paid is not said.
    ///
    /// # Errors
    /// [`CountsError`].
    pub fn of_cohorts(cohorts: &Cohorts) -> Result<Self, CountsError> {
        let mut counts = Self::default();
        for cohort in &cohorts.rows {
            counts.add_survivors(cohort.cells.iter().map(|cell| cell.not_yet_churned))?;
        }
        Ok(counts)
    }

    /// The renewals of customers told one by one.
    ///
    /// # Errors
    /// [`CountsError`].
    pub fn of_customers(customers: impl IntoIterator<Item = Renewed>) -> Result<Self, CountsError> {
        // Who renewed so often and then left, or was seen no further: sums from the last renewal back make the rest.
        let mut counts = Self::default();
        for Renewed { times, left } in customers {
            let faced = times as usize + usize::from(left);
            let Some(last) = faced.checked_sub(1) else {
                continue;
            };
            counts.reach(faced)?;
            if let Some(renewal) = counts.renewals.get_mut(last) {
                renewal.faced += 1;
                renewal.left += u64::from(left);
            }
        }
        let mut beyond = 0;
        for renewal in counts.renewals.iter_mut().rev() {
            renewal.faced += beyond;
            beyond = renewal.faced;
        }
        if beyond > MAX_CUSTOMERS {
            return Err(CountsError::TooLarge);
        }
        Ok(counts)
    }

    /// Adds other customers, such as another cohort.
    ///
    /// # Errors
    /// [`CountsError::TooLarge`]; nothing is added then.
    pub fn add(&mut self, other: &Self) -> Result<(), CountsError> {
        // The first renewal has most.
        if self.customers() + other.customers() > MAX_CUSTOMERS {
            return Err(CountsError::TooLarge);
        }
        self.reach(other.renewals.len())?;
        for (sum, more) in self.renewals.iter_mut().zip(&other.renewals) {
            sum.faced += more.faced;
            sum.left += more.left;
        }
        Ok(())
    }

    /// How many customers came to a renewal at all.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.renewals.first().map_or(0, |first| first.faced)
    }

    /// Renewal by renewal, the first one first: how many customers came to it, and how many of them left at it.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u64, u64)> + '_ {
        let renewals = self.renewals.iter();
        renewals.map(|renewal| (renewal.faced, renewal.left))
    }

    fn add_survivors(&mut self, survivors: impl Iterator<Item = u64>) -> Result<(), CountsError> {
        let mut cohort = Self::default();
        let mut last = None;
        for (renewal, after) in survivors.enumerate() {
            if let Some(before) = last.replace(after) {
                let left = u64::checked_sub(before, after);
                let left = left.ok_or(CountsError::Rises {
                    renewal,
                    before,
                    after,
                })?;
                cohort.renewals.push(Counts {
                    faced: before,
                    left,
                });
            } else if after > MAX_CUSTOMERS {
                return Err(CountsError::TooLarge);
            }
        }
        // Nobody comes to a renewal after the last has left.
        while cohort
            .renewals
            .pop_if(|renewal| renewal.faced == 0)
            .is_some()
        {}
        self.add(&cohort)
    }

    /// Makes room for so many renewals.
    fn reach(&mut self, renewals: usize) -> Result<(), CountsError> {
        if renewals > MAX_RENEWALS as usize {
            return Err(CountsError::TooMany { renewals });
        }
        if renewals > self.renewals.len() {
            self.renewals.resize(renewals, Counts::default());
        }
        Ok(())
    }
}
