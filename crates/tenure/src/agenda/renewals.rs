use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::currency::Currency;
use crate::id::{AccountId, ManagerId};
use crate::money::{Money, MoneyError};
use crate::ratio::Ratio;
use crate::situation::{Evidence, Renewing, Situation, SituationPolicy, Viewpoint};

/// What comes up for renewal in a book, by how soon, and how much of all recurring revenue that is.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::agenda::RenewalPipeline;
/// use tenure::{Book, Ratio, decide::decide_all};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"start_subscription": {"account": "A-17", "subscription": "S-1",
///         "span": {"start": "2026-01-01", "end": "2026-06-01"}, "monthly": "40.00 EUR"}},
///     {"start_subscription": {"account": "A-17", "subscription": "S-2",
///         "span": {"start": "2026-01-01", "end": null}, "monthly": "60.00 EUR"}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let on = NaiveDate::from_ymd_opt(2026, 4, 15).expect("a day");
/// let pipeline = RenewalPipeline::of(&book, on)?;
/// let totals: Vec<_> = pipeline.totals().iter().map(|total| (total.within_days, total.base.to_string())).collect();
/// assert_eq!(totals, [(60, "40.00 EUR".to_owned()), (90, "40.00 EUR".to_owned()), (180, "40.00 EUR".to_owned())]);
/// assert_eq!(pipeline.totals()[0].share(), Ratio::of(4_000, 10_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewalPipeline<'a> {
    rows: Vec<PipelineRow<'a>>,
    totals: Vec<PipelineTotal>,
}

/// Something that comes up for renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineRow<'a> {
    /// Of which account.
    pub account: &'a AccountId,
    /// Who holds it.
    pub holder: Option<&'a ManagerId>,
    /// What.
    pub what: Renewing<'a>,
    /// The first day after the term.
    pub on: NaiveDate,
    /// Days until then.
    pub days: i64,
    /// The last day on which notice can be given.
    pub notice_by: NaiveDate,
    /// Whether it goes on by itself.
    pub automatic: bool,
    /// Whether it is cancelled by the day: no longer up for renewal, and in no total.
    pub cancelled: bool,
    /// The recurring amount of a month that is up for renewal.
    pub base: Option<Money>,
    /// The records behind it.
    pub evidence: Evidence,
}

/// What comes up for renewal within so many days, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PipelineTotal {
    /// Within how many days.
    pub within_days: u16,
    /// How many contracts and subscriptions.
    pub count: u64,
    /// The recurring amount of a month that is up for renewal; what comes up twice counts once.
    pub base: Money,
    /// The recurring amount of a month of the whole book in that currency.
    pub whole: Money,
}

impl PipelineTotal {
    /// The part of the whole book that is up for renewal; `None` over nothing.
    #[must_use]
    pub const fn share(&self) -> Option<Ratio> {
        Ratio::of(self.base.to_minor(), self.whole.to_minor())
    }
}

impl<'a> RenewalPipeline<'a> {
    /// The days within which totals are made.
    pub const WITHIN_DAYS: [u16; 4] = [30, 60, 90, 180];

    /// What comes up for renewal after a day, as far as [`WITHIN_DAYS`](Self::WITHIN_DAYS) reaches.
    ///
    /// # Errors
    /// [`MoneyError`] when the amounts of a currency add up to more than fits.
    pub fn of(book: &'a crate::Book, on: NaiveDate) -> Result<Self, MoneyError> {
        let adopted = Viewpoint::of(book, on);
        let policy = SituationPolicy {
            look_ahead_days: Self::WITHIN_DAYS.into_iter().max().unwrap_or_default(),
            ..adopted.policy().clone()
        };
        Self::from_situations(Viewpoint::by(book, on, policy).situations())
    }

    /// What comes up for renewal by these situations, all of one day, as far as they look ahead.
    ///
    /// # Errors
    /// [`MoneyError`] when the amounts of a currency add up to more than fits.
    pub fn from_situations(
        situations: impl IntoIterator<Item = Situation<'a>>,
    ) -> Result<Self, MoneyError> {
        let mut rows = Vec::new();
        let mut whole: Vec<Money> = Vec::new();
        let mut day = None;
        for situation in situations {
            day = Some(situation.on);
            for amount in situation
                .value
                .iter()
                .flat_map(|value| &value.value.monthly)
            {
                add(&mut whole, *amount)?;
            }
            let (account, holder) = (situation.account, situation.holder);
            rows.extend(situation.upcoming.into_iter().map(|coming| PipelineRow {
                account,
                holder,
                what: coming.value.what,
                on: coming.value.on,
                days: crate::situation::days_from(situation.on, coming.value.on),
                notice_by: coming.value.notice_by,
                automatic: coming.value.automatic,
                cancelled: coming.value.cancelled,
                base: coming.value.base,
                evidence: coming.evidence,
            }));
        }
        rows.sort_by(|a, b| (a.on, a.account, a.what).cmp(&(b.on, b.account, b.what)));
        let mut totals = Vec::new();
        for within_days in Self::WITHIN_DAYS {
            let until = day.and_then(|day| day.checked_add_days(Days::new(within_days.into())));
            let until = until.unwrap_or(NaiveDate::MAX);
            totals.extend(total(&rows, &whole, within_days, until)?);
        }
        Ok(Self { rows, totals })
    }

    /// What comes up, by day, account and what it is.
    #[must_use]
    pub fn rows(&self) -> &[PipelineRow<'a>] {
        &self.rows
    }

    /// The totals by days and currency, each including the ones before it. Where nothing comes up there is none.
    #[must_use]
    pub fn totals(&self) -> &[PipelineTotal] {
        &self.totals
    }
}

fn total(
    rows: &[PipelineRow<'_>],
    whole: &[Money],
    within_days: u16,
    until: NaiveDate,
) -> Result<Vec<PipelineTotal>, MoneyError> {
    let mut seen = BTreeSet::new();
    let mut totals: Vec<PipelineTotal> = Vec::new();
    for row in rows.iter().filter(|row| row.on <= until && !row.cancelled) {
        let Some(base) = row.base else {
            continue;
        };
        if !seen.insert((row.account, row.what)) {
            continue;
        }
        let currency = |total: &PipelineTotal| total.base.currency();
        match totals.binary_search_by_key(&base.currency(), currency) {
            Ok(place) => {
                if let Some(total) = totals.get_mut(place) {
                    total.count += 1;
                    total.base = total.base.checked_add(base)?;
                }
            }
            Err(place) => totals.insert(
                place,
                PipelineTotal {
                    within_days,
                    count: 1,
                    base,
                    whole: of_currency(whole, base.currency()),
                },
            ),
        }
    }
    Ok(totals)
}

fn of_currency(whole: &[Money], currency: Currency) -> Money {
    let mut whole = whole.iter();
    let found = whole.find(|money| money.currency() == currency);
    found.copied().unwrap_or(Money::zero(currency))
}

fn add(amounts: &mut Vec<Money>, amount: Money) -> Result<(), MoneyError> {
    let known = amounts
        .iter_mut()
        .find(|known| known.currency() == amount.currency());
    match known {
        Some(known) => *known = known.checked_add(amount)?,
        None => amounts.push(amount),
    }
    Ok(())
}
