use std::num::NonZeroU16;

use super::{
    Convention, GrossMethod, LogoDenominator, MovementGrain, NetMethod, QuickRatio, Reactivation,
};
use crate::{ChurnTiming, FiniteDiscounts, PastDue, Paused, RecurringRule};

/// What billing systems and their analytics do by their own documentation. What a page does not say is as in the default.
///
/// None of them names exchange rates, which only the host has: [`Convention::fx`] is left at one currency.
impl Convention {
    /// [ChartMogul](https://help.chartmogul.com/hc/en-us/articles/15384089786524)'s default settings: churn when the subscription
    /// ends in the billing system, past-due subscriptions [kept](https://help.chartmogul.com/article/303-handling-past-due-subscriptions)
    /// until they are cancelled, paused ones [kept](https://help.chartmogul.com/hc/en-us/articles/360015688860), every discount taken
    /// off, every change [a movement](https://help.chartmogul.com/hc/en-us/articles/203299912) of its day; net churn
    /// [less reactivation](https://help.chartmogul.com/hc/en-us/articles/203359341), customer churn over the
    /// [opening](https://help.chartmogul.com/hc/en-us/articles/207340419).
    ///
    /// ```
    /// use tenure::retention::{Convention, NetMethod};
    ///
    /// assert_eq!(Convention::chartmogul().net, NetMethod::BridgeWithReactivation);
    /// ```
    #[must_use]
    pub fn chartmogul() -> Self {
        Self {
            recurring: RecurringRule {
                churn: ChurnTiming::CancellationEffective,
                paused: Paused::Keep,
                past_due: PastDue::Keep,
                finite_discounts: FiniteDiscounts::Subtract,
                ..RecurringRule::default()
            },
            grain: MovementGrain::Event,
            net: NetMethod::BridgeWithReactivation,
            gross: GrossMethod::Bridge,
            quick: QuickRatio::WithReactivation,
            ..Self::default()
        }
    }

    /// [Stripe](https://docs.stripe.com/billing/subscriptions/analytics/glossary)'s billing analytics: an amount is removed
    /// [at cancellation](https://learn.profitwell.com/article/gf9qqkyplu-profitwell-vs-stripe), past-due subscriptions count, coupons
    /// lower the amount only if they last for ever, who joins and leaves within a month counts as both, and subscriber churn is over
    /// the subscribers of the opening and the new ones.
    ///
    /// ```
    /// use tenure::retention::{Convention, LogoDenominator};
    ///
    /// assert_eq!(Convention::stripe().logo, LogoDenominator::OpeningPlusNew);
    /// ```
    #[must_use]
    pub fn stripe() -> Self {
        Self {
            recurring: RecurringRule {
                churn: ChurnTiming::CancellationEffective,
                paused: Paused::Keep,
                past_due: PastDue::Keep,
                finite_discounts: FiniteDiscounts::Ignore,
                ..RecurringRule::default()
            },
            grain: MovementGrain::Event,
            gross: GrossMethod::Bridge,
            logo: LogoDenominator::OpeningPlusNew,
            ..Self::default()
        }
    }

    /// [Recurly](https://www.paddle.com/help/profitwell-metrics/measure/compare/profitwell-vs-recurly)'s analytics: churn when the
    /// subscription has run out, coupons taken off, paused subscriptions at nothing, and reactivation only after
    /// [at least one month without revenue](https://support.recurly.com/hc/en-us/articles/360041810792).
    ///
    /// ```
    /// use tenure::Paused;
    /// use tenure::retention::Convention;
    ///
    /// assert_eq!(Convention::recurly().recurring.paused, Paused::Zero);
    /// ```
    #[must_use]
    pub fn recurly() -> Self {
        Self {
            recurring: RecurringRule {
                churn: ChurnTiming::ServiceEnd,
                paused: Paused::Zero,
                finite_discounts: FiniteDiscounts::Subtract,
                ..RecurringRule::default()
            },
            grain: MovementGrain::Net,
            reactivation: Reactivation::AfterWholeMonths(NonZeroU16::MIN),
            ..Self::default()
        }
    }

    /// [Maxio](https://paddle.com/help/profitwell-metrics/measure/compare/profitwell-vs-chargify) (Chargify): an amount is removed at
    /// cancellation, discounts are taken off however long they last, subscriptions on hold count, who joins and leaves within a month
    /// counts as both, and who comes back within 90 days is reactivated, after that new. Revenue churn counts
    /// [what was downgraded](https://help.chargify.com/reports/churn-analytics.html) too.
    ///
    /// ```
    /// use tenure::retention::{Convention, Reactivation};
    ///
    /// assert!(matches!(Convention::maxio().reactivation, Reactivation::WithinDays(days) if days.get() == 90));
    /// ```
    #[must_use]
    pub fn maxio() -> Self {
        const NINETY: NonZeroU16 = NonZeroU16::MIN.saturating_add(89);
        Self {
            recurring: RecurringRule {
                churn: ChurnTiming::CancellationEffective,
                paused: Paused::Keep,
                finite_discounts: FiniteDiscounts::Subtract,
                ..RecurringRule::default()
            },
            grain: MovementGrain::Event,
            reactivation: Reactivation::WithinDays(NINETY),
            gross: GrossMethod::Bridge,
            ..Self::default()
        }
    }

    /// [ProfitWell](https://learn.profitwell.com/article/gf9qqkyplu-profitwell-vs-stripe) (Paddle): an amount counts to the end of the
    /// billing cycle, discounts are always taken off, subscriptions on hold are at nothing, who joins and leaves within a month does
    /// not show, and who comes back at any time is reactivated. Accounts
    /// [past due](http://bssubs.net/profit-well-faqs-for-paddle-users.html) are active.
    ///
    /// ```
    /// use tenure::FiniteDiscounts;
    /// use tenure::retention::Convention;
    ///
    /// assert_eq!(Convention::profitwell().recurring.finite_discounts, FiniteDiscounts::Subtract);
    /// ```
    #[must_use]
    pub fn profitwell() -> Self {
        Self {
            recurring: RecurringRule {
                churn: ChurnTiming::ServiceEnd,
                paused: Paused::Zero,
                past_due: PastDue::Keep,
                finite_discounts: FiniteDiscounts::Subtract,
                ..RecurringRule::default()
            },
            grain: MovementGrain::Net,
            reactivation: Reactivation::Always,
            ..Self::default()
        }
    }

    /// The default and the presets, each with its name, in the order in which they are described.
    #[must_use]
    pub fn named() -> [(&'static str, Self); 6] {
        [
            ("default", Self::default()),
            ("chartmogul", Self::chartmogul()),
            ("stripe", Self::stripe()),
            ("recurly", Self::recurly()),
            ("maxio", Self::maxio()),
            ("profitwell", Self::profitwell()),
        ]
    }
}
