use tenure::economics::{
    Cheaper, EconomicsError, ExactAmount, Extent, GrossMargin, KeepOrReplace, LifetimeInputs,
    LifetimeStep, RetentionSpending, RetentionStep, acquisition_cost_payback_months,
    acquisition_cost_per_new_account, annualised_churn_f64, compounded_retention_f64,
    cost_to_keep_per_account, cost_to_keep_per_monthly_revenue, lifetime_revenue,
};
use tenure::{Money, MoneyError, Rounding};

use super::{cents, margin, of, usd};

fn inputs() -> LifetimeInputs {
    LifetimeInputs {
        average_revenue_monthly: usd("100.00").into(),
        margin: margin(8_000),
        revenue_churn_monthly: of(2, 100),
    }
}

fn spending() -> RetentionSpending {
    RetentionSpending {
        cost: usd("12000.00"),
        kept_monthly: usd("95000.00"),
        kept_otherwise_monthly: usd("93000.00"),
        months: 12,
        margin: margin(7_500),
    }
}

fn at_risk() -> KeepOrReplace {
    KeepOrReplace {
        at_stake_monthly: usd("3000.00"),
        accounts_at_stake: 20,
        acquisition_cost: usd("90000.00"),
        acquired_monthly: usd("7500.00"),
    }
}

fn euros() -> Money {
    "1.00 EUR".parse().unwrap()
}

#[test]
fn an_average_stays_exact_until_it_is_rounded() {
    let third = ExactAmount::per(usd("100.00"), 3).unwrap();
    let inputs = LifetimeInputs {
        average_revenue_monthly: third,
        margin: margin(10_000),
        revenue_churn_monthly: of(1, 300),
    };
    // 33.33 first would have made 9,999.00.
    let value = inputs.lifetime_value().unwrap();
    assert_eq!(value, Extent::Bounded(usd("10000.00").into()));
    let down = third.rounded(Rounding::Floor).unwrap();
    assert_eq!(down, usd("33.33"));
}

#[test]
fn an_amount_is_shown_as_money_where_it_is_whole() {
    let shown = |total: &str, count| ExactAmount::per(usd(total), count).unwrap().to_string();
    assert_eq!(shown("125000.00", 250), "500.00 USD");
    assert_eq!(shown("-0.05", 5), "-0.01 USD");
    assert_eq!(shown("0.05", 2), "5/2 minor units of USD");
    let padded = format!("{:>14}", ExactAmount::from(usd("1.50")));
    assert_eq!(padded, "      1.50 USD");
}

#[test]
fn amounts_of_two_currencies_have_no_order() {
    let (dollar, euro) = (ExactAmount::from(usd("1.00")), ExactAmount::from(euros()));
    assert_eq!(dollar.partial_cmp(&euro), None);
    assert!(matches!(
        dollar.compare(&euro),
        Err(MoneyError::CurrencyMismatch { .. })
    ));
    assert_ne!(dollar, euro);
}

#[test]
fn a_margin_is_between_nothing_and_everything() {
    for basis_points in [0, 1, 9_999, 10_000] {
        let kept = margin(basis_points).basis_points();
        assert_eq!(i64::from(kept), basis_points);
    }
    for basis_points in [-1, 10_001, 65_536, i64::MIN, i64::MAX] {
        assert_eq!(
            GrossMargin::from_basis_points(basis_points),
            Err(EconomicsError::MarginOutOfRange { basis_points })
        );
    }
    assert_eq!(serde_json::to_string(&margin(7_550)).unwrap(), "7550");
    assert_eq!(
        serde_json::from_str::<GrossMargin>("7550").unwrap(),
        margin(7_550)
    );
    let refused = serde_json::from_str::<GrossMargin>("10001").unwrap_err();
    assert!(
        refused.to_string().contains("10001 basis points"),
        "{refused}"
    );
    assert_eq!(margin(5).to_string(), "0.05 %");
}

