use serde::{Deserialize, Serialize};

use crate::Rounding;

/// Which definitions made a figure. Goes with every result, and is serialised with it.
///
/// The default is the common definition in the field: net movements per account, retention of the accounts of the opening,
/// logo rates over the opening, credit to whoever held the account on the day.
///
/// ```
/// use tenure::retention::{Convention, NetMethod};
///
/// let convention = Convention { net: NetMethod::BridgeWithReactivation, ..Convention::default() };
/// let text = serde_json::to_string(&convention)?;
/// assert!(text.contains(r#""net":"bridge_with_reactivation""#));
/// assert_eq!(serde_json::from_str::<Convention>("{}")?, Convention::default());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Convention {
    /// What counts as one movement.
    pub grain: MovementGrain,
    /// Whose amounts are compared.
    pub account: AccountGrain,
    /// On which day an amount is lost.
    pub churn: ChurnTiming,
    /// When an account that pays again is reactivated, and when it is new.
    pub reactivation: Reactivation,
    /// How amounts in several currencies meet.
    pub fx: Fx,
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
    /// The account's, all its subscriptions together: another one is expansion, dropping one of two is contraction.
    #[default]
    Account,
}

/// On which day an amount is lost. A request to cancel is not a loss, and neither is the day it takes effect while the service runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChurnTiming {
    /// The first day without service: the end of the span in force.
    #[default]
    ServiceEnd,
}

/// When an account that pays again is reactivated, and when it is new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reactivation {
    /// Reactivated however long it was away: an account is new once.
    #[default]
    Always,
}

/// How amounts in several currencies meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fx {
    /// Not at all: a second currency is an error.
    #[default]
    SingleCurrency,
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
