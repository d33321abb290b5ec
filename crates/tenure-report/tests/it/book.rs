//! A simulated book of accounts, the same on every run, and the report of it.

use chrono::{Months, NaiveDate};
use tenure::retention::survival::{
    ConfidenceLevel, FlatStretch, Quantile, RestrictedMean, SurvivalCurve, lifetimes_of,
    survival_curve,
};
use tenure::retention::{
    self, BridgeReport, CohortReport, Column, Convention, Difference, Explanation, Figure,
    Question, Rate, RevenueHistory, RevenueLine, SliceKey, Slicing, TrailingReport,
};
use tenure::{AccountId, Currency, Grain, Money, Month, Name, Periods, Span};
use tenure_report::{Heading, Language, Names, RetentionReport};
use tenure_tables::{
    BridgeRow, CohortRow, SurvivalCurveRow, SurvivalSummaryRow, TrailingRow, bridge_rows,
    cohort_rows, survival_curve_rows, survival_summary_row, trailing_rows,
};

/// The core's reports of one book.
pub(crate) struct Reports {
    monthly: BridgeReport,
    quarterly: BridgeReport,
    trailing: TrailingReport,
    cohorts: CohortReport,
    curve: SurvivalCurve,
    median: Quantile,
    mean: RestrictedMean,
    explained: Vec<Explanation>,
    differences: Vec<Difference>,
}

/// Their rows.
pub(crate) struct Rows<'a> {
    pub(crate) monthly: Vec<BridgeRow<'a>>,
    pub(crate) quarterly: Vec<BridgeRow<'a>>,
    pub(crate) trailing: Vec<TrailingRow<'a>>,
    pub(crate) cohorts: Vec<CohortRow<'a>>,
    pub(crate) survival: Vec<SurvivalCurveRow<'a>>,
    pub(crate) survival_summary: Vec<SurvivalSummaryRow<'a>>,
    pub(crate) explained: &'a [Explanation],
    pub(crate) differences: &'a [Difference],
    pub(crate) names: Names<'a>,
}

impl Reports {
    pub(crate) fn of(
        history: &RevenueHistory,
        slicing: &Slicing,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Self {
        let months = Periods::covering(Grain::Month, from, to).unwrap();
        let quarters = Periods::covering(Grain::Quarter, from, to).unwrap();
        let convention = Convention::default();
        let lifetimes = lifetimes_of(history, None, to);
        let curve = survival_curve(lifetimes.into_iter().map(|(_, lifetime)| lifetime)).unwrap();
        let explain = |figure, on| {
            let question = Question {
                figure,
                slice: None,
                on,
            };
            retention::explain(
                history,
                &quarters,
                &Slicing::none(),
                convention.clone(),
                &question,
            )
            .unwrap()
        };
        let quarter_before = to - Months::new(3);
        let net = Figure::Rate(Rate::NetRevenueRetention);
        let (before, after) = (explain(net, quarter_before), explain(net, to));
        Self {
            explained: [Column::Churn, Column::Expansion]
                .map(|column| explain(Figure::Amount(column), to))
                .into(),
            differences: vec![Difference::between(&before, &after).unwrap()],
            median: curve.median(ConfidenceLevel::P95, FlatStretch::Midpoint),
            mean: curve.restricted_mean(curve.last_time()).unwrap(),
            curve,
            monthly: retention::bridge(history, &months, slicing, convention.clone()).unwrap(),
            quarterly: retention::bridge(history, &quarters, slicing, convention.clone()).unwrap(),
            trailing: retention::trailing(history, &months, 12, slicing, convention.clone())
                .unwrap(),
            cohorts: retention::cohorts(history, &months, slicing, convention.clone()).unwrap(),
        }
    }

    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows {
            monthly: bridge_rows(&self.monthly).unwrap(),
            quarterly: bridge_rows(&self.quarterly).unwrap(),
            trailing: trailing_rows(&self.trailing).unwrap(),
            cohorts: cohort_rows(&self.cohorts).unwrap(),
            survival: survival_curve_rows("all", &self.curve, ConfidenceLevel::P95).collect(),
            survival_summary: vec![survival_summary_row(
                "all",
                &self.curve,
                &self.median,
                &self.mean,
            )],
            explained: &self.explained,
            differences: &self.differences,
            names: Names::default(),
        }
    }
}