#[test]
fn lifetime_value_is_bounded_by_churn_or_by_there_being_nothing_to_add_up() {
    let under = |basis_points, churn| {
        let inputs = LifetimeInputs {
            margin: margin(basis_points),
            revenue_churn_monthly: churn,
            ..inputs()
        };
        inputs.lifetime_value().unwrap()
    };
    assert_eq!(
        under(8_000, of(2, 100)),
        Extent::Bounded(usd("4000.00").into())
    );
    assert_eq!(under(8_000, of(1, 1)), Extent::Bounded(usd("80.00").into()));
    assert_eq!(under(8_000, of(0, 7)), Extent::Unbounded);
    assert_eq!(under(0, of(0, 7)), Extent::Bounded(usd("0.00").into()));
    let revenue = lifetime_revenue(usd("0.00").into(), of(0, 1)).unwrap();
    assert_eq!(revenue, Extent::Bounded(usd("0.00").into()));
}

#[test]
fn lifetime_value_refuses_what_is_no_churn_and_no_revenue() {
    let net = LifetimeInputs {
        revenue_churn_monthly: of(-1, 100),
        ..inputs()
    };
    let refused = net.lifetime_value().unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the revenue churn per month is -1/100, outside 0 to 1; give gross revenue churn; net revenue churn may be a gain, \
         and a book that grows by itself has no lifetime"
    );
    for churn in [of(101, 100), of(-1, i128::MAX), of(i128::MIN, 1)] {
        let refused = lifetime_revenue(usd("1.00").into(), churn).unwrap_err();
        assert!(matches!(refused, EconomicsError::RateOutOfRange { .. }));
    }
    let owed = LifetimeInputs {
        average_revenue_monthly: usd("-1.00").into(),
        ..inputs()
    };
    assert_eq!(
        owed.lifetime_value().unwrap_err().to_string(),
        "the average revenue per month is -1.00 USD, below zero; give costs and revenue as amounts of at least zero"
    );
}

#[test]
fn what_does_not_fit_is_an_error() {
    let huge = cents(Money::MAX_MINOR);
    let refused = lifetime_revenue(huge.into(), of(1, i128::MAX)).unwrap_err();
    assert_eq!(
        refused,
        EconomicsError::OutOfRange {
            what: "lifetime value"
        }
    );
    let largest = RetentionSpending {
        cost: cents(1),
        kept_monthly: huge,
        kept_otherwise_monthly: cents(0),
        months: u32::MAX,
        margin: margin(9_999),
    };
    assert_eq!(
        largest.return_on_retention().unwrap_err().to_string(),
        "the break-even cost is past the range of exact figures; check the units of its inputs"
    );
    // What cancels is no reason to fail.
    let whole = lifetime_revenue(huge.into(), of(i128::MAX, i128::MAX)).unwrap();
    assert_eq!(whole, Extent::Bounded(huge.into()));
}

#[test]
fn acquisition_cost_is_over_the_accounts_it_won() {
    let each = acquisition_cost_per_new_account(usd("50000.00"), 25).unwrap();
    assert_eq!(each, Some(usd("2000.00").into()));
    assert_eq!(
        acquisition_cost_per_new_account(usd("50000.00"), 0).unwrap(),
        None
    );
    assert!(matches!(
        acquisition_cost_per_new_account(usd("-0.01"), 25),
        Err(EconomicsError::NegativeAmount {
            what: "acquisition cost",
            ..
        })
    ));
}

#[test]
fn payback_is_a_number_of_months_or_never_or_nothing() {
    let months = |cost: &str, new: &str, basis_points| {
        acquisition_cost_payback_months(usd(cost), usd(new), margin(basis_points)).unwrap()
    };
    assert_eq!(
        months("1000.00", "100.00", 8_000),
        Some(Extent::Bounded(of(25, 2)))
    );
    assert_eq!(
        months("0.00", "100.00", 8_000),
        Some(Extent::Bounded(of(0, 1)))
    );
    assert_eq!(months("1000.00", "0.00", 8_000), Some(Extent::Unbounded));
    assert_eq!(months("1000.00", "100.00", 0), Some(Extent::Unbounded));
    assert_eq!(months("0.00", "0.00", 8_000), None);
    assert_eq!(months("0.00", "100.00", 0), None);
    for (cost, new) in [("-1.00", "1.00"), ("1.00", "-1.00")] {
        let refused = acquisition_cost_payback_months(usd(cost), usd(new), margin(1));
        assert!(matches!(
            refused,
            Err(EconomicsError::NegativeAmount { .. })
        ));
    }
    let mixed = acquisition_cost_payback_months(euros(), usd("1.00"), margin(1));
    assert!(matches!(
        mixed,
        Err(EconomicsError::Money(MoneyError::CurrencyMismatch { .. }))
    ));
}

