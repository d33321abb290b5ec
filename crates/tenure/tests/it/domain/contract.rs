//! Contracts, and what they bring in a month.

use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::decide::decide;
use tenure::retention::{Convention, RevenueHistory, Slicing, bridge};
use tenure::{
    Account, BasisPoints, BillingInterval, Book, ChurnTiming, Command, ContractId, ContractTerms,
    Currency, DiscountId, DiscountTerms, Escalator, FiniteDiscounts, Grain, IntervalUnit, Known,
    LineTerms, Money, MonthlyRule, Off, Paused, Periods, ProductId, RecurringRule, Rejection, Span,
    SubscriptionId, TermLength,
};

use super::{
    account, day, dollars, given, open_account, recorded, refused, subscription, try_all,
    withdraw_from,
};

fn contract(id: &str) -> ContractId {
    ContractId::new(id).unwrap()
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn sign_on(id: &str, length: TermLength, on: NaiveDate) -> Command {
    Command::SignContract {
        account: account("a"),
        contract: contract(id),
        signed_on: on,
        terms: ContractTerms {
            length,
            notice_days: 30,
        },
        on,
    }
}

fn fixed(months: u16, auto_renew: bool) -> TermLength {
    TermLength::Fixed {
        months: months.try_into().unwrap(),
        auto_renew,
    }
}

fn sign(length: TermLength) -> Command {
    sign_on("k", length, day(1, 1))
}

fn terms(price: i64, quantity: u32, every: u16, unit: IntervalUnit) -> LineTerms {
    LineTerms {
        product: ProductId::new("gold").unwrap(),
        quantity: quantity.try_into().unwrap(),
        unit_price: dollars(price),
        interval: BillingInterval::new(every, unit).unwrap(),
        trial_until: None,
    }
}

fn monthly(price: i64) -> LineTerms {
    terms(price, 1, 1, IntervalUnit::Month)
}

fn agree(line: &str, terms: LineTerms, month: u32) -> Command {
    Command::AgreeLine {
        account: account("a"),
        contract: contract("k"),
        line: subscription(line),
        terms,
        on: day(month, 1),
    }
}

fn discount(id: &str, off: Off, from: u32, until: Option<u32>) -> Command {
    Command::GrantDiscount {
        account: account("a"),
        contract: contract("k"),
        discount: DiscountId::new(id).unwrap(),
        terms: DiscountTerms {
            line: subscription("s"),
            off,
            until: until.map(|month| day(month, 1)),
        },
        on: day(from, 1),
    }
}

fn percent(points: u16) -> Off {
    Off::Percent(BasisPoints::new(points).unwrap())
}

fn cancel(requested: NaiveDate, effective: NaiveDate, service_end: NaiveDate) -> Command {
    Command::CancelContract {
        account: account("a"),
        contract: contract("k"),
        effective,
        service_end,
        on: requested,
    }
}

fn held(book: &Book) -> &Account {
    book.account(&account("a")).unwrap()
}

fn amount(book: &Book, rule: &RecurringRule, on: NaiveDate) -> Option<Money> {
    let lines = held(book).recurring(rule).unwrap();
    let in_force = lines.into_iter().filter(|(_, span, _)| span.contains(on));
    let amounts: Vec<_> = in_force.map(|(_, _, amount)| amount).collect();
    (!amounts.is_empty()).then(|| Money::sum(Currency::USD, amounts).unwrap())
}

fn amounts(book: &Book, rule: &RecurringRule) -> Vec<Option<String>> {
    (1..=12)
        .map(|month| amount(book, rule, day(month, 1)).map(|amount| amount.amount().to_string()))
        .collect()
}

fn with(commands: Vec<Command>) -> Book {
    given(
        &[
            vec![open_account("a"), sign(TermLength::Evergreen)],
            commands,
        ]
        .concat(),
    )
}

#[test]
fn trap_4_one_interval_has_the_amount_of_the_named_rule() {
    let per_month = |terms: LineTerms, rule| {
        let book = with(vec![agree("s", terms, 1)]);
        let rule = RecurringRule {
            monthly: rule,
            ..RecurringRule::default()
        };
        amount(&book, &rule, day(2, 1))
            .unwrap()
            .amount()
            .to_string()
    };
    let [twelfth, four, julian] = [
        MonthlyRule::YearTwelfth,
        MonthlyRule::FourWeeks,
        MonthlyRule::JulianYear,
    ];
    use IntervalUnit::{Day, Month, Quarter, Week, Year};
    assert_eq!(per_month(terms(100, 1, 1, Week), twelfth), "433.33");
    assert_eq!(per_month(terms(100, 1, 1, Week), four), "400.00");
    assert_eq!(per_month(terms(100, 1, 1, Week), julian), "434.82");
    assert_eq!(per_month(terms(1, 1, 1, Day), twelfth), "30.42");
    assert_eq!(per_month(terms(1, 1, 1, Day), four), "30.00");
    assert_eq!(per_month(terms(1, 1, 1, Day), julian), "30.44");
    // The count of the interval is honoured, and quantity comes before the rounding.
    assert_eq!(per_month(terms(100, 1, 2, Week), twelfth), "216.67");
    assert_eq!(per_month(terms(120, 1, 3, Year), four), "3.33");
    assert_eq!(per_month(terms(500, 4, 1, Year), julian), "166.67");
    assert_eq!(per_month(terms(30, 2, 1, Month), twelfth), "60.00");
    assert_eq!(per_month(terms(100, 1, 2, Quarter), twelfth), "16.67");
    for unknown in [
        r#"{"every":1,"unit":"fortnight"}"#,
        r#"{"every":0,"unit":"month"}"#,
    ] {
        assert!(serde_json::from_str::<BillingInterval>(unknown).is_err());
    }
}

#[test]
fn a_line_costs_what_is_agreed_for_the_day() {
    let trial = LineTerms {
        trial_until: Some(day(2, 15)),
        ..monthly(100)
    };
    let book = with(vec![
        agree("s", trial, 2),
        agree("s", terms(100, 3, 1, IntervalUnit::Month), 5),
        Command::RemoveLine {
            account: account("a"),
            contract: contract("k"),
            line: subscription("s"),
            on: day(9, 1),
        },
    ]);
    let rule = RecurringRule::default();
    let on = |month, d| amount(&book, &rule, day(month, d));
    assert_eq!(on(1, 31), None);
    assert_eq!(on(2, 14), Some(dollars(0)));
    assert_eq!(on(2, 15), Some(dollars(100)));
    assert_eq!(on(5, 1), Some(dollars(300)));
    assert_eq!(on(8, 31), Some(dollars(300)));
    assert_eq!(
        on(9, 1),
        None,
        "trap 1: what ends on a day is not in force on it"
    );
    assert_eq!(held(&book).first_paid_on(), Some(day(2, 15)));
    assert_eq!(
        refused(&book, &agree("s", monthly(1), 10)),
        "subscription `s` was started on 2026-02-01 already, by record 3; a subscription starts once, so give another id to a \
         customer who comes back, or withdraw that record"
    );
    assert!(matches!(
        decide(
            &book,
            &Command::StartSubscription {
                account: account("a"),
                subscription: subscription("s"),
                span: Span::from(day(1, 1)),
                monthly: dollars(1),
            }
        ),
        Err(Rejection::SubscriptionExists { .. })
    ));
}

#[test]
fn discounts_lower_the_amount_by_the_rule_asked_for() {
    let book = with(vec![
        agree("s", monthly(200), 1),
        discount("half", percent(5_000), 2, Some(5)),
        discount("tenth", percent(1_000), 4, None),
        discount("ten", Off::Amount(dollars(10)), 6, None),
        discount("all", Off::Amount(dollars(1_000)), 8, Some(9)),
        Command::EndDiscount {
            account: account("a"),
            contract: contract("k"),
            discount: DiscountId::new("ten").unwrap(),
            on: day(10, 1),
        },
    ]);
    let all = RecurringRule {
        finite_discounts: FiniteDiscounts::Subtract,
        ..RecurringRule::default()
    };
    let text = |amounts: Vec<Option<String>>| -> Vec<String> {
        amounts.into_iter().map(Option::unwrap_or_default).collect()
    };
    assert_eq!(
        text(amounts(&book, &all)),
        [
            "200.00", "100.00", "100.00", "90.00", "180.00", "170.00", "170.00", "0.00", "170.00",
            "180.00", "180.00", "180.00"
        ]
    );
    // A discount that ends by itself makes no churn, all of the price though it is.
    assert_eq!(
        text(amounts(&book, &RecurringRule::default())),
        [
            "200.00", "200.00", "200.00", "180.00", "180.00", "170.00", "170.00", "170.00",
            "170.00", "180.00", "180.00", "180.00"
        ]
    );
}

#[test]
fn a_pause_counts_as_the_rule_says() {
    let at = |pause: bool, month| {
        let (account, contract, on) = (account("a"), contract("k"), day(month, 1));
        if pause {
            Command::PauseContract {
                account,
                contract,
                on,
            }
        } else {
            Command::ResumeContract {
                account,
                contract,
                on,
            }
        }
    };
    let book = with(vec![agree("s", monthly(100), 1), at(true, 3), at(false, 6)]);
    let zero = RecurringRule {
        paused: Paused::Zero,
        ..RecurringRule::default()
    };
    assert_eq!(amount(&book, &zero, day(4, 1)), Some(dollars(0)));
    assert_eq!(amount(&book, &zero, day(6, 1)), Some(dollars(100)));
    assert_eq!(
        amount(&book, &RecurringRule::default(), day(4, 1)),
        Some(dollars(100))
    );
    assert_eq!(decide(&book, &at(true, 4)), Ok(vec![]));
    assert_eq!(
        refused(&book, &at(true, 2)),
        "record 4 says something about contract `k` that could not be then; withdraw it first"
    );
    assert_eq!(
        refused(&book, &withdraw_from("a", 4)),
        "record 5 builds on record 4; withdraw it first"
    );
}

#[test]
fn asking_to_leave_the_effect_and_the_end_of_service_are_three_days() {
    let book = with(vec![
        agree("s", monthly(100), 1),
        cancel(day(3, 10), day(5, 1), day(7, 1)),
    ]);
    let last = |churn| {
        let rule = RecurringRule {
            churn,
            ..RecurringRule::default()
        };
        let lines = held(&book).recurring(&rule).unwrap();
        lines.last().unwrap().1.end()
    };
    assert_eq!(last(ChurnTiming::CancelRequest), Some(day(3, 10)));
    assert_eq!(last(ChurnTiming::CancellationEffective), Some(day(5, 1)));
    assert_eq!(last(ChurnTiming::ServiceEnd), Some(day(7, 1)));
    assert_eq!(
        refused(&book, &cancel(day(4, 1), day(3, 1), day(7, 1))),
        "a cancellation asked for on 2026-04-01 cannot take effect on 2026-03-01 and end the service on 2026-07-01; \
         each day is the one before it at the earliest"
    );
    assert_eq!(
        refused(&book, &agree("t", monthly(1), 7)),
        "contract `k` is not in force on 2026-07-01"
    );
    let retract = |month| Command::RetractCancellation {
        account: account("a"),
        contract: contract("k"),
        on: day(month, 1),
    };
    assert!(matches!(
        decide(&book, &retract(7)),
        Err(Rejection::NotCancelled { .. })
    ));
    let saved = with(vec![
        agree("s", monthly(100), 1),
        cancel(day(3, 10), day(5, 1), day(7, 1)),
        retract(4),
    ]);
    let rule = RecurringRule {
        churn: ChurnTiming::CancelRequest,
        ..RecurringRule::default()
    };
    assert_eq!(amount(&saved, &rule, day(3, 20)), None);
    assert_eq!(amount(&saved, &rule, day(4, 1)), Some(dollars(100)));
    assert_eq!(
        amount(&saved, &RecurringRule::default(), day(12, 1)),
        Some(dollars(100))
    );
}

#[test]
fn prices_rise_step_by_step() {
    let book = with(vec![
        agree("s", monthly(100), 1),
        Command::AgreeEscalator {
            account: account("a"),
            contract: contract("k"),
            escalator: Some(Escalator {
                rise: BasisPoints::new(333).unwrap(),
                every_months: 2.try_into().unwrap(),
                times: 3.try_into().unwrap(),
            }),
            on: day(3, 1),
        },
        // Agreed anew after two steps: what is agreed is the price, and only the last step is to come.
        agree("t", monthly(100), 6),
    ]);
    let of = |line: &str| -> Vec<(NaiveDate, String)> {
        let id = subscription(line);
        let lines = held(&book).recurring(&RecurringRule::default()).unwrap();
        let lines = lines.into_iter().filter(|(known, ..)| **known == id);
        lines
            .map(|(_, span, amount)| (span.start(), amount.amount().to_string()))
            .collect()
    };
    let step = |month, amount: &str| (day(month, 1), amount.to_owned());
    assert_eq!(
        of("s"),
        [
            step(1, "100.00"),
            step(3, "103.33"),
            step(5, "106.77"),
            step(7, "110.33")
        ]
    );
    assert_eq!(of("t"), [step(6, "100.00"), step(7, "103.33")]);
}

#[test]
fn trap_3_terms_end_on_the_anchor_day() {
    let book = given(&[
        open_account("a"),
        sign_on("k", fixed(1, true), day(1, 31)),
        agree("s", monthly(100), 2),
    ]);
    let renewals = held(&book)
        .renewals(day(1, 1), day(6, 1), &RecurringRule::default())
        .unwrap();
    let dates: Vec<_> = renewals.iter().map(|renewal| renewal.date.on).collect();
    assert_eq!(
        dates,
        [day(2, 28), day(3, 31), day(4, 30), day(5, 31)],
        "no drift to the 28th"
    );
    assert_eq!(renewals[1].date.notice_by, day(3, 1));
    assert!(renewals[1].date.automatic);
    assert_eq!(renewals[1].base, Some(dollars(100)));
}

#[test]
fn a_contract_lapses_unless_it_is_renewed() {
    let renew = |months: u16, month| Command::RenewContract {
        account: account("a"),
        contract: contract("k"),
        months: months.try_into().unwrap(),
        on: day(month, 1),
    };
    let commands = vec![
        open_account("a"),
        sign(fixed(3, false)),
        agree("s", monthly(100), 1),
    ];
    let rule = RecurringRule::default();
    let book = given(&commands);
    assert_eq!(amount(&book, &rule, day(3, 31)), Some(dollars(100)));
    assert_eq!(amount(&book, &rule, day(4, 1)), None);
    assert_eq!(
        refused(&book, &renew(3, 5)),
        "contract `k` does not lapse on 2026-05-01; renew it from the end of its term"
    );
    let renewed = given(&[commands, vec![renew(3, 4), renew(1, 7)]].concat());
    assert_eq!(amount(&renewed, &rule, day(7, 31)), Some(dollars(100)));
    assert_eq!(amount(&renewed, &rule, day(8, 1)), None);
    assert_eq!(
        refused(&renewed, &withdraw_from("a", 4)),
        "record 5 builds on record 4; withdraw it first"
    );
    let up = held(&renewed)
        .renewals(day(4, 1), day(9, 1), &rule)
        .unwrap();
    let dates: Vec<_> = up.iter().map(|renewal| renewal.date.on).collect();
    assert_eq!(dates, [day(4, 1), day(7, 1), day(8, 1)]);
}

#[test]
fn co_termed_contracts_renew_and_lapse_together() {
    let together = || TermLength::CoTerm {
        with: contract("k"),
    };
    let book = given(&[
        open_account("a"),
        sign(fixed(6, false)),
        sign_on("later", together(), day(4, 1)),
        Command::AgreeLine {
            account: account("a"),
            contract: contract("later"),
            line: subscription("s"),
            terms: monthly(100),
            on: day(4, 1),
        },
    ]);
    let rule = RecurringRule::default();
    assert_eq!(amount(&book, &rule, day(6, 30)), Some(dollars(100)));
    assert_eq!(amount(&book, &rule, day(7, 1)), None);
    let up = held(&book)
        .renewals(day(1, 1), date(2028, 1, 1), &rule)
        .unwrap();
    let up: Vec<_> = up
        .iter()
        .map(|renewal| (renewal.contract.as_str(), renewal.date.on, renewal.base))
        .collect();
    assert_eq!(
        up,
        [
            ("k", day(7, 1), None),
            ("later", day(7, 1), Some(dollars(100)))
        ]
    );
    assert_eq!(
        refused(&book, &withdraw_from("a", 2)),
        "record 3 builds on record 2; withdraw it first"
    );
    let chain = TermLength::CoTerm {
        with: contract("later"),
    };
    assert_eq!(
        refused(&book, &sign_on("chain", chain, day(5, 1))),
        "contract `chain` cannot end with `later`: that does not exist or ends with another itself"
    );
}

/// A plan swap is expansion or contraction, neither churn nor new; two lines with one dropped is a contraction.
#[test]
fn trap_7_a_plan_swap_is_one_change() {
    let book = with(vec![
        agree("gold", monthly(100), 1),
        agree("extra", monthly(20), 1),
        Command::SwapPlan {
            account: account("a"),
            contract: contract("k"),
            from: subscription("gold"),
            to: subscription("platinum"),
            terms: terms(2_400, 1, 1, IntervalUnit::Year),
            on: day(3, 1),
        },
        Command::RemoveLine {
            account: account("a"),
            contract: contract("k"),
            line: subscription("extra"),
            on: day(5, 1),
        },
    ]);
    let history = RevenueHistory::from_book(&book, Currency::USD).unwrap();
    let months = Periods::covering(Grain::Month, day(2, 1), day(5, 31)).unwrap();
    let report = bridge(&history, &months, &Slicing::none(), Convention::default()).unwrap();
    report.reconcile().unwrap();
    let moved: Vec<_> = report
        .all
        .rows
        .iter()
        .map(|row| {
            let amounts = row.amounts;
            assert!(amounts.churn.is_zero() && amounts.new.is_zero());
            (amounts.expansion, amounts.contraction)
        })
        .collect();
    let none = (dollars(0), dollars(0));
    assert_eq!(
        moved,
        [
            none,
            (dollars(100), dollars(0)),
            none,
            (dollars(0), dollars(20))
        ]
    );
    // It goes as one, too.
    let undone = given(
        &[
            vec![open_account("a"), sign(TermLength::Evergreen)],
            vec![
                agree("gold", monthly(100), 1),
                Command::SwapPlan {
                    account: account("a"),
                    contract: contract("k"),
                    from: subscription("gold"),
                    to: subscription("platinum"),
                    terms: monthly(200),
                    on: day(3, 1),
                },
                withdraw_from("a", 4),
            ],
        ]
        .concat(),
    );
    assert_eq!(
        amount(&undone, &RecurringRule::default(), day(4, 1)),
        Some(dollars(100))
    );
}

#[test]
fn amounts_that_cannot_be_are_refused() {
    let euros = LineTerms {
        unit_price: "1 EUR".parse().unwrap(),
        ..monthly(1)
    };
    let book = with(vec![agree("s", monthly(100), 1)]);
    assert_eq!(
        refused(&book, &agree("t", euros, 1)),
        "USD and EUR do not mix; convert one of them at a stated rate first"
    );
    let huge = LineTerms {
        unit_price: Money::from_minor(Money::MAX_MINOR, Currency::USD).unwrap(),
        quantity: u32::MAX.try_into().unwrap(),
        ..monthly(1)
    };
    assert!(matches!(
        decide(&book, &agree("t", huge, 1)),
        Err(Rejection::Amount(_))
    ));
    assert_eq!(
        refused(&book, &agree("t", monthly(-1), 1)),
        "-1.00 USD is below zero; a subscription costs nothing at the least"
    );
    assert!(matches!(
        decide(
            &book,
            &discount("d", Off::Amount("1 EUR".parse().unwrap()), 2, None)
        ),
        Err(Rejection::Amount(_))
    ));
}

const LINES: [&str; 3] = ["s", "t", "u"];

fn any_command() -> impl Strategy<Value = Command> {
    let line = || prop::sample::select(LINES.as_slice());
    let month = || 1_u32..=12;
    let unit = prop_oneof![
        Just(IntervalUnit::Day),
        Just(IntervalUnit::Week),
        Just(IntervalUnit::Month),
        Just(IntervalUnit::Quarter),
        Just(IntervalUnit::Year)
    ];
    let about = |build: fn(tenure::AccountId, ContractId, NaiveDate) -> Command| {
        (1_u32..=12).prop_map(move |month| build(account("a"), contract("k"), day(month, 1)))
    };
    let of_line =
        |build: fn(tenure::AccountId, ContractId, SubscriptionId, NaiveDate) -> Command| {
            (line(), 1_u32..=12).prop_map(move |(line, month)| {
                build(
                    account("a"),
                    contract("k"),
                    subscription(line),
                    day(month, 1),
                )
            })
        };
    let terms = (0_i64..50, 1_u32..4, 1_u16..3, unit)
        .prop_map(|(price, quantity, every, unit)| terms(price, quantity, every, unit));
    prop_oneof![
        6 => (line(), terms.clone(), month()).prop_map(|(line, terms, month)| agree(line, terms, month)),
        2 => of_line(|account, contract, line, on| Command::RemoveLine { account, contract, line, on }),
        2 => (line(), line(), terms, month()).prop_map(|(from, to, terms, month)| Command::SwapPlan {
            account: account("a"), contract: contract("k"), from: subscription(from), to: subscription(to), terms, on: day(month, 1),
        }),
        2 => (0_u16..=10_000, month(), prop::option::of(month())).prop_map(|(points, from, until)| {
            discount(&format!("d{}", points % 3), percent(points), from, until)
        }),
        1 => (0_i64..60, month()).prop_map(|(off, from)| discount("off", Off::Amount(dollars(off)), from, None)),
        1 => about(|account, contract, on| Command::EndDiscount { account, contract, discount: DiscountId::new("d1").unwrap(), on }),
        2 => about(|account, contract, on| Command::PauseContract { account, contract, on }),
        2 => about(|account, contract, on| Command::ResumeContract { account, contract, on }),
        2 => (month(), 0_u32..3, 0_u32..3).prop_map(|(month, effect, end)| cancel(
            day(month, 1), day((month + effect).min(12), 1), day((month + effect + end).min(12), 1),
        )),
        2 => about(|account, contract, on| Command::RetractCancellation { account, contract, on }),
        1 => (1_u16..5, month()).prop_map(|(months, month)| Command::RenewContract {
            account: account("a"), contract: contract("k"), months: months.try_into().unwrap(), on: day(month, 1),
        }),
        1 => (0_u16..2_000, 1_u16..4, 1_u8..4, month()).prop_map(|(rise, every, times, month)| Command::AgreeEscalator {
            account: account("a"),
            contract: contract("k"),
            escalator: Some(Escalator {
                rise: BasisPoints::new(rise).unwrap(),
                every_months: every.try_into().unwrap(),
                times: times.try_into().unwrap(),
            }),
            on: day(month, 1),
        }),
        4 => (2_u64..20).prop_map(|record| withdraw_from("a", record)),
    ]
}

fn any_length() -> impl Strategy<Value = TermLength> {
    prop_oneof![
        Just(TermLength::Evergreen),
        (1_u16..8, any::<bool>()).prop_map(|(months, auto_renew)| fixed(months, auto_renew)),
    ]
}

fn rules() -> [RecurringRule; 3] {
    let default = RecurringRule::default();
    [
        default,
        RecurringRule {
            monthly: MonthlyRule::JulianYear,
            churn: ChurnTiming::CancelRequest,
            paused: Paused::Zero,
            finite_discounts: FiniteDiscounts::Subtract,
            ..default
        },
        RecurringRule {
            monthly: MonthlyRule::FourWeeks,
            churn: ChurnTiming::CancellationEffective,
            ..default
        },
    ]
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/contract.txt")))]

    /// Whatever is asked for, in whatever order: under every rule each line has at most one amount on a day, none below zero and none
    /// outside its contract; and what was recorded makes the same book again.
    #[test]
    fn a_line_has_one_amount_on_each_day_of_its_contract(
        length in any_length(),
        commands in prop::collection::vec(any_command(), 1..40),
    ) {
        let commands: Vec<_> = [open_account("a"), sign(length)].into_iter().chain(commands).collect();
        let (book, facts) = try_all(&commands);
        let held = held(&book);
        for rule in rules() {
            let lines = held.recurring(&rule).unwrap();
            for pair in lines.windows(2) {
                prop_assert!(pair[0].0 != pair[1].0 || !pair[0].1.overlaps(&pair[1].1));
            }
            let ended = held.contract(&contract("k")).and_then(|known| known.cancellation()).map(|given| given.service_end);
            for (_, span, amount) in lines {
                prop_assert!(!amount.is_negative() && !span.is_empty());
                prop_assert!(day(1, 1) <= span.start());
                if let Some(ended) = ended {
                    prop_assert!(span.end().is_some_and(|end| end <= ended));
                }
            }
        }
        prop_assert_eq!(&Book::fold(&recorded(&facts.concat()), Known::Now).unwrap(), &book);

        // What was recorded in any order says what the same facts say in the order of their days.
        let mut facts = facts.concat();
        if facts.iter().all(|fact| fact.corrects.is_none()) {
            facts.sort_by_key(|fact| fact.effective_on);
            let in_order = Book::fold(&recorded(&facts), Known::Now).unwrap();
            for rule in rules() {
                prop_assert_eq!(held.recurring(&rule).unwrap(), in_order.account(&account("a")).unwrap().recurring(&rule).unwrap());
            }
        }
    }

    /// Withdrawing what was recorded last brings back what there was before.
    #[test]
    fn withdrawing_undoes(length in any_length(), commands in prop::collection::vec(any_command(), 1..20), last in any_command()) {
        let commands: Vec<_> = [open_account("a"), sign(length)].into_iter().chain(commands).collect();
        let (mut book, _) = try_all(&commands);
        let before = book.clone();
        let withdraws = matches!(last, Command::WithdrawRecord { .. });
        let facts = tenure::decide::decide_all(&mut book, &[last]).unwrap_or_default();
        if withdraws || facts.is_empty() {
            return Ok(());
        }
        let version = held(&book).version().get();
        tenure::decide::decide_all(&mut book, &[withdraw_from("a", version)]).unwrap();
        for rule in rules() {
            prop_assert_eq!(held(&before).recurring(&rule).unwrap(), held(&book).recurring(&rule).unwrap());
        }
        prop_assert_eq!(held(&before).contract(&contract("k")), held(&book).contract(&contract("k")));
    }
}
