use std::fmt;

use super::convention::{
    AccountGrain, ChurnTiming, Convention, Credit, Fx, GrossMethod, LogoDenominator, MovementGrain,
    NetMethod, QuickRatio, Reactivation,
};

/// The definitions in one line of words, for the foot of a report.
impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grain = match self.grain {
            MovementGrain::Net => "movements compare the last days of periods",
            MovementGrain::Event => "movements are every change on its day",
        };
        let account = match self.account {
            AccountGrain::Account => "account by account",
        };
        let churn = match self.churn {
            ChurnTiming::ServiceEnd => "churn falls on the first day without service",
        };
        let reactivation = match self.reactivation {
            Reactivation::Always => "an account is new once and reactivated ever after",
        };
        let fx = match self.fx {
            Fx::SingleCurrency => "there is one currency",
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
        };
        let quick = match self.quick {
            QuickRatio::WithReactivation => "the quick ratio counts reactivation as gained",
            QuickRatio::WithoutReactivation => "the quick ratio leaves reactivation out",
        };
        let credit = match self.credit {
            Credit::HolderOnDay => "movements are credited to the holder on the day",
            Credit::HolderAtOpening => "movements are credited to the holder at the opening",
        };
        write!(
            f,
            "{grain}, {account}; {churn}; {reactivation}; {fx}; {net}; {gross}; {logo}; {quick}; {credit}"
        )
    }
}