#[test]
fn cost_to_keep_is_over_what_was_kept() {
    let each = cost_to_keep_per_account(usd("100.00"), 3).unwrap().unwrap();
    assert_eq!(each.minor_units(), of(10_000, 3));
    assert_eq!(cost_to_keep_per_account(usd("100.00"), 0).unwrap(), None);
    let unit = |cost, kept| cost_to_keep_per_monthly_revenue(usd(cost), usd(kept));
    assert_eq!(unit("15.00", "100.00").unwrap(), Some(of(15, 100)));
    assert_eq!(unit("15.00", "0.00").unwrap(), None);
    assert!(unit("-15.00", "100.00").is_err());
    assert!(unit("15.00", "-100.00").is_err());
    assert!(cost_to_keep_per_monthly_revenue(euros(), usd("1.00")).is_err());
}

#[test]
fn return_on_retention_depends_on_what_would_have_been_kept_anyway() {
    let returned = |otherwise: &str| {
        let spending = RetentionSpending {
            kept_otherwise_monthly: usd(otherwise),
            ..spending()
        };
        spending.return_on_retention().unwrap()
    };
    assert_eq!(returned("93000.00"), Some(of(1, 2)));
    assert_eq!(returned("95000.00"), Some(of(-1, 1))); // it kept nothing
    assert_eq!(returned("96000.00"), Some(of(-7, 4))); // and here it did harm
    let free = RetentionSpending {
        cost: usd("0.00"),
        ..spending()
    };
    assert_eq!(free.return_on_retention().unwrap(), None);
    assert_eq!(free.break_even_cost().unwrap(), usd("18000.00").into());
}

#[test]
fn retention_spending_refuses_costs_below_zero_and_two_currencies() {
    let negative = [
        RetentionSpending {
            cost: usd("-1.00"),
            ..spending()
        },
        RetentionSpending {
            kept_monthly: usd("-1.00"),
            ..spending()
        },
        RetentionSpending {
            kept_otherwise_monthly: usd("-1.00"),
            ..spending()
        },
    ];
    for spending in negative {
        let refused = spending.return_on_retention();
        assert!(matches!(
            refused,
            Err(EconomicsError::NegativeAmount { .. })
        ));
    }
    let mixed = [
        RetentionSpending {
            cost: euros(),
            ..spending()
        },
        RetentionSpending {
            kept_monthly: euros(),
            ..spending()
        },
        RetentionSpending {
            kept_otherwise_monthly: euros(),
            ..spending()
        },
    ];
    for spending in mixed {
        assert!(matches!(
            spending.break_even_cost(),
            Err(EconomicsError::Money(_))
        ));
    }
}

#[test]
fn replacing_costs_what_acquisition_paid_for_the_same_amount() {
    assert_eq!(
        at_risk().replacement_cost().unwrap(),
        Some(Extent::Bounded(usd("36000.00").into()))
    );
    assert_eq!(
        at_risk().break_even_spend_per_account().unwrap(),
        Some(Extent::Bounded(usd("1800.00").into()))
    );
    let cheaper = |cost: &str| at_risk().cheaper(usd(cost)).unwrap();
    assert_eq!(cheaper("35999.99"), Some(Cheaper::Keep));
    assert_eq!(cheaper("36000.00"), Some(Cheaper::Neither));
    assert_eq!(cheaper("36000.01"), Some(Cheaper::Replace));
}

