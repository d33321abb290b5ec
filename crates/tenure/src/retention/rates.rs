//! The rates of one period, each made of two exact numbers of its row, or nothing over nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::ratio::Ratio;

use super::bridge::BridgeRow;
use super::convention::{GrossMethod, LogoDenominator, NetMethod, QuickRatio};

/// A rate of one period or of a window, by its name.
///
/// Both of its parts add up over accounts and over slices; the rate itself does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rate {
    /// [`BridgeRow::gross_revenue_retention`].
    GrossRevenueRetention,
    /// [`BridgeRow::net_revenue_retention`].
    NetRevenueRetention,
    /// [`BridgeRow::gross_revenue_churn`].
    GrossRevenueChurn,
    /// [`BridgeRow::net_revenue_churn`].
    NetRevenueChurn,
    /// [`BridgeRow::logo_retention`].
    LogoRetention,
    /// [`BridgeRow::logo_churn`].
    LogoChurn,
    /// [`BridgeRow::quick_ratio`]; of one period only.
    QuickRatio,
    /// [`BridgeRow::revenue_per_account`], in minor units; of one period only.
    RevenuePerAccount,
}

impl Rate {
    /// Every rate, in order.
    pub const ALL: [Self; 8] = [
        Self::GrossRevenueRetention,
        Self::NetRevenueRetention,
        Self::GrossRevenueChurn,
        Self::NetRevenueChurn,
        Self::LogoRetention,
        Self::LogoChurn,
        Self::QuickRatio,
        Self::RevenuePerAccount,
    ];

