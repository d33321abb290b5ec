//! What there is to say of every account on a day, looked at once: how it stands, what it asks for, how healthy it is, what to do.

use tenure::Span;
use tenure::agenda::{AgendaBuilder, AgendaPolicy, Agendas};
use tenure::focus::{Focus, FocusPolicy};
use tenure::health::{Health, Scorecard};
use tenure::situation::{Situation, Supplied, Viewpoint};

/// By account.
pub(crate) struct Attention<'a> {
    accounts: Vec<(Situation<'a>, Focus, Health<'a>)>,
    pub(crate) agendas: Agendas<'a>,
}

impl<'a> Attention<'a> {
    /// With agendas over the time that managers have in a span.
    pub(crate) fn of(viewpoint: &Viewpoint<'a>, card: &'a Scorecard, span: Span) -> Self {
        let (roles, policy) = (FocusPolicy::default(), AgendaPolicy::default());
        let mut agendas = AgendaBuilder::new(viewpoint, &policy);
        let accounts = viewpoint.book().accounts().map(|account| {
            let situation = viewpoint.situation_of(account, &Supplied::default());
            let focus = Focus::of(&situation, &roles);
            let health = Health::of(&situation, card);
            agendas.add(account, &situation, &health);
            (situation, focus, health)
        });
        Self {
            accounts: accounts.collect(),
            agendas: agendas.build(span),
        }
    }

    pub(crate) fn focuses(&self) -> impl Iterator<Item = (&Situation<'a>, &Focus)> {
        let accounts = self.accounts.iter();
        accounts.map(|(situation, focus, _)| (situation, focus))
    }

    pub(crate) fn healths(&self) -> impl Iterator<Item = (&Situation<'a>, &Health<'a>)> {
        let accounts = self.accounts.iter();
        accounts.map(|(situation, _, health)| (situation, health))
    }
}
