//! Where counts come from.

use chrono::NaiveDate;
use tenure::retention::{self, Convention, RevenueHistory, RevenueLine, Slicing};
use tenure::{AccountId, Currency, Grain, Periods, Span};
use tenure_forecast::{CountsError, RenewalCounts, Renewed};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Two cohorts of a book, the second a month younger: who came back is as gone as who stayed away.
#[test]
fn cohorts_of_a_report_add_up() {
    let mut builder = RevenueHistory::builder(Currency::EUR);
    for (account, from, to) in [
        ("stays", "2026-01-05", None),
        ("leaves", "2026-01-05", Some("2026-02-10")),
        ("returns", "2026-01-05", Some("2026-03-10")),
        ("late", "2026-02-01", None),
    ] {
        let account = builder.account(&AccountId::new(account).unwrap()).unwrap();
        let span = Span::new(day(from), to.map(day)).unwrap();
        let monthly = "10 EUR".parse().unwrap();
        builder
            .line(RevenueLine {
                account,
                span,
                monthly,
            })
            .unwrap();
    }
    let returns = builder
        .account(&AccountId::new("returns").unwrap())
        .unwrap();
    let span = Span::new(day("2026-04-01"), None).unwrap();
    let monthly = "10 EUR".parse().unwrap();
    builder
        .line(RevenueLine {
            account: returns,
            span,
            monthly,
        })
        .unwrap();
    let report = retention::cohorts(
        &builder.build().unwrap(),
        &Periods::covering(Grain::Month, day("2026-01-01"), day("2026-04-30")).unwrap(),
        &Slicing::none(),
        Convention::default(),
    );
    let counts = RenewalCounts::of_cohorts(&report.unwrap().all).unwrap();
    // January's three: one leaves at the first month's end, one at the second's. February's one stays through two.
    assert_eq!(counts.iter().collect::<Vec<_>>(), [(4, 1), (3, 1), (1, 0)]);
    assert_eq!(counts.customers(), 4);
}

#[test]
fn counts_that_cannot_be_say_where() {
    let rises = RenewalCounts::of_survivors(&[10, 8, 9]);
    let expected = CountsError::Rises {
        renewal: 2,
        before: 8,
        after: 9,
    };
    assert_eq!(rises, Err(expected));
    let customer = Renewed {
        times: 4_000_000_000,
        left: false,
    };
    let many = RenewalCounts::of_customers([customer]);
    assert!(matches!(many, Err(CountsError::TooMany { .. })));
    assert_eq!(
        RenewalCounts::of_survivors(&[u64::MAX]),
        Err(CountsError::TooLarge)
    );
    let half = RenewalCounts::of_survivors(&[1 << 53, 1]).unwrap();
    let mut sum = half.clone();
    assert_eq!(sum.add(&half), Err(CountsError::TooLarge));
    assert_eq!(sum, half);
}
