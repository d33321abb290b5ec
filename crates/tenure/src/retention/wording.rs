use std::fmt;

use super::convention::{
    Convention, Credit, GrossMethod, LogoDenominator, MovementGrain, NetMethod, QuickRatio,
};

/// The definitions in one line of words, for the foot of a report.
impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grain = match self.grain {
            MovementGrain::Net => "movements compare the last days of periods, account by account",
            MovementGrain::Event => "movements are every change on its day, account by account",
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
        write!(f, "{grain}; {net}; {gross}; {logo}; {quick}; {credit}")
    }
}
