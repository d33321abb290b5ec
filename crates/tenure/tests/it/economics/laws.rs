use proptest::prelude::*;
use tenure::economics::{
    Cheaper, ExactAmount, Extent, GrossMargin, KeepOrReplace, LifetimeInputs, LifetimeStep,
    RetentionSpending, acquisition_cost_payback_months, annualised_churn_f64,
    compounded_retention_f64, cost_to_keep_per_account, cost_to_keep_per_monthly_revenue,
    customer_retention_cost, lifetime_revenue,
};
use tenure::{Money, Ratio, Rounding};

use super::{cents, margin, of};

const CONFIG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/it/regressions/economics.txt"
);

/// Up to ten million dollars, often nothing.
fn amount() -> impl Strategy<Value = i128> {
    prop_oneof![1 => Just(0), 9 => 1_i128..1_000_000_000]
}

fn any_margin() -> impl Strategy<Value = GrossMargin> {
    prop_oneof![8 => 1_i64..=10_000, 1 => Just(0), 1 => Just(10_000)].prop_map(margin)
}

/// A share, often nothing or everything.
fn share() -> impl Strategy<Value = Ratio> {
    let parts = (1_i128..1_000_000_000).prop_flat_map(|denominator| {
        let numerator = prop_oneof![8 => 0..=denominator, 1 => Just(0), 1 => Just(denominator)];
        (numerator, Just(denominator))
    });
    parts.prop_map(|(numerator, denominator)| of(numerator, denominator))
}

prop_compose! {
    fn lifetime_inputs()(
        total in amount(), accounts in 1_u64..10_000, margin in any_margin(), churn in share(),
    ) -> LifetimeInputs {
        LifetimeInputs {
            average_revenue_monthly: ExactAmount::per(cents(total), accounts).unwrap(),
            margin,
            revenue_churn_monthly: churn,
        }
    }
}

prop_compose! {
    fn retention_spending()(
        cost in amount(), kept in amount(), otherwise in amount(), months in 0_u32..120,
        margin in any_margin(),
    ) -> RetentionSpending {
        RetentionSpending {
            cost: cents(cost),
            kept_monthly: cents(kept),
            kept_otherwise_monthly: cents(otherwise),
            months,
            margin,
        }
    }
}

prop_compose! {
    fn keep_or_replace()(
        at_stake in amount(), accounts in 0_u64..1_000, cost in amount(), acquired in amount(),
    ) -> KeepOrReplace {
        KeepOrReplace {
            at_stake_monthly: cents(at_stake),
            accounts_at_stake: accounts,
            acquisition_cost: cents(cost),
            acquired_monthly: cents(acquired),
        }
    }
}

fn scaled(amount: Money, factor: i64) -> Money {
    amount.checked_mul(factor).unwrap()
}

/// The exact amount, times a whole number.
fn exact_scaled(amount: ExactAmount, factor: i64) -> Ratio {
    let minor = amount.minor_units();
    of(minor.numerator() * i128::from(factor), minor.denominator())
}

fn scaled_extent(extent: Extent<ExactAmount>, factor: i64) -> Option<Ratio> {
    extent.bounded().map(|amount| exact_scaled(amount, factor))
}

fn minor_units(extent: Extent<ExactAmount>) -> Option<Ratio> {
    extent.bounded().map(|amount| amount.minor_units())
}

/// The power by repeated multiplication, to check the fractional power by.
fn kept_over(churn: f64, periods: u32) -> f64 {
    (0..periods).fold(1.0, |kept, _| kept * (1.0 - churn))
}