#[test]
fn what_cannot_be_won_again_is_worth_any_price_to_keep() {
    let barren = KeepOrReplace {
        acquired_monthly: usd("0.00"),
        ..at_risk()
    };
    assert_eq!(barren.replacement_cost().unwrap(), Some(Extent::Unbounded));
    assert_eq!(
        barren.break_even_spend_per_account().unwrap(),
        Some(Extent::Unbounded)
    );
    assert_eq!(
        barren.cheaper(usd("1000000.00")).unwrap(),
        Some(Cheaper::Keep)
    );
    // Nothing was tried: no price is known.
    let untried = KeepOrReplace {
        acquisition_cost: usd("0.00"),
        ..barren
    };
    assert_eq!(untried.replacement_cost().unwrap(), None);
    assert_eq!(untried.break_even_spend_per_account().unwrap(), None);
    assert_eq!(untried.cheaper(usd("1.00")).unwrap(), None);
    // Nothing is at stake: replacing it is free.
    let safe = KeepOrReplace {
        at_stake_monthly: usd("0.00"),
        ..untried
    };
    assert_eq!(
        safe.replacement_cost().unwrap(),
        Some(Extent::Bounded(usd("0.00").into()))
    );
    assert_eq!(safe.cheaper(usd("0.01")).unwrap(), Some(Cheaper::Replace));
    let nobody = KeepOrReplace {
        accounts_at_stake: 0,
        ..at_risk()
    };
    assert_eq!(nobody.break_even_spend_per_account().unwrap(), None);
}

#[test]
fn keep_or_replace_refuses_amounts_below_zero_and_two_currencies() {
    let negative = [
        KeepOrReplace {
            at_stake_monthly: usd("-1.00"),
            ..at_risk()
        },
        KeepOrReplace {
            acquisition_cost: usd("-1.00"),
            ..at_risk()
        },
        KeepOrReplace {
            acquired_monthly: usd("-1.00"),
            ..at_risk()
        },
    ];
    for case in negative {
        assert!(matches!(
            case.replacement_cost(),
            Err(EconomicsError::NegativeAmount { .. })
        ));
    }
    let mixed = [
        KeepOrReplace {
            at_stake_monthly: euros(),
            ..at_risk()
        },
        KeepOrReplace {
            acquisition_cost: euros(),
            ..at_risk()
        },
        KeepOrReplace {
            acquired_monthly: euros(),
            ..at_risk()
        },
    ];
    for case in mixed {
        assert!(matches!(
            case.replacement_cost(),
            Err(EconomicsError::Money(_))
        ));
    }
    assert!(at_risk().cheaper(usd("-1.00")).is_err());
    assert!(at_risk().cheaper(euros()).is_err());
}

#[test]
fn a_year_of_monthly_rates() {
    let year = |rate| compounded_retention_f64(std::iter::repeat_n(Some(rate), 12)).unwrap();
    assert_eq!(year(of(1, 1)), Some(1.0));
    assert_eq!(year(of(0, 1)), Some(0.0));
    assert!((year(of(102, 100)).unwrap() - 1.268_241_794_562_545).abs() < 1e-14);
    assert_eq!(compounded_retention_f64([None]).unwrap(), None);
    assert_eq!(compounded_retention_f64([]).unwrap(), None);
    assert!(compounded_retention_f64([Some(of(-1, 2))]).is_err());
    let boundless = std::iter::repeat_n(Some(of(i128::MAX, 1)), 9);
    assert!(matches!(
        compounded_retention_f64(boundless),
        Err(EconomicsError::OutOfRange { .. })
    ));
}

/// Reference values computed with fifty digits.
#[test]
fn churn_annualises_to_within_its_stated_precision() {
    for (churn, days, exact) in ANNUALISED {
        let annual = annualised_churn_f64(churn.parse().unwrap(), days).unwrap();
        assert!(
            (annual - exact).abs() <= 1e-14,
            "{churn} over {days}: {annual}"
        );
        assert!(
            (annual - exact).abs() <= 1e-13 * exact,
            "{churn} over {days}: {annual}"
        );
    }
    assert!(annualised_churn_f64(of(1, 10), 0).is_err());
    assert!(annualised_churn_f64(of(-1, 10), 30).is_err());
    assert!(annualised_churn_f64(of(11, 10), 30).is_err());
}

