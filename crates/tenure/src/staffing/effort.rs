use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::{Account, CasePriority, Stage, dimension};
use crate::calendar::Span;
use crate::directory::policy::BySegment;
use crate::money::{Money, MoneyError};
use crate::rounding::Rounding;

/// How much time an account takes, as data.
///
/// Minutes a week and contacts are scaled to the days of a plan; open work counts once, however long the plan. The default is a
/// starting point to be replaced by what a host measures; `docs/staffing.md` has it as a table.
///
/// ```
/// use tenure::staffing::EffortPolicy;
///
/// let policy: EffortPolicy = serde_json::from_str(r#"{"contact_minutes":30}"#)?;
/// assert_eq!(policy.contact_minutes, 30);
/// assert_eq!(policy.open_commitment_minutes, EffortPolicy::default().open_commitment_minutes);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EffortPolicy {
    /// Minutes of a week by the account's segment.
    pub segment_minutes_per_week: BySegment,
    /// Minutes of a week for each contract or subscription in force.
    pub contract_minutes_per_week: u16,
    /// Minutes of a week by recurring amount.
    pub value_bands: ValueBands,
    /// A customer is contacted once in so many days, by segment.
    pub contact_every_days: BySegment,
    /// Minutes of one contact, with what goes before and after.
    pub contact_minutes: u16,
    /// Minutes of a week by the stage that the account is in.
    pub stage_minutes_per_week: BTreeMap<Stage, u16>,
    /// Minutes for each open case, by priority.
    pub open_case_minutes: BTreeMap<CasePriority, u16>,
    /// Minutes for each open commitment.
    pub open_commitment_minutes: u16,
    /// Minutes for each open opportunity.
    pub open_opportunity_minutes: u16,
}

/// What part of the effort a number of minutes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EffortPart {
    /// The account's segment.
    Segment,
    /// Its contracts and subscriptions in force.
    Contract,
    /// Its recurring amount.
    Value,
    /// The contacts that are due by the cadence.
    Cadence,
    /// Its stage.
    Stage,
    /// Open cases, commitments and opportunities.
    OpenWork,
    /// What the host added for the account's situation.
    Situation,
}

/// The minutes of an account by part. The parts add up to the whole, exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    parts: BTreeMap<EffortPart, u64>,
}

/// Minutes of a week by recurring amount: the highest band that an amount reaches counts.
///
/// Serialised as a list of bands, the lowest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<ValueBand>", into = "Vec<ValueBand>")]
pub struct ValueBands {
    bands: Vec<ValueBand>,
}

/// From an amount on, so many minutes of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueBand {
    /// The least recurring amount of a month.
    pub from: Money,
    /// Minutes of a week.
    pub minutes_per_week: u16,
}

/// Bands that do not rise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueBandsError {
    /// A band does not begin above the one before.
    #[error("a band from {from} follows one from {before}; list bands by rising amounts")]
    NotRising {
        /// Where the band before begins.
        before: Money,
        /// Where it begins.
        from: Money,
    },
    /// The bands have several currencies.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl EffortPart {
    /// Every part, in order.
    pub const ALL: [Self; 7] = [
        Self::Segment,
        Self::Contract,
        Self::Value,
        Self::Cadence,
        Self::Stage,
        Self::OpenWork,
        Self::Situation,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Contract => "contract",
            Self::Value => "value",
            Self::Cadence => "cadence",
            Self::Stage => "stage",
            Self::OpenWork => "open_work",
            Self::Situation => "situation",
        }
    }
}

impl fmt::Display for EffortPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl ValueBands {
    /// These bands.
    ///
    /// # Errors
    /// [`ValueBandsError`] unless every band begins above the one before, in the same currency.
    pub fn new(bands: Vec<ValueBand>) -> Result<Self, ValueBandsError> {
        for (band, next) in bands.iter().zip(bands.iter().skip(1)) {
            if band.from.compare(&next.from)?.is_ge() {
                return Err(ValueBandsError::NotRising {
                    before: band.from,
                    from: next.from,
                });
            }
        }
        Ok(Self { bands })
    }

    /// The bands, the lowest first.
    #[must_use]
    pub fn bands(&self) -> &[ValueBand] {
        &self.bands
    }

    fn minutes_per_week(&self, monthly: Money) -> Result<u16, MoneyError> {
        let mut minutes = 0;
        for band in &self.bands {
            if monthly.compare(&band.from)?.is_ge() {
                minutes = band.minutes_per_week;
            }
        }
        Ok(minutes)
    }
}

impl TryFrom<Vec<ValueBand>> for ValueBands {
    type Error = ValueBandsError;

    fn try_from(bands: Vec<ValueBand>) -> Result<Self, Self::Error> {
        Self::new(bands)
    }
}

impl From<ValueBands> for Vec<ValueBand> {
    fn from(bands: ValueBands) -> Self {
        bands.bands
    }
}

