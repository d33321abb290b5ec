//! Figures under any convention, one unit, one period and one day at a time, straight from the definitions. It shares nothing with the
//! engine but the value types.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use rust_decimal::Decimal;
use tenure::retention::{
    AccountGrain, Convention, Credit, Fx, MovementGrain, Reactivation, SliceKey,
};
use tenure::{
    ChurnTiming, Currency, FiniteDiscounts, IntervalUnit, MonthlyRule, PastDue, Paused, Period,
    Periods, Rounding, Trial,
};

use super::{Bond, Customer, Deal, Ledger, REPORT};
use crate::reference::{CellKey, Report, Row};

/// What is known of a ledger beside its facts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watch {
    /// Who paid by this day was there before.
    pub known_from: Option<NaiveDate>,
    /// The first day of which nothing is known.
    pub until: Option<NaiveDate>,
}

/// A deal seen under a convention: on some days it is held at what it was on an earlier day.
struct Seen<'a> {
    customer: usize,
    deal: &'a Deal,
    held: BTreeMap<NaiveDate, NaiveDate>,
    /// What [`Reference::counted`] says for every day from the first, so that nothing is worked out over and over.
    counted: Vec<(i128, bool)>,
}

/// A ledger seen under a convention.
pub struct Reference<'a> {
    ledger: &'a Ledger,
    convention: &'a Convention,
    watch: Watch,
    deals: Vec<Seen<'a>>,
    units: usize,
}

/// The first day of all, before anything in a sample.
#[allow(clippy::unwrap_used, reason = "a date")]
fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 6, 1).unwrap()
}

/// The day after everything in a sample that can be asked for.
#[allow(clippy::unwrap_used, reason = "a date")]
fn last() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 31).unwrap()
}

fn previous(day: NaiveDate) -> NaiveDate {
    day - Days::new(1)
}

fn days(from: NaiveDate, until: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day < until)
}

/// What became of a unit in a step.
struct Step {
    opening: i128,
    transferred_in: i128,
    transferred_out: i128,
    carried: i128,
    restated: i128,
    closing: i128,
}

#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "in range for samples"
)]
impl<'a> Reference<'a> {
    /// The ledger under a convention.
    #[must_use]
    pub fn new(ledger: &'a Ledger, convention: &'a Convention, watch: Watch) -> Self {
        let customers = ledger.customers.iter().enumerate();
        let deals = customers.flat_map(|(customer, known)| {
            known.deals.iter().map(move |deal| Seen {
                customer,
                deal,
                held: BTreeMap::new(),
                counted: Vec::new(),
            })
        });
        let deals: Vec<_> = deals.collect();
        let units = match convention.account {
            AccountGrain::Subscription => deals.len(),
            _ => ledger.customers.len(),
        };
        let mut seen = Self {
            ledger,
            convention,
            watch,
            deals,
            units,
        };
        for place in 0..seen.deals.len() {
            let counted = days(first(), last()).map(|day| seen.counted(&seen.deals[place], day));
            let counted: Vec<_> = counted.collect();
            seen.deals[place].counted = counted;
        }
        seen.close_gaps();
        seen
    }

    /// What counts on a day, from the table.
    fn fact(&self, seen: &Seen<'_>, day: NaiveDate) -> (i128, bool) {
        let since = usize::try_from((day - first()).num_days()).ok();
        match since.and_then(|since| seen.counted.get(since)) {
            Some(fact) => *fact,
            None => self.counted(seen, day),
        }
    }

    /// The day whose facts hold on a day: nothing changes any more once nothing is known.
    fn known(&self, day: NaiveDate) -> NaiveDate {
        match self.watch.until {
            Some(until) if day >= until => previous(until),
            _ => day,
        }
    }

    fn customer(&self, seen: &Seen<'_>) -> &Customer {
        &self.ledger.customers[seen.customer]
    }

