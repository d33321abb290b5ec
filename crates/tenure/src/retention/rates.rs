//! The rates of one period, each made of two exact numbers of its row, or nothing over nothing.

use crate::money::Money;
use crate::ratio::Ratio;

use super::bridge::BridgeRow;
use super::convention::{GrossMethod, LogoDenominator, NetMethod, QuickRatio};

impl BridgeRow {
    /// What the accounts of the opening still paid of what they had paid, expansion left out; in `[0, 1]`. `None` when nothing
    /// was open.
    ///
    /// (base - [lost](super::BaseChange::lost)) / base, which is the sum over accounts of the smaller of both amounts; or, by
    /// [`GrossMethod::Bridge`], (base - contraction - churn) / base. Of net movements both are the same.
    #[must_use]
    pub fn gross_revenue_retention(&self) -> Option<Ratio> {
        let base = self.amounts.base.to_minor();
        let lost = match self.convention.gross {
            GrossMethod::PerAccountMin => self.base_change.lost.to_minor(),
            GrossMethod::Bridge => self.lost(),
        };
        Ratio::of(base - lost, base)
    }

    /// What the accounts of the opening paid at the closing, over what they had paid; new accounts never count. `None` when
    /// nothing was open. Under [`NetMethod::Bridge`] the movements of the period instead, the same thing where those are net; under
    /// [`NetMethod::BridgeWithReactivation`] what came back in the period is added.
    #[must_use]
    pub fn net_revenue_retention(&self) -> Option<Ratio> {
        let base = self.amounts.base.to_minor();
        let moved = self.amounts.expansion.to_minor() - self.lost();
        let change = match self.convention.net {
            NetMethod::CohortSnapshot => {
                self.base_change.gained.to_minor() - self.base_change.lost.to_minor()
            }
            NetMethod::Bridge => moved,
            NetMethod::BridgeWithReactivation => moved + self.amounts.reactivation.to_minor(),
        };
        let kept = base + change;
        Ratio::of(kept, base)
    }

    /// What was lost, over the base: the complement of gross revenue retention.
    #[must_use]
    pub fn gross_revenue_churn(&self) -> Option<Ratio> {
        self.gross_revenue_retention()?.complement()
    }

    /// (lost - gained) / base, less reactivation where the convention says so: the complement of net revenue
    /// retention. Below zero when the book grew from within.
    #[must_use]
    pub fn net_revenue_churn(&self) -> Option<Ratio> {
        self.net_revenue_retention()?.complement()
    }

    /// Accounts still paying over accounts paying, by [`LogoDenominator`]: the complement of logo churn.
    #[must_use]
    pub fn logo_retention(&self) -> Option<Ratio> {
        self.logo_churn()?.complement()
    }

    /// Accounts lost, over the paying accounts of the opening, or over those and the new ones, by [`LogoDenominator`].
    #[must_use]
    pub fn logo_churn(&self) -> Option<Ratio> {
        let base = i128::from(self.accounts.base);
        let over = match self.convention.logo {
            LogoDenominator::DailySum => return self.daily_logo_churn,
            LogoDenominator::Opening => base,
            LogoDenominator::OpeningPlusNew => base + i128::from(self.accounts.new),
        };
        Ratio::of(self.base_change.lost_accounts.into(), over)
    }

    /// What was gained over what was lost; reactivation counts as gained by [`QuickRatio`]. `None` when nothing was lost.
    #[must_use]
    pub fn quick_ratio(&self) -> Option<Ratio> {
        let returned = match self.convention.quick {
            QuickRatio::WithReactivation => self.amounts.reactivation.to_minor(),
            QuickRatio::WithoutReactivation => 0,
        };
        let gained = self.amounts.new.to_minor() + self.amounts.expansion.to_minor() + returned;
        Ratio::of(gained, self.lost())
    }

    /// The closing amount over the accounts paying on the same day, in minor units for each account, exactly.
    #[must_use]
    pub fn revenue_per_account(&self) -> Option<Ratio> {
        Ratio::of(
            self.amounts.closing.to_minor(),
            self.accounts.closing.into(),
        )
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

    /// What moved out, by the convention's grain.
    fn lost(&self) -> i128 {
        self.amounts.contraction.to_minor() + self.amounts.churn.to_minor()
    }
}
