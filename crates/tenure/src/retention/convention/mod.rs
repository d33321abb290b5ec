mod fx;
mod presets;

use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::{RecurringRule, Rounding};

pub(super) use fx::exact_sum;
pub use fx::{ConstantRates, DatedRates, Fx, FxError, ValuationError};

/// Which definitions made a figure. Goes with every result, and is serialised with it.
///
/// The default is the common definition in the field: net movements per account, retention of the accounts of the opening,
/// logo rates over the opening, credit to whoever held the account on the day. What billing systems do by their own documentation
/// is [`chartmogul`](Self::chartmogul), [`stripe`](Self::stripe), [`recurly`](Self::recurly), [`maxio`](Self::maxio) and
/// [`profitwell`](Self::profitwell).
///
/// [`recurring`](Self::recurring), [`account`](Self::account) and [`fx`](Self::fx) say what a history is made of: they take effect
/// where it is built, [from a book](super::RevenueHistory::from_book_under) or [from a host's rows](super::RevenueHistory::from_host_rows).
/// Such a history knows them, and figures asked of it by others are refused. The rest takes effect in the figures, of every history.
///
/// ```
/// use tenure::retention::{Convention, NetMethod};
///
/// let convention = Convention { net: NetMethod::BridgeWithReactivation, ..Convention::default() };
/// let text = serde_json::to_string(&convention)?;
/// assert!(text.contains(r#""net":"bridge_with_reactivation""#));
/// assert_eq!(serde_json::from_str::<Convention>("{}")?, Convention::default());
/// assert!(serde_json::from_str::<Convention>(r#"{"reactivation":{"within_days":0}}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Convention {
    /// What a contract or subscription counts for in a month, and until when.
    pub recurring: RecurringRule,
    /// Whose amounts are compared.
    pub account: AccountGrain,
    /// How amounts in several currencies meet.
    pub fx: Fx,
    /// What counts as one movement.
    pub grain: MovementGrain,
    /// When an account that pays again is reactivated, when it is new, and when it was never away.
    pub reactivation: Reactivation,
    /// How net revenue retention and net revenue churn are made.
    pub net: NetMethod,
    /// How gross revenue retention and gross revenue churn are made.
    pub gross: GrossMethod,
    /// What logo retention and logo churn of a period are rates of.
    pub logo: LogoDenominator,
    /// What the quick ratio counts as gained.
    pub quick: QuickRatio,
    /// Which holder a movement is credited to when an account changed hands.
    pub credit: Credit,
    /// How an average amount becomes whole minor units.
    pub rounding: Rounding,
}

/// What counts as one movement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MovementGrain {
    /// An account's amount at the end of a period against its amount at the end of the period before: at most one movement per
    /// account and period. What comes and goes within a period does not show. "Before" means at the end of any earlier period
    /// of the same calendar.
    #[default]
    Net,
    /// Every change of an account's amount, on the day on which it happens: any number of movements per account and period, so
    /// that one who leaves and comes back within a month shows twice. "Before" means on any earlier day. Both grains lead to the
    /// same closing, and [`NetMethod::CohortSnapshot`], [`GrossMethod::PerAccountMin`] and logo rates are the same, for they compare
    /// the ends of the period; what differs is how much moved in between, and with it the quick ratio.
    Event,
}

/// Whose amounts are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AccountGrain {
    /// The account's, all its subscriptions together: another one is expansion, dropping one of two is contraction. An account that
    /// was merged counts with the one that carries it on, from the day of the merge.
    #[default]
    Account,
    /// The amounts of all accounts under the same ultimate parent, as of the day. An account that is acquired comes over by
    /// transfer: it is neither lost by the one nor won by the other.
    UltimateParent,
    /// Each subscription's alone: another one is new, dropping one of two is churn.
    Subscription,
}

/// When an account that pays again is reactivated, and when it is new.
///
/// How long it was away are the days at zero right before the first day of the period on which it pays again (under
/// [`MovementGrain::Event`], before the day of the movement).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reactivation {
    /// Reactivated however long it was away: an account is new once.
    #[default]
    Always,
    /// Reactivated if it was away for this many days at the most; after that it is new again.
    WithinDays(NonZeroU16),
    /// Reactivated if it was away for this many whole calendar months at the least. Who is back sooner was not away: what was paid
    /// before holds on through the gap.
    AfterWholeMonths(NonZeroU16),
    /// Gaps of fewer days than this are none: what was paid before holds on through the gap. After longer ones it is reactivated.
    BridgeGaps(NonZeroU16),
}

/// How net revenue retention is made. Net revenue churn is its complement.
///
/// Over a single period of net movements the first two agree. Over a window of several periods (`trailing`) they do not: the snapshot compares
/// two days, the bridge adds up what happened in between, also to accounts that came after the opening.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NetMethod {
    /// What the accounts of the opening pay at the closing, over what they paid at the opening.
    #[default]
    CohortSnapshot,
    /// (opening + expansion - contraction - churn) / opening, from the movements of the periods.
    Bridge,
    /// (opening + expansion + reactivation - contraction - churn) / opening.
    BridgeWithReactivation,
}

/// How gross revenue retention is made. Gross revenue churn is its complement.
///
/// Over a single period of net movements both agree; over a window see [`NetMethod`]. The minimum of the two *totals* is neither: it hides churn
/// behind other accounts' expansion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GrossMethod {
    /// The smaller of opening and closing amount of every account of the opening, over the opening. In `[0, 1]`.
    #[default]
    PerAccountMin,
    /// (opening - contraction - churn) / opening, from the movements of the periods. Over a window it can fall below 0.
    Bridge,
}

/// What logo retention and logo churn of one period are rates of. Trailing and cohort rates are always over their base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LogoDenominator {
    /// The paying accounts at the opening.
    #[default]
    Opening,
    /// The paying accounts at the opening and the new ones of the period (not the reactivated ones).
    OpeningPlusNew,
    /// Every day of its own: the sum, over the days of the period, of the accounts lost on the day over those that paid the day
    /// before. Who leaves twice is lost twice. Exact while it fits into 128 bits above and below, then to 18 digits for each day.
    DailySum,
}

/// What the quick ratio counts as gained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QuickRatio {
    /// New, reactivation and expansion.
    #[default]
    WithReactivation,
    /// New and expansion.
    WithoutReactivation,
}

/// Which holder a movement is credited to when an account changes hands within the period.
///
/// Under [`MovementGrain::Net`] the whole movement of an account in a period goes to one holder. An account that is handed over but does not move stays, for
/// rates, with the holder at the opening. So where managers are compared by their *rates* in periods of many handovers,
/// `HolderAtOpening` is the even-handed choice: movers and stayers are then credited by the same day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Credit {
    /// The holder on the day of the account's last change within the period; under [`MovementGrain::Event`] each change goes to
    /// the holder on its own day. The day of a handover is the new holder's.
    #[default]
    HolderOnDay,
    /// The holder on the day before the period. An account that paid nothing then and had no holder is credited to the holder
    /// on the first day of the period on which it pays.
    HolderAtOpening,
}
