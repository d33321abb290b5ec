//! The rates of one period, each made of two exact numbers of its row, or nothing over nothing.

use crate::money::Money;
use crate::ratio::Ratio;

use super::bridge::BridgeRow;
use super::convention::{LogoDenominator, NetMethod, QuickRatio};

impl BridgeRow {
    /// What the accounts of the opening still paid of what they had paid, expansion left out; in `[0, 1]`. `None` when nothing
    /// was open.
    ///
    /// (base - contraction - churn) / base. Within one period this is the same as the sum over accounts of the smaller of both
    /// amounts, so [`GrossMethod`](super::GrossMethod) makes no difference here.
    #[must_use]
    pub fn gross_revenue_retention(&self) -> Option<Ratio> {
        let base = self.amounts.base.to_minor();
        Ratio::of(base - self.lost(), base)
    }

    /// What the accounts of the opening paid at the closing, over what they had paid; new accounts never count. `None` when
    /// nothing was open. Under [`NetMethod::BridgeWithReactivation`] what came back in the period is added.
    #[must_use]
    pub fn net_revenue_retention(&self) -> Option<Ratio> {
        let base = self.amounts.base.to_minor();
        let returned = match self.convention.net {
            NetMethod::CohortSnapshot | NetMethod::Bridge => 0,
            NetMethod::BridgeWithReactivation => self.amounts.reactivation.to_minor(),
        };
        let kept = base - self.lost() + self.amounts.expansion.to_minor() + returned;
        Ratio::of(kept, base)
    }

    /// (contraction + churn) / base: the complement of gross revenue retention.
    #[must_use]
    pub fn gross_revenue_churn(&self) -> Option<Ratio> {
        self.gross_revenue_retention()?.complement()
    }

    /// (contraction + churn - expansion) / base, less reactivation where the convention says so: the complement of net revenue
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
            LogoDenominator::Opening => base,
            LogoDenominator::OpeningPlusNew => base + i128::from(self.accounts.new),
        };
        Ratio::of(self.accounts.churned.into(), over)
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

    fn lost(&self) -> i128 {
        self.amounts.contraction.to_minor() + self.amounts.churn.to_minor()
    }
}
