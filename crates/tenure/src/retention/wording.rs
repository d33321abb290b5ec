use std::fmt;

use super::convention::{
    AccountGrain, Convention, Credit, Fx, GrossMethod, LogoDenominator, MovementGrain, NetMethod,
    QuickRatio, Reactivation,
};
use crate::{
    ChurnTiming, FiniteDiscounts, MonthlyRule, PastDue, Paused, RecurringRule, Rounding, Trial,
};

/// The definitions in one line of words, for the foot of a report. What is said of rules that make no difference in most books
/// (weeks and days, trials, pauses, overdue payments, discounts, rounding) is said only where they are not the default.
impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grain = match self.grain {
            MovementGrain::Net => "movements compare the last days of periods",
            MovementGrain::Event => "movements are every change on its day",
        };
        let account = match self.account {
            AccountGrain::Account => "account by account",
            AccountGrain::UltimateParent => "ultimate parent by ultimate parent, as of the day",
            AccountGrain::Subscription => "subscription by subscription",
        };
        let churn = match self.recurring.churn {
            ChurnTiming::ServiceEnd => "churn falls on the first day without service",
            ChurnTiming::CancelRequest => "churn falls on the day of the request to cancel",
            ChurnTiming::CancellationEffective => {
                "churn falls on the day on which the cancellation takes effect"
            }
            ChurnTiming::DayAfterTermEnd => {
                "churn falls on the day after the first day without service"
            }
        };
        write!(f, "{grain}, {account}; {churn}; ")?;
        for rule in rules(&self.recurring).into_iter().flatten() {
            write!(f, "{rule}; ")?;
        }
        match self.reactivation {
            Reactivation::Always => {
                f.write_str("an account is new once and reactivated ever after")?;
            }
            Reactivation::WithinDays(days) => write!(
                f,
                "an account is reactivated within {days} days and new again after them"
            )?,
            Reactivation::AfterWholeMonths(months) => write!(
                f,
                "an account is reactivated after {months} whole months away, and was not away before"
            )?,
            Reactivation::BridgeGaps(days) => {
                write!(f, "gaps of fewer than {days} days are none")?;
            }
        }
        let fx = match self.fx {
            Fx::SingleCurrency => "there is one currency",
            Fx::Constant(_) => "currencies meet at constant rates",
            Fx::AsOf(_) => "currencies meet at the rates of the last day of each step",
        };
        let net = match self.net {
            NetMethod::CohortSnapshot => "net retention is a snapshot of the opening accounts",
            NetMethod::Bridge => "net retention adds up movements, without reactivation",
            NetMethod::BridgeWithReactivation => {
                "net retention adds up movements, with reactivation"
            }
        };
        let gross = match self.gross {
            GrossMethod::PerAccountMin => {
                "gross retention takes the smaller amount of each opening account"
            }
            GrossMethod::Bridge => "gross retention adds up movements",
        };
        let logo = match self.logo {
            LogoDenominator::Opening => "logo rates are over the opening accounts",
            LogoDenominator::OpeningPlusNew => {
                "logo rates are over the opening and the new accounts"
            }
            LogoDenominator::DailySum => "logo rates are sums of daily rates",
        };
        let quick = match self.quick {
            QuickRatio::WithReactivation => "the quick ratio counts reactivation as gained",
            QuickRatio::WithoutReactivation => "the quick ratio leaves reactivation out",
        };
        let credit = match self.credit {
            Credit::HolderOnDay => "movements are credited to the holder on the day",
            Credit::HolderAtOpening => "movements are credited to the holder at the opening",
        };
        write!(f, "; {fx}; {net}; {gross}; {logo}; {quick}; {credit}")
    }
}

/// What is not as usual.
fn rules(rule: &RecurringRule) -> [Option<&'static str>; 6] {
    [
        match rule.monthly {
            MonthlyRule::YearTwelfth => None,
            MonthlyRule::FourWeeks => Some("a month has 4 weeks or 30 days"),
            MonthlyRule::JulianYear => Some("a month is the twelfth of 365.25 days"),
        },
        match rule.trial {
            Trial::Zero => None,
            Trial::Keep => Some("trials count at the price that follows"),
            Trial::Exclude => Some("trials are not in force"),
        },
        match rule.paused {
            Paused::Keep => None,
            Paused::Zero => Some("what is paused counts nothing"),
            Paused::Exclude => Some("what is paused is out of the book"),
        },
        match rule.past_due {
            PastDue::Keep => None,
            PastDue::Zero => Some("what is past due counts nothing"),
            PastDue::Exclude => Some("what is past due is out of the book"),
        },
        match rule.finite_discounts {
            FiniteDiscounts::Ignore => None,
            FiniteDiscounts::Subtract => Some("discounts that end lower the amount"),
        },
        (rule.rounding != Rounding::HalfEven)
            .then_some("monthly amounts are not rounded half to even"),
    ]
}