impl Effort {
    /// The minutes in all.
    #[must_use]
    pub fn minutes(&self) -> u64 {
        self.parts.values().sum()
    }

    /// The minutes of a part.
    #[must_use]
    pub fn part(&self, part: EffortPart) -> u64 {
        self.parts.get(&part).copied().unwrap_or_default()
    }

    /// The parts that are not nothing, in the order of [`EffortPart`].
    pub fn parts(&self) -> impl Iterator<Item = (EffortPart, u64)> + '_ {
        self.parts.iter().map(|(part, minutes)| (*part, *minutes))
    }

    pub(super) fn add(&mut self, part: EffortPart, minutes: u64) {
        if minutes > 0 {
            let sum = self.parts.entry(part).or_default();
            *sum = sum.saturating_add(minutes);
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for (part, minutes) in other.parts() {
            self.add(part, minutes);
        }
    }
}

impl EffortPolicy {
    /// The effort of an account over the days of a closed span, judged by what holds on its first day, with what the host adds for
    /// the situation. Each part is rounded to whole minutes once, half to even. `None` for an open span.
    ///
    /// `monthly` is the recurring amount on that day.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] when the value bands have another currency than the amount.
    pub fn effort(
        &self,
        account: &Account,
        days: Span,
        monthly: Option<Money>,
        situation_minutes: u32,
    ) -> Result<Option<Effort>, MoneyError> {
        let Some(length) = days.days() else {
            return Ok(None);
        };
        let on = days.start();
        let segment = account.class_on(dimension::SEGMENT, on);
        let weekly = |minutes: u64| scaled(minutes, length, 7);
        let stage = account.stage_on(on);
        let stage = stage.and_then(|stage| self.stage_minutes_per_week.get(&stage));
        let value = monthly.map_or(Ok(0), |monthly| self.value_bands.minutes_per_week(monthly))?;
        let in_force = contracts_in_force(account, on);
        let every = self.contact_every_days.of(segment).get();
        let mut effort = Effort::default();
        let parts = [
            (
                EffortPart::Segment,
                weekly(self.segment_minutes_per_week.of(segment).get().into()),
            ),
            (
                EffortPart::Contract,
                weekly(in_force.saturating_mul(self.contract_minutes_per_week.into())),
            ),
            (EffortPart::Value, weekly(value.into())),
            (
                EffortPart::Cadence,
                scaled(self.contact_minutes.into(), length, every.into()),
            ),
            (
                EffortPart::Stage,
                weekly(stage.copied().unwrap_or_default().into()),
            ),
            (EffortPart::OpenWork, self.open_work(account, on)),
            (EffortPart::Situation, situation_minutes.into()),
        ];
        for (part, minutes) in parts {
            effort.add(part, minutes);
        }
        Ok(Some(effort))
    }

    fn open_work(&self, account: &Account, on: NaiveDate) -> u64 {
        // The state of a day is that at its end, so that what was opened on it counts.
        let end = on.and_hms_opt(23, 59, 59).unwrap_or_default();
        let cases = account
            .cases()
            .filter(|(_, case)| case.is_unresolved_on(on));
        let cases: u64 = cases
            .filter_map(|(_, case)| self.open_case_minutes.get(&case.priority_at(end)?))
            .map(|minutes| u64::from(*minutes))
            .sum();
        let commitments = account
            .commitments()
            .filter(|(_, made)| made.is_open_on(on))
            .count();
        let opportunities = account
            .opportunities()
            .filter(|(_, seen)| seen.is_open_on(on))
            .count();
        let each = |count: usize, minutes: u16| (count as u64).saturating_mul(minutes.into());
        cases
            .saturating_add(each(commitments, self.open_commitment_minutes))
            .saturating_add(each(opportunities, self.open_opportunity_minutes))
    }
}

/// `minutes × days / per`, rounded half to even.
fn scaled(minutes: u64, days: i64, per: i128) -> u64 {
    let product = i128::from(minutes).saturating_mul(days.into());
    let rounded = Rounding::HalfEven.divide(product, per);
    rounded
        .and_then(|minutes| u64::try_from(minutes).ok())
        .unwrap_or_default()
}

fn contracts_in_force(account: &Account, on: NaiveDate) -> u64 {
    let subscriptions = account.subscriptions().filter(|(_, subscription)| {
        let mut amounts = subscription.amounts();
        amounts.any(|(span, _)| span.contains(on))
    });
    let contracts = account.contracts().filter(|(_, contract)| {
        let cancelled = contract.cancellations().at(on).and_then(Option::as_ref);
        let cancelled = cancelled.filter(|end| end.service_end <= on);
        let signed = contract.signed().filter(|signed| signed.on <= on);
        let lapsed = account
            .all_contracts()
            .lapse(contract)
            .filter(|lapse| *lapse <= on);
        signed.is_some() && cancelled.is_none() && lapsed.is_none()
    });
    (subscriptions.count() + contracts.count()) as u64
}
