//! What every manager should do next, in which order, and why.

use chrono::NaiveDate;
use tenure::agenda::{Agendas, Subject};
use tenure::situation::Renewing;

use super::MAJOR_UNITS;
use super::declare::table;
use super::units::{ACCOUNT_ID, CODE, DAY, FLAG, ID, ISO_4217, MANAGER_ID, MINUTES, NAME, POINTS};

table! {
    /// One thing for one manager to do.
    AGENDA, AgendaRow, "agenda":
    "What every manager should do next, as one day stands, most points first; what of it fits the minutes there are; and how the points \
     came about.",
    key ["manager", "place"], order "by manager in byte order, then by place",
    manager: [id] MANAGER_ID, "Whose agenda.";
    place: [count] "place", "The place on the agenda, from 1.";
    on: [date] DAY, "The day as which everything stands.";
    account: [id opt] ACCOUNT_ID, "For which account. Absent for what concerns the manager alone.";
    action: [id] CODE, "What to do, such as `keep_commitment`, by the name that the core lists at `ActionKind`.";
    role: [id] CODE, "In which role.";
    about: [id] CODE, "About what: `account`, `case`, `commitment`, `contract`, `subscription`, `request`, `opportunity`, `discount`, `fit_review`, \
     `play` or `qualification`; `other` for what the core has gained since.";
    subject: [id opt] ID, "Which of them. Absent where it is the account itself.";
    step: [id opt] NAME, "Which step of a play. Absent for others.";
    due: [date opt] DAY, "The last day on which it is in time. Absent where there is none.";
    minutes: [count] MINUTES, "What it takes.";
    fits: [flag opt] FLAG, "Whether it fits the minutes there are, after what stands above it. Absent where no minutes were agreed.";
    points: [integer] POINTS, "What ranks it: the sum of the four that follow.";
    points_for_kind: [integer] POINTS, "For what it is.";
    points_for_due: [integer] POINTS, "For how soon it is due.";
    points_for_value: [integer] POINTS, "For how much is at stake.";
    points_for_risk: [integer] POINTS, "For how little healthy the account is.";
    currency: [currency opt] ISO_4217, "The currency of what is at stake.";
    value: [amount opt] MAJOR_UNITS, "The recurring amount per month that is at stake. Absent where it is not known, or in several currencies.";
    records: [records] "", "The records that call for it. Absent where only time does.";
}

table! {
    /// One thing that should be done and that nobody does.
    AGENDA_UNOWNED, AgendaUnownedRow, "agenda_unowned":
    "What should be done for accounts and is on no agenda, as one day stands, because nobody acts for the account.",
    key ["place"], order "by place",
    place: [count] "place", "The place in the list, from 1: by account in byte order, then by action in the order of the core's `ActionKind`, and by what it is about.";
    on: [date] DAY, "The day as which everything stands.";
    account: [id opt] ACCOUNT_ID, "For which account.";
    action: [id] CODE, "What to do, as in `agenda`.";
    role: [id] CODE, "In which role.";
    about: [id] CODE, "About what, as in `agenda`.";
    subject: [id opt] ID, "Which of them. Absent where it is the account itself.";
    step: [id opt] NAME, "Which step of a play. Absent for others.";
    due: [date opt] DAY, "The last day on which it is in time. Absent where there is none.";
    minutes: [count] MINUTES, "What it takes.";
    currency: [currency opt] ISO_4217, "The currency of what is at stake.";
    value: [amount opt] MAJOR_UNITS, "The recurring amount per month that is at stake. Absent where it is not known, or in several currencies.";
    records: [records] "", "The records that call for it. Absent where only time does.";
}