impl Rows<'_> {
    pub(crate) fn report(&self) -> RetentionReport<'_> {
        RetentionReport {
            heading: Heading {
                title: "Customer retention, Northwind Cloud",
                subtitle: "All subscriptions, by industry",
                notes: &["Simulated data: no real customer is in it"],
                as_of: day(2026, 9, 30),
                language: Language::English,
            },
            convention: "net by account, churn at the end of service, gross as the sum of account minima",
            currency: Currency::USD,
            monthly: &self.monthly,
            quarterly: &self.quarterly,
            trailing: &self.trailing,
            cohorts: &self.cohorts,
            survival: &self.survival,
            survival_summary: &self.survival_summary,
            differences: self.differences,
            explained: self.explained,
            names: &self.names,
        }
    }
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Three accounts over five months: small enough to read the page by eye.
pub(crate) fn tiny() -> Reports {
    let mut builder = RevenueHistory::builder(Currency::USD);
    for (id, from, to, monthly) in [
        ("A-1", day(2025, 8, 1), None, "1200.00 USD"),
        ("A-1", day(2026, 8, 1), None, "300.50 USD"),
        ("A-2", day(2025, 8, 1), Some(day(2026, 7, 15)), "800.00 USD"),
        ("A-3", day(2026, 9, 5), None, "450.00 USD"),
    ] {
        let account = builder.account(&AccountId::new(id).unwrap()).unwrap();
        let span = Span::new(from, to).unwrap();
        let monthly = monthly.parse().unwrap();
        builder
            .line(RevenueLine {
                account,
                span,
                monthly,
            })
            .unwrap();
    }
    let history = builder.build().unwrap();
    let slicing = Slicing::by_account(&history, |account| match account.as_str() {
        "A-1" => segment("Health & Care"),
        _ => segment("EdTech"),
    });
    Reports::of(&history, &slicing, day(2025, 8, 1), day(2026, 9, 30))
}

/// Six hundred accounts over forty-five months, in seven segments.
pub(crate) fn simulated() -> Reports {
    let segments = [
        "EdTech",
        "FinTech",
        "Health & Care",
        "Logistics",
        "Public sector",
        "Retail",
        "తెలుగు మీడియా",
    ];
    let mut dice = Dice(20_260_930);
    let mut builder = RevenueHistory::builder(Currency::USD);
    let first = Month::new(2023, 1).unwrap();
    for number in 0..600_u32 {
        let id = AccountId::new(format!("A-{number:04}")).unwrap();
        let account = builder.account(&id).unwrap();
        let mut month = i32::try_from(dice.below(44)).unwrap();
        let mut amount = 20_000 + dice.below(180) * 1_000;
        while month < 45 {
            let start = first.checked_add(month).unwrap().first_day();
            let length = i32::try_from(2 + dice.below(9)).unwrap();
            let end = first.checked_add(month + length).unwrap().first_day();
            let monthly = Money::from_minor(i128::from(amount), Currency::USD).unwrap();
            let span = Span::new(start, Some(end)).unwrap();
            builder
                .line(RevenueLine {
                    account,
                    span,
                    monthly,
                })
                .unwrap();
            month += length;
            match dice.below(100) {
                0..8 => break,
                8..11 => month += 3,
                11..24 => amount -= amount / 6,
                24..62 => amount += amount / 9,
                _ => {}
            }
        }
    }
    let history = builder.build().unwrap();
    let slicing = Slicing::by_account(&history, |account| {
        let number: usize = account.as_str()[2..].parse().unwrap();
        segment(segments[number * number % 31 % segments.len()])
    });
    Reports::of(&history, &slicing, first.first_day(), day(2026, 9, 30))
}

pub(crate) fn segment(name: &str) -> SliceKey {
    SliceKey::Segment(Name::new(name).unwrap())
}

/// A fixed sequence that looks random enough (Knuth's multiplier).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}