const ANNUALISED: [(&str, u32, f64); 10] = [
    ("1/10", 30, 0.7224866597107994),
    ("1/100", 31, 0.11160125495611235),
    ("1/2", 28, 0.9998809144724057),
    ("3/5", 90, 0.9756705558360907),
    ("999/1000", 365, 0.999),
    ("1/1000000000000", 30, 1.2166666666598736e-11),
    ("1/1000", 1, 0.3059301129595254),
    ("999999999999/1000000000000", 730, 0.999999),
    ("12345/678901", 92, 0.07021901580281299),
    (
        "1000000000000000000000000000001/3000000000000000000000000000000",
        28,
        0.9949356389643618,
    ),
];

#[test]
fn a_table_moves_one_input_by_stated_steps() {
    let rows = inputs()
        .sensitivity(LifetimeStep::AverageRevenue(usd("10.00")), -1..=1)
        .unwrap();
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.steps, row.inputs.average_revenue_monthly, row.figure))
        .collect();
    let expected = [
        (-1, "90.00", "3600.00"),
        (0, "100.00", "4000.00"),
        (1, "110.00", "4400.00"),
    ];
    let expected = expected.map(|(steps, average, value)| {
        (
            steps,
            usd(average).into(),
            Extent::Bounded(usd(value).into()),
        )
    });
    assert_eq!(seen, expected);

    let figures = |step| {
        let rows = spending().sensitivity(step, -1..=1).unwrap();
        assert_eq!(rows[1].inputs, spending());
        rows.iter()
            .map(|row| row.figure.unwrap().to_f64())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        figures(RetentionStep::Cost(usd("6000.00"))),
        [2.0, 0.5, 0.0]
    );
    assert_eq!(
        figures(RetentionStep::Kept(usd("2000.00"))),
        [-1.0, 0.5, 2.0]
    );
    assert_eq!(
        figures(RetentionStep::KeptOtherwise(usd("2000.00"))),
        [2.0, 0.5, -1.0]
    );
    assert_eq!(figures(RetentionStep::Months(12)), [-1.0, 0.5, 2.0]);
    assert_eq!(
        figures(RetentionStep::Margin {
            basis_points: 2_500
        }),
        [0.0, 0.5, 1.0]
    );
}

#[test]
#[expect(
    clippy::reversed_empty_ranges,
    reason = "a table of no rows is asked for"
)]
fn a_table_says_when_a_step_leaves_its_range() {
    let beyond = inputs().sensitivity(LifetimeStep::RevenueChurn { basis_points: 100 }, -3..=0);
    assert!(matches!(beyond, Err(EconomicsError::RateOutOfRange { .. })));
    let beyond = inputs().sensitivity(
        LifetimeStep::Margin {
            basis_points: i32::MAX,
        },
        i32::MAX..=i32::MAX,
    );
    assert!(matches!(
        beyond,
        Err(EconomicsError::MarginOutOfRange { .. })
    ));
    let beyond = inputs().sensitivity(LifetimeStep::AverageRevenue(euros()), 0..=1);
    assert!(matches!(beyond, Err(EconomicsError::Money(_))));
    let beyond = spending()
        .sensitivity(RetentionStep::Months(-12), 0..=2)
        .unwrap_err();
    assert_eq!(
        beyond.to_string(),
        "the number of months is -12; give a whole number of at least 0"
    );
    let beyond = spending().sensitivity(RetentionStep::Cost(euros()), 0..=1);
    assert!(matches!(beyond, Err(EconomicsError::Money(_))));
    let none = inputs().sensitivity(LifetimeStep::Margin { basis_points: 1 }, 1..=0);
    assert_eq!(none.unwrap(), []);
    // At zero churn the table shows no bound rather than a number.
    let loyal = inputs().sensitivity(LifetimeStep::RevenueChurn { basis_points: 100 }, -2..=-2);
    assert_eq!(loyal.unwrap()[0].figure, Extent::Unbounded);
}