    /// The name, as it stands in a table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GrossRevenueRetention => "gross_revenue_retention",
            Self::NetRevenueRetention => "net_revenue_retention",
            Self::GrossRevenueChurn => "gross_revenue_churn",
            Self::NetRevenueChurn => "net_revenue_churn",
            Self::LogoRetention => "logo_retention",
            Self::LogoChurn => "logo_churn",
            Self::QuickRatio => "quick_ratio",
            Self::RevenuePerAccount => "revenue_per_account",
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl BridgeRow {
    /// A rate by its name; `None` over nothing.
    #[must_use]
    pub fn rate(&self, rate: Rate) -> Option<Ratio> {
        let (numerator, denominator) = self.rate_parts(rate);
        Ratio::of(numerator, denominator)
    }

    /// What stands above and below the line of a rate, also where nothing stands below it.
    pub(super) fn rate_parts(&self, rate: Rate) -> (i128, i128) {
        let base = self.amounts.base.to_minor();
        if self.convention.logo == LogoDenominator::DailySum {
            let daily = self.daily_logo_churn;
            let (lost, over) = daily.map_or((0, 0), |sum| (sum.numerator(), sum.denominator()));
            match rate {
                Rate::LogoRetention => return (over - lost, over),
                Rate::LogoChurn => return (lost, over),
                _ => {}
            }
        }
        match rate {
            Rate::GrossRevenueRetention => (base - self.gross_lost(), base),
            Rate::GrossRevenueChurn => (self.gross_lost(), base),
            Rate::NetRevenueRetention => (base + self.net_change(), base),
            Rate::NetRevenueChurn => (-self.net_change(), base),
            Rate::LogoRetention => (self.logo_base() - self.logos_lost(), self.logo_base()),
            Rate::LogoChurn => (self.logos_lost(), self.logo_base()),
            Rate::QuickRatio => (self.gained(), self.lost()),
            Rate::RevenuePerAccount => (
                self.amounts.closing.to_minor(),
                self.accounts.closing.into(),
            ),
        }
    }

    /// What the accounts of the opening still paid of what they had paid, expansion left out; in `[0, 1]`. `None` when nothing
    /// was open.
    ///
    /// (base - [lost](super::BaseChange::lost)) / base, which is the sum over accounts of the smaller of both amounts; or, by
    /// [`GrossMethod::Bridge`], (base - contraction - churn) / base. Of net movements both are the same.
    #[must_use]
    pub fn gross_revenue_retention(&self) -> Option<Ratio> {
        self.rate(Rate::GrossRevenueRetention)
    }

    /// What the accounts of the opening paid at the closing, over what they had paid; new accounts never count. `None` when
    /// nothing was open. Under [`NetMethod::Bridge`] the movements of the period instead, the same thing where those are net; under
    /// [`NetMethod::BridgeWithReactivation`] what came back in the period is added.
    #[must_use]
    pub fn net_revenue_retention(&self) -> Option<Ratio> {
        self.rate(Rate::NetRevenueRetention)
    }

    /// What was lost, over the base: the complement of gross revenue retention.
    #[must_use]
    pub fn gross_revenue_churn(&self) -> Option<Ratio> {
        self.rate(Rate::GrossRevenueChurn)
    }

    /// (lost - gained) / base, less reactivation where the convention says so: the complement of net revenue
    /// retention. Below zero when the book grew from within.
    #[must_use]
    pub fn net_revenue_churn(&self) -> Option<Ratio> {
        self.rate(Rate::NetRevenueChurn)
    }

    /// Accounts still paying over accounts paying, by [`LogoDenominator`]: the complement of logo churn.
    #[must_use]
    pub fn logo_retention(&self) -> Option<Ratio> {
        self.rate(Rate::LogoRetention)
    }

    /// Accounts lost, over the paying accounts of the opening, or over those and the new ones, by [`LogoDenominator`].
    #[must_use]
    pub fn logo_churn(&self) -> Option<Ratio> {
        self.rate(Rate::LogoChurn)
    }

    /// What was gained over what was lost; reactivation counts as gained by [`QuickRatio`]. `None` when nothing was lost.
    #[must_use]
    pub fn quick_ratio(&self) -> Option<Ratio> {
        self.rate(Rate::QuickRatio)
    }

    /// The closing amount over the accounts paying on the same day, in minor units for each account, exactly.
    #[must_use]
    pub fn revenue_per_account(&self) -> Option<Ratio> {
        self.rate(Rate::RevenuePerAccount)
    }

    /// Average recurring revenue per paying account and month at the closing, rounded to the minor unit by
    /// [`Convention::rounding`](super::Convention::rounding). `None` when no account pays.
    #[must_use]
    pub fn average_revenue_per_account(&self) -> Option<Money> {
        let exact = self.revenue_per_account()?;
        let minor = self
            .convention
            .rounding
            .divide(exact.numerator(), exact.denominator())?;
        Money::from_minor(minor, self.amounts.closing.currency()).ok()
    }

    /// What gross retention leaves out, by [`GrossMethod`].
    fn gross_lost(&self) -> i128 {
        match self.convention.gross {
            GrossMethod::PerAccountMin => self.base_change.lost.to_minor(),
            GrossMethod::Bridge => self.lost(),
        }
    }

    /// By how much the base changed, by [`NetMethod`].
    fn net_change(&self) -> i128 {
        let moved = self.amounts.expansion.to_minor() - self.lost();
        match self.convention.net {
            NetMethod::CohortSnapshot => {
                self.base_change.gained.to_minor() - self.base_change.lost.to_minor()
            }
            NetMethod::Bridge => moved,
            NetMethod::BridgeWithReactivation => moved + self.amounts.reactivation.to_minor(),
        }
    }

    /// The accounts that logo rates are over, by [`LogoDenominator`].
    fn logo_base(&self) -> i128 {
        let base = i128::from(self.accounts.base);
        match self.convention.logo {
            // By the day, the sum itself is the rate.
            LogoDenominator::Opening | LogoDenominator::DailySum => base,
            LogoDenominator::OpeningPlusNew => base + i128::from(self.accounts.new),
        }
    }

    fn logos_lost(&self) -> i128 {
        self.base_change.lost_accounts.into()
    }

    /// What moved in, by [`QuickRatio`].
    fn gained(&self) -> i128 {
        let returned = match self.convention.quick {
            QuickRatio::WithReactivation => self.amounts.reactivation.to_minor(),
            QuickRatio::WithoutReactivation => 0,
        };
        self.amounts.new.to_minor() + self.amounts.expansion.to_minor() + returned
    }

    /// What moved out, by the convention's grain.
    fn lost(&self) -> i128 {
        self.amounts.contraction.to_minor() + self.amounts.churn.to_minor()
    }
}