    /// Minor units per month of its currency on a day, and whether it is out of the book.
    fn counted(&self, seen: &Seen<'_>, day: NaiveDate) -> (i128, bool) {
        let (deal, customer) = (seen.deal, self.customer(seen));
        let rule = self.convention.recurring;
        let stops = deal.cancellation.map(|given| match rule.churn {
            ChurnTiming::CancelRequest => given.requested,
            ChurnTiming::CancellationEffective => given.effective,
            ChurnTiming::DayAfterTermEnd => given.service_end + Days::new(1),
            _ => given.service_end,
        });
        if day < deal.start() || stops.is_some_and(|stops| stops <= day) {
            return (0, false);
        }
        if deal.trial_until.is_some_and(|until| day < until) && rule.trial != Trial::Keep {
            return (0, false);
        }
        let paused = deal.pauses.iter().any(|pause| pause.contains(day));
        let due = customer.past_due.iter().any(|due| due.contains(day));
        let excluded = (paused && rule.paused == Paused::Exclude)
            || (due && rule.past_due == PastDue::Exclude);
        if (paused && rule.paused == Paused::Zero) || (due && rule.past_due == PastDue::Zero) {
            return (0, excluded);
        }
        let mut price = deal
            .prices
            .iter()
            .rev()
            .find(|(from, _)| *from <= day)
            .unwrap()
            .1;
        if let (Some((span, off)), FiniteDiscounts::Subtract) =
            (deal.discount, rule.finite_discounts)
            && span.contains(day)
        {
            price = (price - off).max(0);
        }
        let (times, months) = match (deal.interval.unit(), rule.monthly) {
            (IntervalUnit::Month, _) => (1, 1),
            (IntervalUnit::Quarter, _) => (1, 3),
            (IntervalUnit::Year, _) => (1, 12),
            (IntervalUnit::Week, MonthlyRule::FourWeeks) => (4, 1),
            (IntervalUnit::Day, MonthlyRule::FourWeeks) => (30, 1),
            (IntervalUnit::Week, MonthlyRule::JulianYear) => (36_525, 100 * 12 * 7),
            (IntervalUnit::Day, MonthlyRule::JulianYear) => (36_525, 100 * 12),
            (IntervalUnit::Week, _) => (52, 12),
            (IntervalUnit::Day, _) => (365, 12),
        };
        let months = months * i128::from(deal.interval.every());
        (
            round(i128::from(price) * times, months, rule.rounding),
            excluded,
        )
    }

    /// Minor units of a deal on a day.
    fn minor(&self, seen: &Seen<'_>, day: NaiveDate) -> i128 {
        let day = self.known(day);
        let day = seen.held.get(&day).copied().unwrap_or(day);
        self.fact(seen, day).0
    }

    /// The unit for which a deal counts on a day; `None` while it is out of the book.
    fn home(&self, place: usize, day: NaiveDate) -> Option<usize> {
        let day = self.known(day);
        let seen = &self.deals[place];
        if self.fact(seen, day).1 {
            return None;
        }
        let concerns = match self.convention.account {
            AccountGrain::Subscription => return Some(place),
            AccountGrain::UltimateParent => true,
            _ => self.ledger.bond == Bond::Merged,
        };
        let belongs = self.customer(seen).belongs.iter().rev();
        let mut since = belongs.filter(|(from, _)| concerns && *from <= day);
        Some(since.next().map_or(seen.customer, |(_, to)| *to))
    }

    /// The deals that belong to a unit.
    fn homes(&self, unit: usize, day: NaiveDate) -> Vec<usize> {
        let places = 0..self.deals.len();
        places
            .filter(|place| self.home(*place, day) == Some(unit))
            .collect()
    }

    fn rate(&self, currency: Currency, day: NaiveDate) -> Decimal {
        if currency == REPORT {
            return Decimal::ONE;
        }
        match &self.convention.fx {
            Fx::Constant(rates) => rates.of(currency).unwrap(),
            Fx::AsOf(rates) => rates.on(currency, day).unwrap(),
            _ => unreachable!("samples have rates"),
        }
    }

    /// What some deals pay, amounts of one day and rates of another: rounded once, and never from something to nothing.
    fn value(&self, places: &[usize], amounts: NaiveDate, rates: NaiveDate) -> i128 {
        // Minor units of the report, in 1/100,000: rates have three digits, and yen have two fewer than euros.
        let parts = places.iter().map(|place| {
            let seen = &self.deals[*place];
            let (currency, minor) = (seen.deal.currency, self.minor(seen, amounts));
            if minor == 0 {
                return 0;
            }
            let rate = self.rate(currency, rates) * Decimal::from(1000);
            let up = 10_i128.pow(2 - currency.minor_digits()) * 100;
            minor * i128::try_from(rate).unwrap() * up
        });
        let exact: i128 = parts.sum();
        let whole = round(exact, 100_000, self.convention.recurring.rounding);
        if exact > 0 { whole.max(1) } else { 0 }
    }