proptest! {
    #![proptest_config(crate::config(CONFIG))]

    #[test]
    fn scaling_every_amount_scales_amounts_and_leaves_rates(
        lifetime in lifetime_inputs(), spending in retention_spending(), case in keep_or_replace(),
        count in 0_u64..1_000, factor in 1_i64..1_000,
    ) {
        let average = exact_scaled(lifetime.average_revenue_monthly, factor);
        let bigger = LifetimeInputs {
            average_revenue_monthly: ExactAmount::per(
                cents(average.numerator()), u64::try_from(average.denominator()).unwrap(),
            ).unwrap(),
            ..lifetime
        };
        prop_assert_eq!(
            minor_units(bigger.lifetime_value().unwrap()),
            scaled_extent(lifetime.lifetime_value().unwrap(), factor)
        );

        let bigger = RetentionSpending {
            cost: scaled(spending.cost, factor),
            kept_monthly: scaled(spending.kept_monthly, factor),
            kept_otherwise_monthly: scaled(spending.kept_otherwise_monthly, factor),
            ..spending
        };
        prop_assert_eq!(
            bigger.return_on_retention().unwrap(), spending.return_on_retention().unwrap()
        );
        prop_assert_eq!(
            bigger.break_even_cost().unwrap().minor_units(),
            exact_scaled(spending.break_even_cost().unwrap(), factor)
        );

        let (cost, kept) = (spending.cost, spending.kept_monthly);
        prop_assert_eq!(
            cost_to_keep_per_monthly_revenue(bigger.cost, bigger.kept_monthly).unwrap(),
            cost_to_keep_per_monthly_revenue(cost, kept).unwrap()
        );
        for per_account in [cost_to_keep_per_account, customer_retention_cost] {
            prop_assert_eq!(
                per_account(bigger.cost, count).unwrap().map(|each| each.minor_units()),
                per_account(cost, count).unwrap().map(|each| exact_scaled(each, factor))
            );
        }
        prop_assert_eq!(
            acquisition_cost_payback_months(bigger.cost, bigger.kept_monthly, spending.margin).unwrap(),
            acquisition_cost_payback_months(cost, kept, spending.margin).unwrap()
        );

        let bigger = KeepOrReplace {
            at_stake_monthly: scaled(case.at_stake_monthly, factor),
            acquisition_cost: scaled(case.acquisition_cost, factor),
            acquired_monthly: scaled(case.acquired_monthly, factor),
            ..case
        };
        prop_assert_eq!(
            bigger.break_even_spend_per_account().unwrap().map(minor_units),
            case.break_even_spend_per_account().unwrap().map(|spend| scaled_extent(spend, factor))
        );
        prop_assert_eq!(bigger.cheaper(scaled(cost, factor)).unwrap(), case.cheaper(cost).unwrap());
    }

    #[test]
    fn payback_times_what_is_earned_a_month_is_the_cost(
        cost in amount(), new in amount(), margin in any_margin(),
    ) {
        let earned_a_month = new * i128::from(margin.basis_points());
        match acquisition_cost_payback_months(cents(cost), cents(new), margin).unwrap() {
            Some(Extent::Bounded(months)) => prop_assert_eq!(
                months.numerator() * earned_a_month,
                cost * 10_000 * months.denominator()
            ),
            Some(Extent::Unbounded) => prop_assert!(earned_a_month == 0 && cost > 0),
            None => prop_assert!(earned_a_month == 0 && cost == 0),
        }
    }

    #[test]
    fn break_even_spend_makes_keeping_cost_what_replacing_would(
        at_stake in 1_i128..1_000_000, accounts in 1_u64..100, price in 0_i128..100,
        acquired in 1_i128..1_000_000,
    ) {
        // A price that comes out in whole cents per account.
        let accounts_cents = i128::from(accounts);
        let case = KeepOrReplace {
            at_stake_monthly: cents(at_stake * accounts_cents),
            accounts_at_stake: accounts,
            acquisition_cost: cents(acquired * price),
            acquired_monthly: cents(acquired),
        };
        let each = case.break_even_spend_per_account().unwrap().unwrap().bounded().unwrap();
        let each = each.rounded(Rounding::HalfEven).unwrap();
        prop_assert_eq!(each, cents(at_stake * price));
        let all = each.checked_mul(i64::try_from(accounts).unwrap()).unwrap();
        prop_assert_eq!(case.cheaper(all).unwrap(), Some(Cheaper::Neither));
        let more = all.checked_add(cents(1)).unwrap();
        prop_assert_eq!(case.cheaper(more).unwrap(), Some(Cheaper::Replace));
        if let Ok(less) = all.checked_sub(cents(1)) && !less.is_negative() {
            prop_assert_eq!(case.cheaper(less).unwrap(), Some(Cheaper::Keep));
        }
    }

    #[test]
    fn whoever_spends_no_more_than_break_even_is_no_worse_off(
        case in keep_or_replace(), cost in amount(),
    ) {
        let Some(each) = case.break_even_spend_per_account().unwrap() else {
            return Ok(());
        };
        let keeps = match each {
            Extent::Unbounded => true,
            Extent::Bounded(each) => {
                let mine = ExactAmount::per(cents(cost), case.accounts_at_stake).unwrap();
                mine <= each
            }
        };
        let cheaper = case.cheaper(cents(cost)).unwrap().unwrap();
        prop_assert_eq!(keeps, cheaper != Cheaper::Replace);
    }

    #[test]
    fn return_on_retention_is_nothing_at_break_even(
        saved in 1_i128..10_000, otherwise in amount(), months in 1_u32..120, margin in 1_i64..=10_000,
    ) {
        // Multiples of ten thousand, so that the break-even cost is whole.
        let at = |cost| RetentionSpending {
            cost,
            kept_monthly: cents(otherwise + saved * 10_000),
            kept_otherwise_monthly: cents(otherwise),
            months,
            margin: super::margin(margin),
        };
        let cost = at(cents(1)).break_even_cost().unwrap().rounded(Rounding::HalfEven).unwrap();
        prop_assert_eq!(cost, cents(saved * i128::from(months) * i128::from(margin)));
        prop_assert_eq!(at(cost).return_on_retention().unwrap(), Some(of(0, 1)));
        let more = at(cost.checked_add(cents(1)).unwrap()).return_on_retention().unwrap();
        prop_assert!(more.unwrap() < of(0, 1));
    }

    #[test]
    fn return_on_retention_falls_with_cost_and_with_the_counterfactual(
        spending in retention_spending(), more in 1_i128..1_000_000,
    ) {
        let Some(before) = spending.return_on_retention().unwrap() else {
            return Ok(());
        };
        let more = cents(more);
        let otherwise = spending.kept_otherwise_monthly.checked_add(more).unwrap();
        let credited_less = RetentionSpending { kept_otherwise_monthly: otherwise, ..spending };
        prop_assert!(credited_less.return_on_retention().unwrap().unwrap() <= before);
        let dearer = RetentionSpending { cost: spending.cost.checked_add(more).unwrap(), ..spending };
        let dearer = dearer.return_on_retention().unwrap().unwrap();
        let worth = spending.break_even_cost().unwrap().minor_units();
        prop_assert_eq!(dearer.cmp(&before), of(0, 1).cmp(&worth));
    }

    #[test]
    fn lifetime_value_falls_with_churn_and_has_no_bound_exactly_without_it(
        inputs in lifetime_inputs(), other in share(),
    ) {
        let value = inputs.lifetime_value().unwrap();
        let nothing_left = inputs.margin.basis_points() == 0
            || inputs.average_revenue_monthly.minor_units() == of(0, 1);
        prop_assert_eq!(
            value == Extent::Unbounded,
            inputs.revenue_churn_monthly == of(0, 1) && !nothing_left
        );
        let at_other = LifetimeInputs { revenue_churn_monthly: other, ..inputs };
        let at_other = at_other.lifetime_value().unwrap();
        let order = value.partial_cmp(&at_other).unwrap();
        let expected = other.cmp(&inputs.revenue_churn_monthly);
        prop_assert_eq!(order, if nothing_left { std::cmp::Ordering::Equal } else { expected });
    }

    #[test]
    fn lifetime_value_is_the_margins_share_of_lifetime_revenue(inputs in lifetime_inputs()) {
        let revenue = lifetime_revenue(inputs.average_revenue_monthly, inputs.revenue_churn_monthly);
        let whole = LifetimeInputs { margin: margin(10_000), ..inputs };
        prop_assert_eq!(revenue.clone().unwrap(), whole.lifetime_value().unwrap());
        if let (Extent::Bounded(revenue), Extent::Bounded(value)) =
            (revenue.unwrap(), inputs.lifetime_value().unwrap())
        {
            let share = i64::from(inputs.margin.basis_points());
            prop_assert_eq!(exact_scaled(value, 10_000), exact_scaled(revenue, share));
        }
    }

    #[test]
    fn a_table_is_the_figure_at_each_of_its_inputs(
        inputs in lifetime_inputs(), basis_points in 0_i32..2_000, steps in 0_i32..5,
    ) {
        let step = LifetimeStep::RevenueChurn { basis_points };
        let Ok(rows) = inputs.sensitivity(step, 0..=steps) else {
            // Only a churn above one is refused.
            let last = inputs.revenue_churn_monthly.to_f64() + f64::from(basis_points * steps) / 10_000.0;
            prop_assert!(last > 1.0 - 1e-9);
            return Ok(());
        };
        prop_assert_eq!(rows.len(), usize::try_from(steps).unwrap() + 1);
        prop_assert_eq!(rows[0].inputs, inputs);
        for (row, steps) in rows.iter().zip(0..) {
            prop_assert_eq!(row.steps, steps);
            prop_assert_eq!(row.figure, row.inputs.lifetime_value().unwrap());
        }
        for pair in rows.windows(2) {
            prop_assert!(pair[1].figure <= pair[0].figure);
        }
    }

    #[test]
    fn annualised_churn_is_a_share_and_rises_with_churn(
        churn in share(), other in share(), days in 1_u32..2_000, more_days in 0_u32..2_000,
    ) {
        let annual = annualised_churn_f64(churn, days).unwrap();
        prop_assert!((0.0..=1.0).contains(&annual), "{}", annual);
        if churn == of(0, 1) {
            prop_assert_eq!(annual, 0.0);
        }
        if churn == of(1, 1) {
            prop_assert_eq!(annual, 1.0);
        }
        let at_other = annualised_churn_f64(other, days).unwrap();
        let rise = if churn <= other { at_other - annual } else { annual - at_other };
        prop_assert!(rise >= -1e-14, "{} {}", annual, at_other);
        let slower = annualised_churn_f64(churn, days + more_days).unwrap();
        prop_assert!(slower <= annual + 1e-14);
    }

    #[test]
    fn annualised_churn_is_a_power_where_periods_fill_the_year(churn in share(), days in prop::sample::select(vec![1_u32, 5, 73, 365])) {
        let annual = annualised_churn_f64(churn, days).unwrap();
        let kept = kept_over(churn.to_f64(), 365 / days);
        prop_assert!((annual - (1.0 - kept)).abs() < 1e-12, "{} {}", annual, 1.0 - kept);
    }

    #[test]
    fn compounding_is_the_product_in_any_order(rates in prop::collection::vec(share(), 1..24), at in any::<prop::sample::Index>()) {
        let compounded = |rates: &[Ratio]| {
            compounded_retention_f64(rates.iter().copied().map(Some)).unwrap().unwrap()
        };
        let whole = compounded(&rates);
        prop_assert!((0.0..=1.0).contains(&whole));
        let mut reversed = rates.clone();
        reversed.reverse();
        prop_assert!((whole - compounded(&reversed)).abs() <= 1e-13 * whole);
        let (left, right) = rates.split_at(at.index(rates.len()));
        if !left.is_empty() {
            prop_assert!((whole - compounded(left) * compounded(right)).abs() <= 1e-13 * whole);
        }
        let mut gap: Vec<_> = rates.into_iter().map(Some).collect();
        let at = at.index(gap.len());
        gap[at] = None;
        prop_assert_eq!(compounded_retention_f64(gap).unwrap(), None);
    }
}
