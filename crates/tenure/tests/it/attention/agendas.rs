//! The agendas of a whole book: the same as one by one, in whatever order the accounts come.

use chrono::{Days, NaiveDate};
use tenure::agenda::{ActionKind, Agenda, AgendaBuilder, AgendaPolicy, Agendas, actions_of};
use tenure::health::{Health, Scorecard};
use tenure::situation::{Supplied, Viewpoint};
use tenure::{Account, Book, Span};
use tenure_testkit::portfolio::Portfolio;

use crate::domain::{day, given, manager};

pub(super) fn recorded(portfolio: &Portfolio, accounts: u32) -> Book {
    let mut commands = portfolio.directory();
    commands.extend((0..accounts).flat_map(|number| portfolio.account(number)));
    given(&commands)
}

fn week(monday: NaiveDate) -> Span {
    Span::new(monday, monday.checked_add_days(Days::new(7))).unwrap()
}

fn together<'a>(viewpoint: &Viewpoint<'a>, accounts: &[&'a Account]) -> Agendas<'a> {
    let (card, policy) = (Scorecard::default(), AgendaPolicy::default());
    let mut building = AgendaBuilder::new(viewpoint, &policy);
    for account in accounts {
        let situation = viewpoint.situation_of(account, &Supplied::default());
        building.add(account, &situation, &Health::of(&situation, &card));
    }
    building.build(week(viewpoint.on()))
}

#[test]
fn one_pass_makes_the_agenda_of_every_manager() {
    let monday = day(3, 9);
    let book = recorded(&Portfolio::new(3, 3, monday), 60);
    let (viewpoint, card, policy) = (
        Viewpoint::of(&book, monday),
        Scorecard::default(),
        AgendaPolicy::default(),
    );
    let mut accounts: Vec<_> = book.accounts().collect();
    let agendas = together(&viewpoint, &accounts);
    assert_eq!(agendas.iter().len(), 5, "three holders, two specialists");
    for (manager, agenda) in agendas.iter() {
        let alone = Agenda::of(&viewpoint, manager, week(monday), &card, &policy);
        assert_eq!(*agenda, alone, "{manager}");
    }
    accounts.reverse();
    assert_eq!(together(&viewpoint, &accounts), agendas);

    // Every action is on one agenda, or nobody's; what else is there concerns a manager alone.
    let all: usize = accounts
        .iter()
        .map(|account| {
            let situation = viewpoint.situation_of(account, &Supplied::default());
            let health = Health::of(&situation, &card);
            actions_of(account, &situation, &health, &policy).len()
        })
        .sum();
    let ranked = agendas.iter().flat_map(|(_, agenda)| agenda.actions());
    let of_accounts = ranked.filter(|ranked| ranked.action.account.is_some());
    assert_eq!(of_accounts.count() + agendas.unowned().len(), all);
    assert!(all > 100, "only {all} actions");
}

#[test]
fn whoever_is_employed_has_an_agenda_and_whoever_left_has_none() {
    let book = super::working(&super::commands(
        r#"[{"release_manager": {"manager": "arjun", "on": "2026-02-01"}}]"#,
    ));
    let viewpoint = Viewpoint::of(&book, day(3, 9));
    let agendas = together(&viewpoint, &book.accounts().collect::<Vec<_>>());
    assert!(agendas.of(&manager("maria")).unwrap().actions().is_empty());
    assert_eq!(agendas.of(&manager("arjun")), None);
}

/// The portfolio is worth being looked at: every kind of action occurs in it.
#[test]
fn the_portfolio_has_everything_to_do() {
    let monday = day(3, 9);
    let book = recorded(&Portfolio::new(1, 4, monday), 400);
    let viewpoint = Viewpoint::of(&book, monday);
    let agendas = together(&viewpoint, &book.accounts().collect::<Vec<_>>());
    let ranked = agendas.iter().flat_map(|(_, agenda)| agenda.actions());
    let seen: std::collections::BTreeSet<_> = ranked.map(|ranked| ranked.action.kind).collect();
    let missing: Vec<_> = ActionKind::ALL
        .into_iter()
        .filter(|kind| !seen.contains(kind))
        .collect();
    // Nobody who acts may give advice here: it is referred.
    assert_eq!(missing, [ActionKind::Advise]);
}