    /// What a unit pays on a day.
    fn amount(&self, unit: usize, day: NaiveDate) -> i128 {
        self.value(&self.homes(unit, day), day, day)
    }

    fn step(&self, unit: usize, from: NaiveDate, to: NaiveDate) -> Step {
        let (before, after) = (self.homes(unit, from), self.homes(unit, to));
        let stayed: Vec<_> = before
            .iter()
            .filter(|place| after.contains(place))
            .copied()
            .collect();
        let opening = self.value(&before, from, from);
        let stayed = self.value(&stayed, from, from);
        let carried = self.value(&after, from, from);
        Step {
            opening,
            transferred_in: carried - stayed,
            transferred_out: opening - stayed,
            carried,
            restated: self.value(&after, from, to),
            closing: self.value(&after, to, to),
        }
    }

    /// Whether anything but rates changes what a unit pays.
    fn changes(&self, unit: usize, day: NaiveDate) -> bool {
        let step = self.step(unit, previous(day), day);
        step.restated != step.closing || step.transferred_in != 0 || step.transferred_out != 0
    }

    fn pays(&self, unit: usize, day: NaiveDate) -> bool {
        self.homes(unit, day)
            .iter()
            .any(|place| self.minor(&self.deals[*place], day) > 0)
    }

    /// Holds on through gaps what was paid before them, by the convention.
    fn close_gaps(&mut self) {
        let closed = |from: NaiveDate, to: NaiveDate| match self.convention.reactivation {
            Reactivation::BridgeGaps(days) => (to - from).num_days() < i64::from(days.get()),
            Reactivation::AfterWholeMonths(months) => {
                let mut whole = 0;
                let mut month = from;
                while month.day() != 1 {
                    month = month + Days::new(1);
                }
                while month + Months::new(1) <= to {
                    whole += 1;
                    month = month + Months::new(1);
                }
                whole < months.get()
            }
            _ => false,
        };
        if matches!(
            self.convention.reactivation,
            Reactivation::Always | Reactivation::WithinDays(_)
        ) {
            return;
        }
        let mut held = Vec::new();
        for unit in 0..self.units {
            let mut from: Option<NaiveDate> = None;
            for day in days(first() + Days::new(1), last()) {
                match (self.pays(unit, previous(day)), self.pays(unit, day)) {
                    (true, false) => from = Some(day),
                    (false, true) => {
                        let Some(from) = from.filter(|from| closed(*from, day)) else {
                            continue;
                        };
                        let before = previous(from);
                        for place in 0..self.deals.len() {
                            let stays =
                                days(before, day).all(|day| self.home(place, day) == Some(unit));
                            if stays && self.minor(&self.deals[place], before) > 0 {
                                held.push((place, from, day));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        for (place, from, to) in held {
            for day in days(from, to) {
                self.deals[place].held.insert(day, previous(from));
            }
        }
    }

    fn owner(&self, unit: usize) -> &Customer {
        match self.convention.account {
            AccountGrain::Subscription => self.customer(&self.deals[unit]),
            _ => &self.ledger.customers[unit],
        }
    }

    fn holder(&self, unit: usize, day: NaiveDate) -> SliceKey {
        let given = self
            .owner(unit)
            .handovers
            .iter()
            .filter(|(on, _)| *on <= day);
        given
            .max_by_key(|(on, _)| *on)
            .map_or(SliceKey::Unassigned, |(_, to)| to.clone())
    }

    /// Whether something that paid elsewhere had come to a unit by a day.
    fn inherited(&self, unit: usize, by: NaiveDate) -> bool {
        (0..self.deals.len()).any(|place| {
            let paid = |day| self.minor(&self.deals[place], day) > 0;
            let mut elsewhere = None;
            let mut ever_paid = false;
            days(first(), by + Days::new(1)).any(|day| {
                let home = self.home(place, day);
                let came =
                    home == Some(unit) && elsewhere.is_some_and(|other| other != unit) && ever_paid;
                elsewhere = home.or(elsewhere);
                ever_paid |= paid(day);
                came
            })
        })
    }

    /// For how many days a unit was at zero right before a day; `None` when it never paid by itself, but for what came to it.
    fn away(&self, unit: usize, on: NaiveDate) -> Option<i64> {
        let mut before = days(first(), on).collect::<Vec<_>>().into_iter().rev();
        let last_paying = before.find(|day| self.pays(unit, *day))?;
        Some((on - last_paying).num_days() - 1)
    }

    /// The movement of a step: its column, that of its number, and its size.
    fn movement(
        &self,
        unit: usize,
        step: &Step,
        ever: bool,
        on: NaiveDate,
    ) -> Option<(&'static str, &'static str, i128)> {
        let (before, after) = (step.restated, step.closing);
        let new = || {
            let by = self.watch.known_from;
            let there = by
                .is_some_and(|by| days(first(), by + Days::new(1)).any(|day| self.pays(unit, day)));
            if there {
                ("unknown", "unknown", after)
            } else {
                ("new", "new", after)
            }
        };
        if before == after {
            None
        } else if before == 0 && !(ever || self.inherited(unit, on)) {
            Some(new())
        } else if before == 0 {
            match self.convention.reactivation {
                Reactivation::WithinDays(days)
                    if self
                        .away(unit, on)
                        .is_some_and(|away| away > i64::from(days.get())) =>
                {
                    Some(("new", "new", after))
                }
                _ => Some(("reactivation", "reactivated", after)),
            }
        } else if after == 0 {
            Some(("churn", "churned", before))
        } else if after > before {
            Some(("expansion", "expanded", after - before))
        } else {
            Some(("contraction", "contracted", before - after))
        }
    }

    /// The periods that are over when the watch ends.
    fn over(&self, periods: &Periods) -> Vec<Period> {
        let over = |period: &Period| self.watch.until.is_none_or(|until| period.end() <= until);
        periods.iter().filter(over).collect()
    }

    fn slices(&self) -> Vec<Option<SliceKey>> {
        let mut slices = vec![None, Some(SliceKey::Unassigned)];
        for unit in 0..self.units {
            slices.extend(
                self.owner(unit)
                    .handovers
                    .iter()
                    .map(|(_, to)| Some(to.clone())),
            );
        }
        slices.sort();
        slices.dedup();
        slices
    }

    /// The bridge of every period, by holder and for the whole.
    #[must_use]
    pub fn bridge(&self, periods: &Periods) -> Report {
        let over = self.over(periods);
        let mut report: Report = self
            .slices()
            .into_iter()
            .map(|slice| (slice, vec![Row::new(); over.len()]))
            .collect();
        let event = self.convention.grain == MovementGrain::Event;
        for unit in 0..self.units {
            for (at, period) in over.iter().enumerate() {
                let mut sheet = Sheet {
                    report: &mut report,
                    at,
                };
                if event {
                    self.events(unit, *period, &mut sheet);
                } else {
                    self.net(unit, *period, periods, &mut sheet);
                }
            }
        }
        report
    }

    fn change_days(&self, unit: usize, period: Period) -> Vec<NaiveDate> {
        days(period.start(), period.end())
            .filter(|day| self.changes(unit, *day))
            .collect()
    }

    fn first_paying(&self, unit: usize, period: Period) -> Option<NaiveDate> {
        days(period.start(), period.end()).find(|day| self.pays(unit, *day))
    }

    /// The one holder of [`Credit::HolderAtOpening`].
    fn one(&self, unit: usize, period: Period) -> SliceKey {
        let at_opening = self.holder(unit, previous(period.start()));
        let paid = self.pays(unit, previous(period.start()));
        match self.first_paying(unit, period) {
            Some(day) if !paid && at_opening == SliceKey::Unassigned => self.holder(unit, day),
            _ => at_opening,
        }
    }

    fn net(&self, unit: usize, period: Period, periods: &Periods, sheet: &mut Sheet<'_>) {
        let (from, to) = (previous(period.start()), period.last_day());
        let step = self.step(unit, from, to);
        // At the end of an earlier period: of its own, or of what came over by then.
        let earlier = Periods::covering(periods.grain(), first(), from);
        let ever = earlier.iter().flat_map(Periods::iter).any(|earlier| {
            let (before, day) = (previous(earlier.start()), earlier.last_day());
            day <= from && (self.pays(unit, day) || self.step(unit, before, day).carried > 0)
        });
        let on = self.first_paying(unit, period).unwrap_or(to);
        let movement = self.movement(unit, &step, ever, on);
        let (at_opening, at_closing) = (self.holder(unit, from), self.holder(unit, to));
        let credited = match (movement, self.convention.credit) {
            (None, _) => at_opening.clone(),
            (_, Credit::HolderAtOpening) => self.one(unit, period),
            _ => match self.change_days(unit, period).last() {
                Some(day) => self.holder(unit, *day),
                None => at_opening.clone(),
            },
        };
        sheet.both(&at_opening, "opening", "opening", step.opening);
        sheet.hand_over(&at_opening, &credited, step.opening);
        sheet.beyond(&credited, &step);
        sheet.base(&credited, &step);
        if let Some((column, accounts, amount)) = movement {
            sheet.both(&credited, column, accounts, amount);
        }
        sheet.hand_over(&credited, &at_closing, step.closing);
        sheet.both(&at_closing, "closing", "closing", step.closing);
    }

    fn events(&self, unit: usize, period: Period, sheet: &mut Sheet<'_>) {
        let (from, to) = (previous(period.start()), period.last_day());
        let whole = self.step(unit, from, to);
        let on_day = self.convention.credit == Credit::HolderOnDay;
        let (at_opening, at_closing) = (self.holder(unit, from), self.holder(unit, to));
        let one = self.one(unit, period);
        sheet.both(&at_opening, "opening", "opening", whole.opening);
        sheet.both(&at_closing, "closing", "closing", whole.closing);
        if !on_day {
            sheet.hand_over(&at_opening, &one, whole.opening);
            sheet.hand_over(&one, &at_closing, whole.closing);
        }
        let mut ever = days(first(), period.start())
            .any(|day| self.pays(unit, day) || self.step(unit, previous(day), day).carried > 0);
        for day in days(period.start(), period.end()) {
            let step = self.step(unit, previous(day), day);
            let holder = self.holder(unit, day);
            if on_day {
                sheet.hand_over(&self.holder(unit, previous(day)), &holder, step.opening);
            }
            let credited = if on_day { &holder } else { &one };
            sheet.beyond(credited, &step);
            if let Some((column, accounts, amount)) = self.movement(unit, &step, ever, day) {
                sheet.both(credited, column, accounts, amount);
            }
            ever |= step.closing > 0 || step.carried > 0;
        }
        let credited = match self.change_days(unit, period).last() {
            Some(day) if on_day && whole.restated != whole.closing => self.holder(unit, *day),
            _ => at_opening.clone(),
        };
        sheet.base(&credited, &whole);
    }

    /// The sum of the daily logo churn of every period, as a double; `None` when nothing was open on any day.
    #[must_use]
    pub fn daily_churn(&self, periods: &Periods) -> Vec<Option<f64>> {
        let over = self.over(periods).into_iter();
        over.map(|period| {
            let mut sum = None;
            for day in days(period.start(), period.end()) {
                let units: Vec<_> = (0..self.units)
                    .filter(|unit| self.pays(*unit, previous(day)))
                    .collect();
                if units.is_empty() {
                    continue;
                }
                let lost = units.iter().filter(|unit| {
                    !self.pays(**unit, day) && self.step(**unit, previous(day), day).carried > 0
                });
                *sum.get_or_insert(0.0) += lost.count() as f64 / units.len() as f64;
            }
            sum
        })
        .collect()
    }

    /// Retention between the end of each period and the end of the one `window` places earlier, for the whole.
    #[must_use]
    pub fn trailing(&self, periods: &Periods, window: usize) -> Vec<Row> {
        let over = self.over(periods);
        let pairs = over.iter().zip(over.iter().skip(window));
        pairs
            .map(|(base, period)| {
                let mut row = Row::new();
                for unit in 0..self.units {
                    let step = self.step(unit, base.last_day(), period.last_day());
                    if step.restated == 0 {
                        continue;
                    }
                    for (column, value) in [
                        ("amount.opening", step.restated),
                        ("amount.gross_retained", step.restated.min(step.closing)),
                        ("amount.net_retained", step.closing),
                        ("accounts.opening", 1),
                        ("accounts.retained", i128::from(step.closing > 0)),
                    ] {
                        if value != 0 {
                            *row.entry(column.to_owned()).or_default() += value;
                        }
                    }
                }
                row
            })
            .collect()
    }

    /// What became of the units that first paid in each period, for the whole.
    #[must_use]
    pub fn cohorts(&self, periods: &Periods) -> BTreeMap<CellKey, (u64, i128)> {
        let over = self.over(periods);
        let mut cells: BTreeMap<CellKey, (u64, i128)> = BTreeMap::new();
        let all = Periods::covering(periods.grain(), first(), previous(periods.end())).unwrap();
        for unit in 0..self.units {
            let born = all.iter().find(|period| self.pays(unit, period.last_day()));
            let Some(born) = born else { continue };
            let there = self
                .watch
                .known_from
                .is_some_and(|by| days(first(), by + Days::new(1)).any(|day| self.pays(unit, day)));
            let cohort = periods
                .index_of(born.start())
                .filter(|_| !there)
                .map(|_| born.start());
            for (at, period) in over.iter().enumerate() {
                let amount = self.amount(unit, period.last_day());
                if amount > 0 {
                    let cell = cells.entry((cohort, at)).or_default();
                    cell.0 += 1;
                    cell.1 += amount;
                }
            }
        }
        cells
    }
}

/// One row of every slice, and of the whole.
struct Sheet<'a> {
    report: &'a mut Report,
    at: usize,
}

#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "every slice has every row"
)]
impl Sheet<'_> {
    fn add(&mut self, slice: Option<&SliceKey>, column: String, by: i128) {
        if by != 0 {
            let row = &mut self.report.get_mut(&slice.cloned()).unwrap()[self.at];
            let sum = row.entry(column.clone()).or_default();
            *sum += by;
            if *sum == 0 {
                row.remove(&column);
            }
        }
    }

    /// An amount of one unit in a slice and in the whole.
    fn both(&mut self, slice: &SliceKey, column: &str, accounts: &str, amount: i128) {
        for slice in [Some(slice), None] {
            self.add(slice, format!("amount.{column}"), amount);
            self.add(
                slice,
                format!("accounts.{accounts}"),
                i128::from(amount != 0),
            );
        }
    }

    fn hand_over(&mut self, from: &SliceKey, to: &SliceKey, amount: i128) {
        if from != to {
            let one = i128::from(amount != 0);
            self.add(Some(from), "amount.transfers_out".to_owned(), amount);
            self.add(Some(from), "accounts.transferred_out".to_owned(), one);
            self.add(Some(to), "amount.transfers_in".to_owned(), amount);
            self.add(Some(to), "accounts.transferred_in".to_owned(), one);
        }
    }

    /// What moved nobody's business.
    fn beyond(&mut self, slice: &SliceKey, step: &Step) {
        for slice in [Some(slice), None] {
            self.add(slice, "amount.fx".to_owned(), step.restated - step.carried);
            self.add(slice, "amount.transfers_in".to_owned(), step.transferred_in);
            self.add(
                slice,
                "amount.transfers_out".to_owned(),
                step.transferred_out,
            );
            let came = step.opening == 0 && step.carried > 0;
            let went = step.opening > 0 && step.carried == 0;
            self.add(
                slice,
                "accounts.transferred_in".to_owned(),
                i128::from(came),
            );
            self.add(
                slice,
                "accounts.transferred_out".to_owned(),
                i128::from(went),
            );
        }
    }

    /// The opening as retention takes it, in the slice whose movement it is.
    fn base(&mut self, credited: &SliceKey, step: &Step) {
        self.both(credited, "base", "base", step.restated);
    }
}

fn round(numerator: i128, denominator: i128, rounding: Rounding) -> i128 {
    let (whole, rest) = (
        numerator.div_euclid(denominator),
        numerator.rem_euclid(denominator),
    );
    match rounding {
        Rounding::Floor => whole,
        _ if 2 * rest > denominator || (2 * rest == denominator && whole % 2 == 1) => whole + 1,
        _ => whole,
    }
}
