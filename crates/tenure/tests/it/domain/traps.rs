//! The fifteen traps of the field, each told in commands and read off the book and the figures made from it.
//!
//! The figures have more tests of their own, by hand and by law, in `retention`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tenure::decide::decide_all;
use tenure::journal::{Journal, MemoryJournal, Profile, ProfileState};
use tenure::retention::{
    self, BridgeReport, BridgeRow, Convention, MovementGrain, RevenueHistory, SliceKey, Slicing,
};
use tenure::{
    Book, Command, CommandId, Currency, Desk, FiniteDiscounts, Grain, Known, Money, Outcome,
    Periods, RecurringRule, Request, Stage, SubjectId, TenantId,
};
use tenure_testkit::conformance::block_on;

use super::{account, dollars, manager, name, subscription};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn commands(json: &str) -> Vec<Command> {
    serde_json::from_str(json).unwrap()
}

/// The book after these commands, each a request of its own.
fn told(json: &str) -> Book {
    let mut book = Book::default();
    for command in commands(json) {
        if let Err((_, rejection)) = decide_all(&mut book, std::slice::from_ref(&command)) {
            panic!("{command:?}: {rejection}");
        }
    }
    book
}

fn history(book: &Book) -> RevenueHistory {
    RevenueHistory::from_book(book, Currency::USD).unwrap()
}

fn report(book: &Book, first: &str, last: &str, slicing: &Slicing) -> BridgeReport {
    let months = Periods::covering(Grain::Month, day(first), day(last)).unwrap();
    let report =
        retention::bridge(&history(book), &months, slicing, Convention::default()).unwrap();
    report.reconcile().unwrap();
    report
}

/// The months of the whole book.
fn months(book: &Book, first: &str, last: &str) -> Vec<BridgeRow> {
    report(book, first, last, &Slicing::none()).all.rows
}

/// What moved in a month, in dollars: new, back, more, less, lost.
fn moved(row: &BridgeRow) -> [i128; 5] {
    let amounts = &row.amounts;
    [
        amounts.new,
        amounts.reactivation,
        amounts.expansion,
        amounts.contraction,
        amounts.churn,
    ]
    .map(|amount| amount.to_minor() / 100)
}

const OPEN_A: &str = r#"{"open_account":{"account":"a","on":"2026-01-01"}}"#;

fn pays(account: &str, id: &str, start: &str, end: Option<&str>, dollars: u32) -> String {
    let end = end.map_or("null".to_owned(), |end| format!("\"{end}\""));
    format!(
        r#"{{"start_subscription":{{"account":"{account}","subscription":"{id}","span":{{"start":"{start}","end":{end}}},"monthly":"{dollars}.00 USD"}}}}"#
    )
}

fn list(commands: &[&str]) -> String {
    format!("[{}]", commands.join(","))
}

#[test]
fn trap_01_end_instants() {
    // What ends on the first is not in force on it, and the next month opens with what this one closed with.
    let book = told(&list(&[
        OPEN_A,
        &pays("a", "s", "2026-01-01", Some("2026-03-01"), 100),
    ]));
    let held = book.account(&account("a")).unwrap();
    let on = |text| {
        held.subscription(&subscription("s"))
            .unwrap()
            .monthly_on(day(text))
    };
    assert_eq!(
        (on("2026-02-28"), on("2026-03-01")),
        (Some(dollars(100)), None)
    );
    let rows = months(&book, "2026-01-01", "2026-04-30");
    assert_eq!(
        rows.iter().map(moved).collect::<Vec<_>>(),
        [
            [100, 0, 0, 0, 0],
            [0, 0, 0, 0, 0],
            [0, 0, 0, 0, 100],
            [0, 0, 0, 0, 0]
        ]
    );
    for pair in rows.windows(2) {
        assert_eq!(pair[0].amounts.closing, pair[1].amounts.opening);
    }
}

#[test]
fn trap_02_time_zone_of_the_boundary() {
    // One instant, the last of March in London and the first of April in Hyderabad: the business day is the caller's word, and the
    // instant of recording, in whichever month it lies, moves no figure.
    let april = told(&list(&[OPEN_A, &pays("a", "s", "2026-04-01", None, 100)]));
    let march = told(&list(&[OPEN_A, &pays("a", "s", "2026-03-31", None, 100)]));
    let new = |book| {
        months(book, "2026-03-01", "2026-04-30")
            .iter()
            .map(moved)
            .map(|row| row[0])
            .collect::<Vec<_>>()
    };
    assert_eq!((new(&march), new(&april)), (vec![100, 0], vec![0, 100]));
    let recorded_late = recorded_on(&[
        ("2026-07-01", OPEN_A),
        ("2026-07-01", &pays("a", "s", "2026-03-31", None, 100)),
    ]);
    assert_eq!(new(&recorded_late.0), [100, 0]);
}

