use std::hint::black_box;

use crate::account::{Account, ContactRole, Holder};
use crate::record::Position;
use crate::timeline::Timeline;

/// Reads a little of every list that a situation is read from, before any of it is needed.
///
/// The lists of an account lie scattered over memory, and of a large book hardly any is in the caches. Read where it is needed, each is
/// waited for in turn; read here, where none depends on another, all are waited for at once.
pub(super) fn touch(account: &Account) {
    let mut seen = 0;
    let mut see = |by: Option<Position>| seen ^= by.map_or(0, Position::get);
    see(account.opened().map(|(_, by)| by));
    see(first(account.holders()));
    see(first(account.lifecycle().steps()));
    see(account.survey_answers().next().map(|answer| answer.by));
    see(account.interactions().next().map(|held| held.by));
    see(account.interactions().next_back().map(|held| held.by));
    see(account.fit_reviews().next_back().map(|held| held.by));
    for (_, class) in account.classes() {
        see(first(class));
    }
    for (_, subscription) in account.subscriptions() {
        see(first(subscription.terms()));
    }
    for (_, contract) in account.contracts() {
        see(contract.signed().map(|signed| signed.by));
        contract.lines().for_each(|(_, line)| see(first(line)));
    }
    for (_, contact) in account.contacts() {
        let sponsor = contact.role_steps(ContactRole::Sponsor);
        see(sponsor.and_then(first));
    }
    for (_, commitment) in account.commitments() {
        see(commitment.made().map(|(_, by, _)| by));
    }
    for (_, case) in account.cases() {
        see(case.events().next().map(|(_, by, _)| by));
    }
    // What those lists lead to.
    let holder = account.holders().effective().next_back();
    if let Some(Holder::Manager(manager)) = holder.map(|held| &held.value) {
        black_box(manager.as_str().as_bytes().first());
    }
    for (_, class) in account.classes() {
        let named = class.effective().next_back();
        let name = named.and_then(|class| class.value.as_ref());
        black_box(name.and_then(|name| name.as_str().as_bytes().first()));
    }
    if let Some(held) = account.fit_reviews().next_back() {
        black_box(held.value.products.values().next());
    }
    black_box(seen);
}

fn first<T>(timeline: &Timeline<T>) -> Option<Position> {
    Some(timeline.effective().next()?.by)
}
