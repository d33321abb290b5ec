use std::collections::BTreeMap;
use std::sync::Arc;

use crate::calendar::Span;
use crate::currency::Currency;
use crate::id::AccountId;
use crate::money::Money;
use crate::retention::convention::{Convention, Fx};
use crate::retention::frame::{Basis, Frame};
use crate::retention::history::{AccountIndex, HistoryError, RevenueHistory, RevenueLine, date};

use super::{BEGINNING, Composition, Lane};

/// Everything a history is made of under a convention.
pub(in crate::retention) struct Parts {
    /// What is compared from period to period.
    pub(in crate::retention) units: Vec<AccountId>,
    /// The account of each unit, where units are not accounts.
    pub(in crate::retention) owners: Option<Vec<AccountId>>,
    /// Who pays.
    pub(in crate::retention) members: Vec<Member>,
    pub(in crate::retention) pieces: Vec<Piece>,
}

/// Who pays, and the unit that this counts for from a day on; the first from the beginning of time.
pub(in crate::retention) struct Member {
    pub(in crate::retention) homes: Vec<(i32, u32)>,
}

/// An amount per month on some days.
pub(in crate::retention) struct Piece {
    /// Whose, as a place among the members.
    pub(in crate::retention) member: u32,
    /// Which of its lines; only tells apart what is excluded.
    pub(in crate::retention) line: u32,
    pub(in crate::retention) span: Span,
    pub(in crate::retention) monthly: Money,
    pub(in crate::retention) excluded: bool,
}

impl Member {
    /// A member that counts for one unit for all time.
    pub(in crate::retention) fn of(unit: u32) -> Self {
        Self {
            homes: vec![(BEGINNING, unit)],
        }
    }

    fn only(&self) -> Option<u32> {
        match &*self.homes {
            [(_, unit)] => Some(*unit),
            _ => None,
        }
    }
}

/// The history of these parts under a convention: plain columns where nothing is valued anew and nothing moves.
pub(in crate::retention) fn assemble(
    parts: Parts,
    currency: Currency,
    convention: &Convention,
) -> Result<RevenueHistory, HistoryError> {
    if let Some(rates) = convention.fx.to().filter(|to| *to != currency) {
        return Err(HistoryError::Rates {
            rates,
            history: currency,
        });
    }
    let single = convention.fx == Fx::SingleCurrency
        || parts
            .pieces
            .iter()
            .all(|piece| piece.monthly.currency() == currency);
    let stay = parts.members.iter().all(|member| member.only().is_some())
        && parts.pieces.iter().all(|piece| !piece.excluded);
    let frame = Frame {
        basis: Some(Arc::new(Basis::from(convention))),
        owners: parts.owners.clone().map(Arc::from),
        ..Frame::default()
    };
    let mut history = if single && stay {
        plain(parts, currency)?
    } else {
        composed(parts, currency, convention, stay)?
    };
    history.frame = Frame {
        composition: history.frame.composition.take(),
        ..frame
    };
    Ok(history)
}

/// Lines as they are, each for the one unit of its member.
fn plain(parts: Parts, currency: Currency) -> Result<RevenueHistory, HistoryError> {
    let members = parts.members;
    let lines = parts.pieces.into_iter().filter_map(|piece| {
        let unit = members.get(piece.member as usize)?.only()?;
        Some(RevenueLine {
            account: AccountIndex::new(unit),
            span: piece.span,
            monthly: piece.monthly,
        })
    });
    let lines: Vec<_> = lines.collect();
    RevenueHistory::from_lines(currency, parts.units, lines)
}

/// One currency of one member; of one line where some of its days are excluded.
type LaneKey = (u32, Currency, Option<u32>);