#[test]
fn trap_03_month_arithmetic() {
    // From the 31st: clamped to each month's end, never drifting, and back on the 31st.
    let book = told(&list(&[
        OPEN_A,
        r#"{"sign_contract":{"account":"a","contract":"k","signed_on":"2026-01-31","terms":{"length":{"fixed":{"months":1,"auto_renew":true}},"notice_days":0},"on":"2026-01-31"}}"#,
    ]));
    let held = book.account(&account("a")).unwrap();
    let renewals = held.renewals(
        day("2026-01-31"),
        day("2026-06-01"),
        &RecurringRule::default(),
    );
    let days: Vec<_> = renewals
        .unwrap()
        .iter()
        .map(|renewal| renewal.date.on.to_string())
        .collect();
    assert_eq!(
        days,
        ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]
    );
    // A short February is no drop.
    let book = told(&list(&[OPEN_A, &pays("a", "s", "2026-01-31", None, 100)]));
    assert_eq!(moved(&months(&book, "2026-02-01", "2026-02-28")[0]), [0; 5]);
}

fn line(quantity: u32, price: &str, every: u32, unit: &str) -> String {
    format!(
        r#"{{"agree_line":{{"account":"a","contract":"k","line":"s","terms":{{"product":"gold","quantity":{quantity},"unit_price":"{price}","interval":{{"every":{every},"unit":"{unit}"}},"trial_until":null}},"on":"2026-01-01"}}}}"#
    )
}

const SIGN: &str = r#"{"sign_contract":{"account":"a","contract":"k","signed_on":"2026-01-01","terms":{"length":"evergreen","notice_days":0},"on":"2026-01-01"}}"#;

fn monthly(book: &Book, rule: &RecurringRule, on: &str) -> Money {
    let held = book.account(&account("a")).unwrap();
    let lines = held.recurring(rule).unwrap();
    let lines = lines
        .into_iter()
        .filter(|(_, span, _)| span.contains(day(on)));
    Money::sum(Currency::USD, lines.map(|(_, _, monthly)| monthly)).unwrap()
}

#[test]
fn trap_04_interval_normalisation() {
    let of = |quantity, price, every, unit| {
        let book = told(&list(&[OPEN_A, SIGN, &line(quantity, price, every, unit)]));
        monthly(&book, &RecurringRule::default(), "2026-02-01").to_string()
    };
    assert_eq!(of(1, "300.00 USD", 1, "quarter"), "100.00 USD");
    assert_eq!(of(1, "300.00 USD", 2, "quarter"), "50.00 USD");
    assert_eq!(of(3, "100.00 USD", 1, "year"), "25.00 USD");
    assert_eq!(of(1, "60.00 USD", 2, "week"), "130.00 USD"); // 26 times a year
    let unknown = line(1, "1.00 USD", 1, "fortnight");
    assert!(serde_json::from_str::<Command>(&unknown).is_err());
    assert!(serde_json::from_str::<Command>(&line(1, "1.00 USD", 0, "month")).is_err());
}

#[test]
fn trap_05_rounding() {
    // 3 x 33.33... a month is 100 a month: the quantity comes before the one rounding.
    let book = told(&list(&[OPEN_A, SIGN, &line(3, "400.00 USD", 1, "year")]));
    assert_eq!(
        monthly(&book, &RecurringRule::default(), "2026-02-01"),
        dollars(100)
    );
    // Parts add up to the whole, below zero as above.
    for amount in [dollars(100), dollars(-100)] {
        let parts = amount.split(&[1, 1, 1]).unwrap();
        assert_eq!(
            Money::sum(Currency::USD, parts.iter().copied()).unwrap(),
            amount
        );
        let minor: Vec<_> = parts.iter().map(|part| part.to_minor().abs()).collect();
        assert_eq!(minor, [3_334, 3_333, 3_333]);
    }
}

