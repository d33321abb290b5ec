use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::action::{add_actions, own_actions};
use super::policy::{AgendaPolicy, PolicyOnDay};
use super::{Action, Agenda, lacking};
use crate::account::Account;
use crate::calendar::Span;
use crate::health::Health;
use crate::id::ManagerId;
use crate::situation::{Situation, Viewpoint};

/// Makes the agendas of all managers in one pass over the accounts: situation and health of each are read once, by the host, who may
/// make anything else of them on the way, and put in what is in no record ([`Supplied`](crate::situation::Supplied)).
///
/// An agenda does not depend on the order in which accounts are added.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::agenda::{AgendaBuilder, AgendaPolicy};
/// use tenure::focus::{Focus, FocusPolicy};
/// use tenure::health::{Health, Scorecard};
/// use tenure::situation::{Supplied, Viewpoint};
/// use tenure::{Book, ManagerId, Span, decide::decide_all};
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
/// let (viewpoint, card) = (Viewpoint::of(&book, monday), Scorecard::default());
/// let (roles, policy) = (FocusPolicy::default(), AgendaPolicy::default());
/// let mut agendas = AgendaBuilder::new(&viewpoint, &policy);
/// let mut leading = Vec::new();
/// let nothing = Supplied::default();
/// for (account, situation) in viewpoint.situations_of(book.accounts().map(|account| (account, &nothing))) {
///     leading.push(Focus::of(&situation, &roles).leading());
///     agendas.add(account, &situation, &Health::of(&situation, &card));
/// }
/// let agendas = agendas.build(Span::from(monday));
/// let maria = agendas.of(&ManagerId::new("maria")?).expect("an agenda");
/// assert_eq!((maria.actions().len(), agendas.unowned().len()), (1, 1)); // nobody acts for A-18
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct AgendaBuilder<'v, 'a> {
    viewpoint: &'v Viewpoint<'a>,
    policy: PolicyOnDay<'v>,
    found: HashMap<Option<&'a ManagerId>, Found<'a>, FixedState>,
    /// The actions of one account, on their way to their owners; empty between accounts.
    made: Vec<Action<'a>>,
}

/// Actions with what the health of their accounts lacks.
pub(super) type Found<'a> = Vec<(Action<'a>, i64)>;

/// What every manager of a book should do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agendas<'a> {
    by_manager: BTreeMap<&'a ManagerId, Agenda<'a>>,
    unowned: Vec<Action<'a>>,
}

impl<'v, 'a> AgendaBuilder<'v, 'a> {
    /// Agendas as the day of the viewpoint stands, with no account yet.
    #[must_use]
    pub fn new(viewpoint: &'v Viewpoint<'a>, policy: &'v AgendaPolicy) -> Self {
        Self {
            viewpoint,
            policy: PolicyOnDay::new(policy, viewpoint.on()),
            found: HashMap::default(),
            made: Vec::new(),
        }
    }

    /// Adds everything there is to do for an account, whoever does it. Add each account once.
    pub fn add(&mut self, account: &'a Account, situation: &Situation<'a>, health: &Health<'_>) {
        let lacking = lacking(health);
        add_actions(account, situation, health, &self.policy, &mut self.made);
        let mut actions = self.made.drain(..).peekable();
        while let Some(action) = actions.next() {
            // Nearly always all of one owner.
            let owner = action.owner;
            let found = self.found.entry(owner).or_default();
            found.push((action, lacking));
            while let Some(next) = actions.next_if(|next| next.owner == owner) {
                found.push((next, lacking));
            }
        }
    }

    /// The agendas in the minutes there are in a span: the day of the viewpoint, or the week that begins with it. Every manager of
    /// the directory who is employed on the day has one, and so has everybody else who has something to do.
    #[must_use]
    pub fn build(mut self, span: Span) -> Agendas<'a> {
        let on = self.viewpoint.on();
        let unowned = self.found.remove(&None).unwrap_or_default();
        let mut unowned: Vec<_> = unowned.into_iter().map(|(action, _)| action).collect();
        unowned.sort_by(|a, b| {
            let key = |action: &Action<'a>| (action.account, action.kind);
            key(a).cmp(&key(b)).then_with(|| a.subject.cmp(&b.subject))
        });
        let directory = self.viewpoint.book().directory();
        for (manager, known) in directory.managers() {
            if known.is_employed_on(on) {
                self.found.entry(Some(manager)).or_default();
            }
        }
        let owners = std::mem::take(&mut self.found).into_iter();
        let by_manager = owners
            .filter_map(|(manager, found)| {
                let manager = manager?;
                Some((manager, self.agenda(manager, found, span)))
            })
            .collect();
        Agendas {
            by_manager,
            unowned,
        }
    }

    /// The agenda of one manager, made of what was found.
    pub(super) fn build_for(mut self, manager: &'a ManagerId, span: Span) -> Agenda<'a> {
        let found = self.found.remove(&Some(manager)).unwrap_or_default();
        self.agenda(manager, found, span)
    }

    fn agenda(&self, manager: &'a ManagerId, mut found: Found<'a>, span: Span) -> Agenda<'a> {
        let (directory, on) = (self.viewpoint.book().directory(), self.viewpoint.on());
        let known = directory.manager(manager);
        if let Some(known) = known {
            let own = own_actions(manager, known, on, &self.policy);
            found.extend(own.into_iter().map(|action| (action, 0)));
        }
        let agreed = known.and_then(|known| known.capacity_on(on));
        let available = agreed.and_then(|_| directory.available_minutes(manager, span));
        Agenda::rank(found, on, available, &self.policy)
    }
}

impl<'a> Agendas<'a> {
    /// The agenda of a manager; `None` of somebody who is not employed and has nothing to do.
    #[must_use]
    pub fn of(&self, manager: &ManagerId) -> Option<&Agenda<'a>> {
        self.by_manager.get(manager)
    }

    /// Every agenda, by manager.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'a ManagerId, &Agenda<'a>)> {
        self.by_manager
            .iter()
            .map(|(manager, agenda)| (*manager, agenda))
    }

    /// What should be done and nobody does, by account, kind and what it is about.
    #[must_use]
    pub fn unowned(&self) -> &[Action<'a>] {
        &self.unowned
    }
}
