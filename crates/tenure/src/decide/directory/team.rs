//! Teams and who belongs to them.

use chrono::NaiveDate;

use super::known_manager;
use crate::book::Book;
use crate::decide::of_directory;
use crate::directory::{Discipline, Team, TeamLife};
use crate::fact::{TeamDissolved, TeamFormed, TeamMemberJoined, TeamMemberLeft};
use crate::id::{ManagerId, TeamId};
use crate::journal::NewRecord;
use crate::record::Position;
use crate::rejection::Rejection;
use crate::text::Name;

pub(in crate::decide) fn form(
    book: &Book,
    team: &TeamId,
    name: &Name,
    discipline: &Discipline,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    if let Some(formed) = book.directory().team(team).and_then(Team::formed) {
        let same = TeamLife::Formed {
            name: name.clone(),
            discipline: discipline.clone(),
        };
        if formed.on == on && formed.value == same {
            return Ok(Vec::new());
        }
        return Err(Rejection::TeamExists {
            team: team.clone(),
            record: formed.by,
        });
    }
    let fact = TeamFormed {
        team: team.clone(),
        name: name.clone(),
        discipline: discipline.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn dissolve(
    book: &Book,
    team: &TeamId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = book.directory().team(team);
    let dissolved = known.and_then(Team::dissolved);
    if dissolved.is_some_and(|dissolved| dissolved.on == on) {
        return Ok(Vec::new());
    }
    let known = existing(book, team, on)?;
    let members = known
        .memberships()
        .flat_map(|(_, membership)| membership.entries())
        .map(|entry| (entry.on, entry.by));
    let later = members
        .chain(dissolved.map(|dissolved| (dissolved.on, dissolved.by)))
        .find(|(from, _)| *from > on);
    if let Some((from, record)) = later {
        return Err(Rejection::TeamChangesLater {
            team: team.clone(),
            from,
            record,
        });
    }
    let fact = TeamDissolved { team: team.clone() };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn join(
    book: &Book,
    team: &TeamId,
    manager: &ManagerId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    if !known_manager(book, manager)?.is_employed_on(on) {
        return Err(Rejection::NotEmployed {
            manager: manager.clone(),
            on,
        });
    }
    let membership = existing(book, team, on)?.membership(manager);
    let holds = membership.and_then(|turns| turns.at(on));
    if let Some(joined) = holds.filter(|entry| entry.value) {
        if joined.on == on {
            return Ok(Vec::new());
        }
        return Err(Rejection::AlreadyMember {
            team: team.clone(),
            manager: manager.clone(),
            on,
            record: joined.by,
        });
    }
    let next = membership.and_then(|turns| turns.next_after(on));
    if let Some(next) = next.filter(|next| next.value) {
        return Err(later_membership(team, manager, next.on, next.by));
    }
    let fact = TeamMemberJoined {
        team: team.clone(),
        manager: manager.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn leave(
    book: &Book,
    team: &TeamId,
    manager: &ManagerId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let membership = existing(book, team, on)?.membership(manager);
    let Some(turns) = membership.filter(|turns| turns.in_force_on(on)) else {
        return Err(Rejection::NotMember {
            team: team.clone(),
            manager: manager.clone(),
            on,
        });
    };
    if let Some(next) = turns.next_after(on).filter(|next| !next.value) {
        return Err(later_membership(team, manager, next.on, next.by));
    }
    let fact = TeamMemberLeft {
        team: team.clone(),
        manager: manager.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}

fn existing<'a>(book: &'a Book, team: &TeamId, on: NaiveDate) -> Result<&'a Team, Rejection> {
    book.directory()
        .team(team)
        .filter(|known| known.exists_on(on))
        .ok_or_else(|| Rejection::NoTeam {
            team: team.clone(),
            on,
        })
}

fn later_membership(
    team: &TeamId,
    manager: &ManagerId,
    from: NaiveDate,
    record: Position,
) -> Rejection {
    Rejection::LaterMembership {
        team: team.clone(),
        manager: manager.clone(),
        from,
        record,
    }
}