#[test]
fn trap_06_new_or_reactivated() {
    // A year without a payment in between: whoever paid before is not new.
    let book = told(&list(&[
        OPEN_A,
        &pays("a", "s", "2024-01-10", Some("2024-06-01"), 50),
        &pays("a", "t", "2026-02-01", None, 80),
    ]));
    assert_eq!(
        moved(&months(&book, "2026-02-01", "2026-02-28")[0]),
        [0, 80, 0, 0, 0]
    );
}

#[test]
fn trap_07_grain() {
    // A swap of plans, and a cancellation with a new subscription on the same day, are one change of the account.
    let swapped = told(&list(&[
        OPEN_A,
        SIGN,
        &line(1, "100.00 USD", 1, "month"),
        r#"{"swap_plan":{"account":"a","contract":"k","from":"s","to":"t","terms":{"product":"silver","quantity":1,"unit_price":"70.00 USD","interval":{"every":1,"unit":"month"},"trial_until":null},"on":"2026-03-15"}}"#,
    ]));
    let recreated = told(&list(&[
        OPEN_A,
        &pays("a", "s", "2026-01-01", Some("2026-03-15"), 100),
        &pays("a", "t", "2026-03-15", None, 70),
    ]));
    for book in [&swapped, &recreated] {
        assert_eq!(
            moved(&months(book, "2026-03-01", "2026-03-31")[0]),
            [0, 0, 0, 30, 0]
        );
        let convention = Convention {
            grain: MovementGrain::Event,
            ..Convention::default()
        };
        let march = Periods::covering(Grain::Month, day("2026-03-01"), day("2026-03-31")).unwrap();
        let events =
            retention::bridge(&history(book), &march, &Slicing::none(), convention).unwrap();
        assert_eq!(moved(&events.all.rows[0]), [0, 0, 0, 30, 0]);
    }
    // One of two subscriptions ends: less, not lost.
    let book = told(&list(&[
        OPEN_A,
        &pays("a", "s", "2026-01-01", Some("2026-03-15"), 60),
        &pays("a", "t", "2026-01-01", None, 40),
    ]));
    assert_eq!(
        moved(&months(&book, "2026-03-01", "2026-03-31")[0]),
        [0, 0, 0, 60, 0]
    );
}

#[test]
fn trap_08_inside_one_period() {
    let book = told(&list(&[
        OPEN_A,
        &pays("a", "s", "2026-03-05", Some("2026-03-20"), 100),
    ]));
    let march = Periods::covering(Grain::Month, day("2026-03-01"), day("2026-03-31")).unwrap();
    let of = |grain| {
        let convention = Convention {
            grain,
            ..Convention::default()
        };
        let report =
            retention::bridge(&history(&book), &march, &Slicing::none(), convention).unwrap();
        assert_eq!(
            report.all.rows[0].convention.grain, grain,
            "a bridge has one grain and names it"
        );
        moved(&report.all.rows[0])
    };
    assert_eq!(of(MovementGrain::Net), [0; 5]);
    assert_eq!(of(MovementGrain::Event), [100, 0, 0, 0, 100]);
}

#[test]
fn trap_09_cohort_fixed_at_the_opening() {
    let book = told(&list(&[
        OPEN_A,
        r#"{"open_account":{"account":"b","on":"2026-02-01"}}"#,
        &pays("a", "s", "2026-01-01", None, 100),
        &pays("b", "s", "2026-02-10", None, 900),
        r#"{"reprice_subscription":{"account":"a","subscription":"s","monthly":"90.00 USD","on":"2026-02-10"}}"#,
    ]));
    let rows = months(&book, "2025-12-01", "2026-02-28");
    let kept = rows[2].net_revenue_retention().unwrap();
    assert_eq!(
        (kept.numerator(), kept.denominator()),
        (9_000, 10_000),
        "b was not there at the opening"
    );
    assert_eq!(rows[2].gross_revenue_retention(), Some(kept));
    assert_eq!(rows[0].net_revenue_retention(), None, "a rate over nothing");
    assert_eq!(
        rows[0].amounts.churn,
        dollars(0),
        "a sum over nobody is nothing, not absent"
    );
}