fn composed(
    parts: Parts,
    currency: Currency,
    convention: &Convention,
    stay: bool,
) -> Result<RevenueHistory, HistoryError> {
    // Accounts and the first day in force as of a history without amounts.
    let nothing = parts.pieces.iter().map(|piece| RevenueLine {
        account: AccountIndex::new(0),
        span: piece.span,
        monthly: Money::zero(currency),
    });
    let nothing: Vec<_> = nothing.collect();
    let empty = RevenueHistory::from_lines(currency, parts.units.clone(), nothing)?;
    let homes_of = |member: u32| {
        parts
            .members
            .get(member as usize)
            .map(|member| &*member.homes)
    };
    let name = |member: u32| {
        let unit = homes_of(member).and_then(<[_]>::first);
        unit.and_then(|(_, unit)| parts.units.get(*unit as usize))
            .cloned()
    };
    let excluded: std::collections::BTreeSet<(u32, u32)> = parts
        .pieces
        .iter()
        .filter(|piece| piece.excluded)
        .map(|piece| (piece.member, piece.line))
        .collect();
    let mut steps: BTreeMap<LaneKey, BTreeMap<i32, i128>> = BTreeMap::new();
    let mut away: BTreeMap<LaneKey, Vec<Span>> = BTreeMap::new();
    for piece in parts.pieces.iter().filter(|piece| !piece.span.is_empty()) {
        let Some(account) = name(piece.member) else {
            continue;
        };
        let found = piece.monthly.currency();
        if convention.fx == Fx::SingleCurrency && found != currency {
            return Err(HistoryError::Currency {
                account,
                expected: currency,
                found,
            });
        }
        if piece.monthly.is_negative() {
            return Err(HistoryError::Negative {
                account,
                amount: piece.monthly,
            });
        }
        let line = excluded
            .contains(&(piece.member, piece.line))
            .then_some(piece.line);
        let key = (piece.member, found, line);
        let minor = piece.monthly.to_minor();
        let steps = steps.entry(key).or_default();
        *steps.entry(piece.span.start().to_epoch_days()).or_default() += minor;
        if let Some(end) = piece.span.end() {
            *steps.entry(end.to_epoch_days()).or_default() -= minor;
        }
        if piece.excluded {
            away.entry(key).or_default().push(piece.span);
        }
    }
    let mut lanes = Vec::with_capacity(steps.len());
    for (key, steps) in steps {
        let Some(account) = name(key.0) else {
            continue;
        };
        let (mut days, mut levels) = (Vec::new(), Vec::new());
        let (mut sum, mut last) = (0_i128, 0_i64);
        for (day, by) in steps {
            sum += by;
            let level = i64::try_from(sum).map_err(|_| HistoryError::Overflow {
                account: account.clone(),
                on: date(day),
            })?;
            if level != last {
                days.push(day);
                levels.push(level);
                last = level;
            }
        }
        let homes = homes_of(key.0).unwrap_or_default();
        lanes.push(Lane {
            currency: key.1,
            days,
            levels,
            homes: with_absences(homes, away.get(&key).map_or(&[], Vec::as_slice)),
        });
    }
    let composition = Composition::new(currency, convention, lanes, parts.units.len());
    let mut history = composition.valued(&empty)?;
    // Amounts at constant rates that stay where they are need no lanes any more.
    if !stay || matches!(convention.fx, Fx::AsOf(_)) {
        history.frame.composition = Some(Arc::new(composition));
    } else {
        history = history.rebuilt(|_, changes, put| {
            let mut last = 0;
            for (day, level) in changes.iter() {
                if level != last {
                    put(day, level);
                    last = level;
                }
            }
        });
    }
    Ok(history)
}

/// The homes of a lane that on some days has none.
fn with_absences(homes: &[(i32, u32)], away: &[Span]) -> Vec<(i32, Option<u32>)> {
    let mut days: Vec<i32> = homes.iter().map(|(day, _)| *day).collect();
    for span in away {
        days.push(span.start().to_epoch_days());
        days.extend(span.end().map(|end| end.to_epoch_days()));
    }
    days.sort_unstable();
    days.dedup();
    let mut found: Vec<(i32, Option<u32>)> = Vec::new();
    for day in days {
        let after = homes.partition_point(|(from, _)| *from <= day);
        let home = after
            .checked_sub(1)
            .and_then(|at| homes.get(at))
            .map(|(_, unit)| *unit);
        let absent = day != BEGINNING && away.iter().any(|span| span.contains(date(day)));
        let home = home.filter(|_| !absent);
        if found.last().is_none_or(|(_, last)| *last != home) {
            found.push((day, home));
        }
    }
    found
}

impl Composition {
    fn new(to: Currency, convention: &Convention, lanes: Vec<Lane>, units: usize) -> Self {
        let mut of_units: Vec<Vec<u32>> = vec![Vec::new(); units];
        let mut inherited: Vec<Option<i32>> = vec![None; units];
        for (number, lane) in (0_u32..).zip(&lanes) {
            let paid = lane
                .changes()
                .iter()
                .find(|(_, level)| *level > 0)
                .map(|(day, _)| day);
            let mut from: Option<u32> = None;
            for (day, home) in &lane.homes {
                let Some(unit) = *home else { continue };
                if let Some(lanes) = of_units.get_mut(unit as usize)
                    && lanes.last() != Some(&number)
                {
                    lanes.push(number);
                }
                let came =
                    from.is_some_and(|from| from != unit) && paid.is_some_and(|paid| paid < *day);
                if let (true, Some(first)) = (came, inherited.get_mut(unit as usize)) {
                    *first = Some(first.map_or(*day, |first| first.min(*day)));
                }
                from = Some(unit);
            }
        }
        for lanes in &mut of_units {
            lanes.sort_unstable();
            lanes.dedup();
        }
        Self {
            to,
            fx: convention.fx.clone(),
            rounding: convention.recurring.rounding,
            lanes,
            units: of_units,
            inherited,
        }
    }
}