/// The rows of `agenda`, of agendas that were made as a day stands.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::agenda::{AgendaBuilder, AgendaPolicy};
/// use tenure::health::{Health, Scorecard};
/// use tenure::situation::{Supplied, Viewpoint};
/// use tenure::{Book, Span, decide::decide_all};
/// use tenure_tables::{agenda_rows, agenda_unowned_rows};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"hire_manager": {"manager": "maria", "on": "2026-01-01"}},
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"open_account": {"account": "A-18", "on": "2026-01-01"}},
///     {"assign_manager": {"account": "A-17", "manager": "maria", "cause": "claim", "on": "2026-01-01"}},
///     {"move_account": {"account": "A-17", "to": "at_risk", "on": "2026-02-01"}},
///     {"move_account": {"account": "A-18", "to": "at_risk", "on": "2026-02-01"}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let monday = NaiveDate::from_ymd_opt(2026, 3, 9).expect("a day");
/// let (viewpoint, card, policy) = (Viewpoint::of(&book, monday), Scorecard::default(), AgendaPolicy::default());
/// let mut agendas = AgendaBuilder::new(&viewpoint, &policy);
/// for account in book.accounts() {
///     let situation = viewpoint.situation_of(account, &Supplied::default());
///     agendas.add(account, &situation, &Health::of(&situation, &card));
/// }
/// let agendas = agendas.build(Span::from(monday));
/// let [row] = agenda_rows(monday, &agendas).collect::<Vec<_>>()[..] else { panic!("one thing to do") };
/// assert_eq!((row.manager, row.place, row.account, row.action), ("maria", 1, Some("A-17"), "save"));
/// assert_eq!(agenda_unowned_rows(monday, &agendas).map(|row| row.account).collect::<Vec<_>>(), [Some("A-18")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn agenda_rows<'a>(
    on: NaiveDate,
    agendas: &'a Agendas<'a>,
) -> impl Iterator<Item = AgendaRow<'a>> {
    agendas.iter().flat_map(move |(manager, agenda)| {
        let actions = (1_u64..).zip(agenda.actions());
        actions.map(move |(place, ranked)| {
            let action = &ranked.action;
            let (about, subject, step) = named(&action.subject);
            AgendaRow {
                manager: manager.as_str(),
                place,
                on,
                account: action.account.map(|account| account.as_str()),
                action: action.kind.name(),
                role: action.role.name(),
                about,
                subject,
                step,
                due: action.due,
                minutes: action.minutes.into(),
                fits: ranked.fits,
                points: ranked.points,
                points_for_kind: ranked.why.kind,
                points_for_due: ranked.why.due,
                points_for_value: ranked.why.value,
                points_for_risk: ranked.why.risk,
                currency: action.value.map(|value| value.currency()),
                value: action.value,
                records: &action.evidence,
            }
        })
    })
}

/// The rows of `agenda_unowned`, of the same.
pub fn agenda_unowned_rows<'a>(
    on: NaiveDate,
    agendas: &'a Agendas<'a>,
) -> impl Iterator<Item = AgendaUnownedRow<'a>> {
    let unowned = (1_u64..).zip(agendas.unowned());
    unowned.map(move |(place, action)| {
        let (about, subject, step) = named(&action.subject);
        AgendaUnownedRow {
            place,
            on,
            account: action.account.map(|account| account.as_str()),
            action: action.kind.name(),
            role: action.role.name(),
            about,
            subject,
            step,
            due: action.due,
            minutes: action.minutes.into(),
            currency: action.value.map(|value| value.currency()),
            value: action.value,
            records: &action.evidence,
        }
    })
}

/// What an action is about: its kind, its id, and of a play the step.
fn named<'a>(subject: &'a Subject<'_>) -> (&'static str, Option<&'a str>, Option<&'a str>) {
    match subject {
        Subject::Account => ("account", None, None),
        Subject::Case(case) => ("case", Some(case.as_str()), None),
        Subject::Commitment(commitment) => ("commitment", Some(commitment.as_str()), None),
        Subject::Renewal(Renewing::Contract(contract)) => {
            ("contract", Some(contract.as_str()), None)
        }
        Subject::Renewal(Renewing::Subscription(subscription)) => {
            ("subscription", Some(subscription.as_str()), None)
        }
        Subject::Request(request) => ("request", Some(request.as_str()), None),
        Subject::Opportunity(opportunity) => ("opportunity", Some(opportunity.as_str()), None),
        Subject::Discount(discount) => ("discount", Some(discount.as_str()), None),
        Subject::FitReview(review) => ("fit_review", Some(review.as_str()), None),
        Subject::PlayStep(play, step) => ("play", Some(play.as_str()), Some(step.as_str())),
        Subject::Qualification(kind) => ("qualification", Some(kind.as_str()), None),
        _ => ("other", None, None),
    }
}