#[test]
fn trap_10_exchange_rates() {
    // Amounts of two currencies never meet without a rate that somebody stated.
    let euros = r#"{"start_subscription":{"account":"a","subscription":"e","span":{"start":"2026-01-01","end":null},"monthly":"50.00 EUR"}}"#;
    let book = told(&list(&[
        OPEN_A,
        &pays("a", "s", "2026-01-01", None, 100),
        euros,
    ]));
    assert!(RevenueHistory::from_book(&book, Currency::USD).is_err());
    assert!(RevenueHistory::from_book(&book, Currency::EUR).is_err());
    // Within one contract they cannot even be agreed.
    let book = told(&list(&[OPEN_A, SIGN, &line(1, "100.00 USD", 1, "month")]));
    let other = line(1, "100.00 EUR", 1, "month").replace("\"line\":\"s\"", "\"line\":\"t\"");
    let command: Command = serde_json::from_str(&other).unwrap();
    let refused = tenure::decide::decide(&book, &command)
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("EUR") && refused.contains("USD"),
        "{refused}"
    );
}

#[test]
fn trap_11_hierarchy_and_merges_in_time() {
    let acquired = list(&[
        OPEN_A,
        r#"{"open_account":{"account":"b","on":"2026-01-01"}}"#,
        &pays("a", "s", "2026-01-01", None, 300),
        &pays("b", "s", "2024-05-01", None, 100),
        r#"{"place_account_under":{"account":"b","parent":"a","on":"2026-03-10"}}"#,
    ]);
    let book = told(&acquired);
    let history = history(&book);
    let by_parent = Slicing::by_ultimate_parent(&history, &book).unwrap();
    let report = report(&book, "2026-03-01", "2026-03-31", &by_parent);
    assert_eq!(
        moved(&report.all.rows[0]),
        [0; 5],
        "at account level nothing happened"
    );
    let of = |id: &str| &report.slices[&SliceKey::Segment(name(id))].rows[0];
    assert_eq!((moved(of("a")), moved(of("b"))), ([0; 5], [0; 5]));
    assert_eq!(of("a").amounts.transfers_in, dollars(100));
    assert_eq!(of("b").amounts.transfers_out, dollars(100));
    // Each leaf counts once, no circle is let in, and a merge keeps the older first payment until it is undone.
    let (a, b) = (account("a"), account("b"));
    let june = book.hierarchy_on(day("2026-06-01"));
    let pays = |held: &tenure::Account| {
        held.subscription(&subscription("s"))?
            .monthly_on(day("2026-06-01"))
    };
    assert_eq!(june.roll_up(&a, Currency::USD, pays).unwrap(), dollars(400));
    let circle: Command = serde_json::from_str(
        r#"{"place_account_under":{"account":"a","parent":"b","on":"2026-04-01"}}"#,
    )
    .unwrap();
    assert!(
        tenure::decide::decide(&book, &circle)
            .unwrap_err()
            .to_string()
            .contains("above itself")
    );
    let mut book = book;
    let merge = commands(
        r#"[{"merge_account":{"account":"b","into":"a","on":"2026-04-01"}},{"undo_merge":{"account":"b","on":"2026-08-01"}}]"#,
    );
    decide_all(&mut book, &merge).unwrap();
    let first_paid = |on: &str| book.hierarchy_on(day(on)).first_paid_on(&a);
    assert_eq!(first_paid("2026-05-01"), Some(day("2024-05-01")));
    assert_eq!(first_paid("2026-08-01"), Some(day("2026-01-01")));
    assert_eq!(book.hierarchy_on(day("2026-05-01")).survivor(&b), &a);
    assert_eq!(book.hierarchy_on(day("2026-08-01")).survivor(&b), &b);
}

