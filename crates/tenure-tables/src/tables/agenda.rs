//! What every manager should do next, in which order, and why.

use chrono::NaiveDate;
use tenure::agenda::{Agenda, AgendaPolicy, Subject};
use tenure::health::Scorecard;
use tenure::situation::{Renewing, Viewpoint};
use tenure::{ManagerId, Span};

use super::declare::table;
use super::units::{ACCOUNT_ID, CODE, DAY, FLAG, ID, ISO_4217, MANAGER_ID, MINUTES, POINTS};

table! {
    /// One thing for one manager to do.
    AGENDA, AgendaRow, "agenda":
    "What every manager should do next, as one day stands, most points first; what of it fits the minutes there are; and how the points \
     came about. Minutes and points of a manager add up.",
    key ["manager", "place"], order "by manager in byte order, then by place",
    manager: [id] MANAGER_ID, "Whose agenda.";
    place: [count] "place", "The place on the agenda, from 1.";
    on: [date] DAY, "The day as which everything stands.";
    account: [id opt] ACCOUNT_ID, "For which account. Absent for what concerns the manager alone.";
    action: [id] CODE, "What to do, such as `keep_commitment`.";
    role: [id] CODE, "In which role.";
    about: [id] CODE, "About what: `account`, `case`, `commitment`, `contract`, `subscription`, `request`, `opportunity`, `discount`, `fit_review`, \
     `play` or `qualification`.";
    subject: [id opt] ID, "Which of them. Absent where it is the account itself.";
    step: [id opt] "name", "Which step of a play. Absent for others.";
    due: [date opt] DAY, "The last day on which it is in time. Absent where there is none.";
    minutes: [count] MINUTES, "What it takes.";
    fits: [flag opt] FLAG, "Whether it fits the minutes there are, after what stands above it. Absent where no minutes were agreed.";
    points: [integer] POINTS, "What ranks it: the sum of the four that follow.";
    points_for_kind: [integer] POINTS, "For what it is.";
    points_for_due: [integer] POINTS, "For how soon it is due.";
    points_for_value: [integer] POINTS, "For how much is at stake.";
    points_for_risk: [integer] POINTS, "For how little healthy the account is.";
    currency: [currency opt] ISO_4217, "The currency of what is at stake.";
    value: [amount opt] "major units of `currency`", "The recurring amount per month that is at stake. Absent where it is not known, or in several currencies.";
    records: [records] "", "The records that call for it.";
}

/// The agenda of one manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagerAgenda<'a> {
    manager: &'a ManagerId,
    on: NaiveDate,
    agenda: Agenda<'a>,
}

/// The agenda of every manager who is employed on the day of a viewpoint, by manager: what the rows of `agenda` are made of. `span`
/// is what the time of each is counted over: that day, or the week that begins with it.
#[must_use]
pub fn manager_agendas<'a>(
    viewpoint: &Viewpoint<'a>,
    span: Span,
    card: &Scorecard,
    policy: &AgendaPolicy,
) -> Vec<ManagerAgenda<'a>> {
    let on = viewpoint.on();
    let managers = viewpoint.book().directory().managers();
    managers
        .filter(|(_, known)| known.is_employed_on(on))
        .map(|(manager, _)| ManagerAgenda {
            manager,
            on,
            agenda: Agenda::of(viewpoint, manager, span, card, policy),
        })
        .collect()
}

/// The rows of `agenda`.
pub fn agenda_rows<'a>(
    agendas: &'a [ManagerAgenda<'a>],
) -> impl Iterator<Item = AgendaRow<'a>> + Clone {
    agendas.iter().flat_map(|of| {
        let actions = (1_u64..).zip(of.agenda.actions());
        actions.map(move |(place, ranked)| {
            let action = &ranked.action;
            let (about, subject, step) = named(&action.subject);
            AgendaRow {
                manager: of.manager.as_str(),
                place,
                on: of.on,
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