#[test]
fn trap_12_managers_change_mid_period() {
    let hire = |who: &str| format!(r#"{{"hire_manager":{{"manager":"{who}","on":"2026-01-01"}}}}"#);
    let assign = |who: &str, on: &str| {
        format!(
            r#"{{"assign_manager":{{"account":"a","manager":"{who}","cause":"transfer","on":"{on}"}}}}"#
        )
    };
    let book = told(&list(&[
        OPEN_A,
        &hire("maria"),
        &hire("ravi"),
        &assign("maria", "2026-01-01"),
        &assign("ravi", "2026-03-15"),
        r#"{"release_manager":{"manager":"ravi","on":"2026-04-10"}}"#,
        &pays("a", "s", "2026-01-01", None, 100),
        r#"{"reprice_subscription":{"account":"a","subscription":"s","monthly":"150.00 USD","on":"2026-03-20"}}"#,
        r#"{"reprice_subscription":{"account":"a","subscription":"s","monthly":"120.00 USD","on":"2026-04-20"}}"#,
    ]));
    let by_manager = Slicing::by_manager(&history(&book), &book).unwrap();
    // Reconciled within: opening + transfers in - transfers out + movements = closing for everybody, and the sum is the whole.
    let report = report(&book, "2026-03-01", "2026-04-30", &by_manager);
    let row = |key: &SliceKey, month: usize| &report.slices[key].rows[month];
    let (maria, ravi) = (
        SliceKey::Manager(manager("maria")),
        SliceKey::Manager(manager("ravi")),
    );
    assert_eq!(row(&maria, 0).amounts.transfers_out, dollars(100));
    assert_eq!(
        moved(row(&ravi, 0)),
        [0, 0, 50, 0, 0],
        "who held it on the day"
    );
    assert_eq!(row(&ravi, 0).amounts.closing, dollars(150));
    // Ravi left before the price fell: that is nobody's, and his book closes at nothing.
    assert_eq!(moved(row(&SliceKey::Unassigned, 1)), [0, 0, 0, 30, 0]);
    assert_eq!(row(&ravi, 1).amounts.closing, dollars(0));
    // Shared credit adds up to the whole on every day.
    let held = book.account(&account("a")).unwrap();
    for on in ["2025-12-31", "2026-02-01", "2026-03-15", "2026-05-01"] {
        let credit = held.assignments().credit_on(day(on));
        let sum: u32 = credit
            .managers
            .values()
            .map(|part| u32::from(part.get()))
            .sum();
        assert_eq!(sum + u32::from(credit.unassigned.get()), 10_000);
    }
}

/// The records of requests that were each made at noon of a day, through a journal; and the desk, to ask what was known.
fn recorded_on(requests: &[(&str, &str)]) -> (Book, Desk) {
    let desk = Desk::new(Arc::new(MemoryJournal::new()), TenantId::new("t").unwrap());
    for (number, (on, command)) in requests.iter().enumerate() {
        let request = Request {
            id: CommandId::new(format!("r-{number}")).unwrap(),
            actor: None,
            at: noon(on),
            commands: vec![serde_json::from_str(command).unwrap()],
        };
        let outcome = block_on(desk.execute(&request)).unwrap();
        assert!(matches!(outcome, Outcome::Recorded(_)));
    }
    (block_on(desk.book(Known::Now)).unwrap(), desk)
}

fn noon(on: &str) -> DateTime<Utc> {
    day(on).and_hms_opt(12, 0, 0).unwrap().and_utc()
}

#[test]
fn trap_13_backdated_facts() {
    // A cancellation recorded in May, effective in March.
    let (_, desk) = recorded_on(&[
        ("2026-01-02", OPEN_A),
        ("2026-01-02", &pays("a", "s", "2026-01-01", None, 100)),
        (
            "2026-05-12",
            r#"{"end_subscription":{"account":"a","subscription":"s","on":"2026-03-01"}}"#,
        ),
    ]);
    let march = |known: &str| {
        let known = Known::by_end_of(day(known)).unwrap();
        let book = block_on(desk.book(known)).unwrap();
        moved(&months(&book, "2026-03-01", "2026-03-31")[0])
    };
    assert_eq!(
        march("2026-04-30"),
        [0; 5],
        "as it was known in April, for ever"
    );
    assert_eq!(march("2026-05-31"), [0, 0, 0, 0, 100], "May restates");
    assert_eq!(march("2026-04-30"), [0; 5]);
}

#[test]
fn trap_14_status_words() {
    // A trial that ends is neither a customer nor lost.
    let trial = line(1, "100.00 USD", 1, "month")
        .replace("\"trial_until\":null", "\"trial_until\":\"2026-02-01\"");
    let book = told(&list(&[
        OPEN_A,
        SIGN,
        &trial,
        r#"{"cancel_contract":{"account":"a","contract":"k","effective":"2026-02-01","service_end":"2026-02-01","on":"2026-01-20"}}"#,
    ]));
    for row in months(&book, "2026-01-01", "2026-03-31") {
        assert_eq!(
            (moved(&row), row.accounts.churned, row.accounts.closing),
            ([0; 5], 0, 0)
        );
    }
    // Cancelled is the decision, churned its effect; paused and past due are stages, and no rule takes money off for them.
    let book = told(&list(&[
        OPEN_A,
        &pays("a", "s", "2026-01-01", None, 100),
        r#"{"move_account":{"account":"a","to":"active","on":"2026-01-01"}}"#,
        r#"{"move_account":{"account":"a","to":"past_due","on":"2026-02-10"}}"#,
        r#"{"cancel_account":{"account":"a","reason":"price","on":"2026-02-20"}}"#,
    ]));
    let held = book.account(&account("a")).unwrap();
    assert_eq!(
        held.stage_on(day("2026-03-01")),
        Some(Stage::PendingCancellation)
    );
    assert_eq!(moved(&months(&book, "2026-02-01", "2026-03-31")[1]), [0; 5]);
    // A finite discount of everything makes no churn, unless the rule says that it lowers the amount.
    let free = r#"{"grant_discount":{"account":"a","contract":"k","discount":"d","terms":{"line":"s","off":{"percent":10000},"until":"2026-04-01"},"on":"2026-02-01"}}"#;
    let book = told(&list(&[
        OPEN_A,
        SIGN,
        &line(1, "100.00 USD", 1, "month"),
        free,
    ]));
    let applied = RecurringRule {
        finite_discounts: FiniteDiscounts::Subtract,
        ..RecurringRule::default()
    };
    assert_eq!(
        monthly(&book, &RecurringRule::default(), "2026-03-01"),
        dollars(100)
    );
    assert_eq!(monthly(&book, &applied, "2026-03-01"), dollars(0));
}

#[test]
fn trap_15_censoring_and_erasure() {
    // The end of what was recorded is no churn.
    let contact =
        r#"{"add_contact":{"account":"a","contact":"c","subject":"person-1","on":"2026-01-01"}}"#;
    let score = r#"{"record_survey_answer":{"account":"a","on":"2026-02-01","answer":{"response":"r","contact":"c","score":{"scale":"nps","value":9},"comment":"text-1"}}}"#;
    let told = [
        ("2026-02-02", OPEN_A),
        (
            "2026-02-02",
            &pays("a", "s", "2026-01-01", None, 100) as &str,
        ),
        ("2026-02-02", contact),
        ("2026-02-02", score),
    ];
    let (book, _) = recorded_on(&told);
    let rows = months(&book, "2026-01-01", "2027-12-31");
    assert!(rows.iter().all(|row| row.accounts.churned == 0));

    // Forgetting a person and a text leaves every fact, count and sum, and says that they are forgotten.
    let journal = Arc::new(MemoryJournal::new());
    let tenant = TenantId::new("t").unwrap();
    let desk = Desk::new(journal.clone(), tenant.clone());
    let request = Request {
        id: CommandId::new("all").unwrap(),
        actor: None,
        at: noon("2026-02-02") + TimeDelta::hours(1),
        commands: told
            .iter()
            .map(|(_, command)| serde_json::from_str(command).unwrap())
            .collect(),
    };
    block_on(desk.execute(&request)).unwrap();
    for (subject, text) in [
        ("person-1", "Ada Lovelace"),
        ("text-1", "Ada said it was fine"),
    ] {
        let subject = SubjectId::new(subject).unwrap();
        let profile = Profile::new(BTreeMap::from([(name("text"), text.to_owned())])).unwrap();
        block_on(journal.put_profile(&tenant, &subject, profile)).unwrap();
    }
    let before = block_on(desk.book(Known::Now)).unwrap();
    for subject in ["person-1", "text-1"] {
        let subject = SubjectId::new(subject).unwrap();
        block_on(journal.forget(&tenant, &subject)).unwrap();
        let state = block_on(journal.profile(&tenant, &subject)).unwrap();
        assert!(matches!(state, ProfileState::Forgotten), "{state:?}");
    }
    let after = block_on(desk.book(Known::Now)).unwrap();
    assert_eq!(after, before);
    assert_eq!(
        after
            .account(&account("a"))
            .unwrap()
            .survey_answers()
            .count(),
        1
    );
    assert_eq!(
        months(&after, "2026-01-01", "2026-03-31"),
        months(&before, "2026-01-01", "2026-03-31")
    );
    // No fact ever had the name or the words.
    let records = block_on(journal.scan(&tenant, None, tenure::journal::Limit::MAX))
        .unwrap()
        .records;
    let written: Vec<_> = records
        .iter()
        .map(|record| record.fact.to_json().unwrap())
        .collect();
    assert!(!written.join("").contains("Ada"));
}
