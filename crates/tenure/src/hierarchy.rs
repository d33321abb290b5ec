//! Parents and merges over the whole book.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::account::{Above, Account, Lineage};
use crate::book::Book;
use crate::calendar::Span;
use crate::currency::Currency;
use crate::id::AccountId;
use crate::money::{Money, MoneyError};
use crate::record::{Position, StreamId};

/// Which account stands under which on one day, for the accounts of a book.
///
/// An account that is merged into another is no parent and no child any more: what it had counts for the account that carries it
/// on, its children included.
///
/// # Laws
/// - Every account has one [ultimate parent](Hierarchy::ultimate_parent), and is in the [family](Hierarchy::family) of that account.
/// - A family has each account once, so that what is rolled up counts once; the families of all ultimate parents are the book.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::decide::decide_all;
/// use tenure::{AccountId, Book, Command};
///
/// let day = |m| NaiveDate::from_ymd_opt(2026, m, 1).expect("a day");
/// let (group, branch) = (AccountId::new("group")?, AccountId::new("branch")?);
/// let mut book = Book::default();
/// decide_all(&mut book, &[
///     Command::OpenAccount { account: group.clone(), on: day(1) },
///     Command::OpenAccount { account: branch.clone(), on: day(1) },
///     Command::PlaceAccountUnder { account: branch.clone(), parent: group.clone(), on: day(3) },
/// ]).expect("nothing stands against it");
/// assert_eq!(book.hierarchy_on(day(2)).ultimate_parent(&branch), &branch);
/// assert_eq!(book.hierarchy_on(day(3)).ultimate_parent(&branch), &group);
/// assert_eq!(book.hierarchy_on(day(3)).children(&group), [&branch]);
/// # Ok::<(), tenure::TextError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Hierarchy<'a> {
    accounts: BTreeMap<&'a AccountId, &'a Account>,
    above: BTreeMap<&'a AccountId, Above<'a>>,
    /// What stands directly under an account or is merged directly into it, by id.
    below: BTreeMap<&'a AccountId, Vec<&'a AccountId>>,
    children: BTreeMap<&'a AccountId, Vec<&'a AccountId>>,
}

impl<'a> Hierarchy<'a> {
    pub(crate) fn of(book: &'a Book, day: NaiveDate) -> Self {
        let accounts: BTreeMap<_, _> = book
            .accounts()
            .map(|account| (account.id(), account))
            .collect();
        let above: BTreeMap<_, _> = book
            .accounts()
            .filter_map(|account| Some((account.id(), account.lineage().above_on(day)?)))
            .collect();
        let mut hierarchy = Self {
            accounts,
            above,
            below: BTreeMap::new(),
            children: BTreeMap::new(),
        };
        for (account, above) in &hierarchy.above {
            let below = hierarchy.below.entry(above.account()).or_default();
            below.push(account);
        }
        let mut children: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (account, above) in &hierarchy.above {
            if let Above::Parent(parent) = above {
                let parent = hierarchy.survivor(parent);
                children.entry(parent).or_default().push(*account);
            }
        }
        hierarchy.children = children;
        hierarchy
    }

    /// The account that carries this one on: itself unless it is merged.
    #[must_use]
    pub fn survivor(&self, account: &'a AccountId) -> &'a AccountId {
        self.climb(account, |above| matches!(above, Above::MergedInto(_)))
    }

    /// The parent of the account, or of the one that carries it on.
    #[must_use]
    pub fn parent(&self, account: &'a AccountId) -> Option<&'a AccountId> {
        match self.above.get(self.survivor(account))? {
            Above::Parent(parent) => Some(self.survivor(parent)),
            Above::MergedInto(_) => None,
        }
    }

    /// The account at the top: the parent's parent's parent, itself if there is none.
    #[must_use]
    pub fn ultimate_parent(&self, account: &'a AccountId) -> &'a AccountId {
        self.climb(account, |_| true)
    }

    /// The accounts directly under this one, by id; those of accounts merged into it are its own.
    #[must_use]
    pub fn children(&self, account: &AccountId) -> &[&'a AccountId] {
        self.children.get(account).map_or(&[], Vec::as_slice)
    }

    /// The account, everything that stands under it at any depth, and all that was merged into any of these: each once, by id.
    #[must_use]
    pub fn family(&self, account: &'a AccountId) -> Vec<&'a AccountId> {
        let mut family = BTreeSet::from([account]);
        let mut open = vec![account];
        while let Some(above) = open.pop() {
            for below in self.below.get(above).into_iter().flatten() {
                if family.insert(below) {
                    open.push(below);
                }
            }
        }
        family.into_iter().collect()
    }

    /// The sum of an amount over the [family](Hierarchy::family): every account counts once.
    ///
    /// # Errors
    /// [`MoneyError`] when an amount is in another currency, or the sum is out of range.
    pub fn roll_up(
        &self,
        account: &'a AccountId,
        currency: Currency,
        amount: impl Fn(&'a Account) -> Option<Money>,
    ) -> Result<Money, MoneyError> {
        let family = self.family(account);
        let accounts = family.into_iter().filter_map(|id| self.accounts.get(id));
        Money::sum(currency, accounts.filter_map(|account| amount(account)))
    }

    /// The first day on which the account, or one that was merged into it, paid: a merge keeps the older one.
    #[must_use]
    pub fn first_paid_on(&self, account: &'a AccountId) -> Option<NaiveDate> {
        let survivor = self.survivor(account);
        self.family(survivor)
            .into_iter()
            .filter(|member| self.survivor(member) == survivor)
            .filter_map(|member| self.accounts.get(member)?.first_paid_on())
            .min()
    }

    fn climb(&self, account: &'a AccountId, further: impl Fn(&Above<'a>) -> bool) -> &'a AccountId {
        // A book has no circles; were a journal to hold one all the same, a climb of this many steps has seen all of it.
        let steps = 0..self.above.len();
        steps
            .scan(account, |at, _| {
                *at = self
                    .above
                    .get(*at)
                    .filter(|above| further(above))?
                    .account();
                Some(*at)
            })
            .last()
            .unwrap_or(account)
    }
}

/// Why a lineage cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unsound {
    /// On this day the account would stand above itself, because of another account's record.
    Circle {
        on: NaiveDate,
        through: AccountId,
        record: Position,
    },
    /// An account on the way up is not in the book.
    NotLoaded(AccountId),
}

/// Checks that with this lineage an account stands above itself on no day.
///
/// Circles through other accounts only are not looked for: they would have been refused when they were made.
pub(crate) fn check(book: &Book, account: &AccountId, lineage: &Lineage) -> Result<(), Unsound> {
    let ever = Span::from(NaiveDate::MIN);
    let mut open = lineage.above_within(ever);
    let mut seen = BTreeSet::new();
    while let Some((days, id)) = open.pop() {
        if !seen.insert((id, days.start(), days.end())) {
            continue;
        }
        let Some(next) = book.account(id) else {
            return Err(Unsound::NotLoaded(id.clone()));
        };
        for (days, above) in next.lineage().above_within(days) {
            if above != account {
                open.push((days, above));
            } else if let Some(record) = next.lineage().record_on(days.start()) {
                return Err(Unsound::Circle {
                    on: days.start(),
                    through: id.clone(),
                    record,
                });
            }
        }
    }
    Ok(())
}

/// Every stream on any way up from these accounts, on any day, as far as the book knows.
pub(crate) fn streams_above<'a>(
    book: &Book,
    accounts: impl IntoIterator<Item = &'a AccountId>,
) -> Vec<StreamId> {
    let mut open: Vec<AccountId> = accounts.into_iter().cloned().collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if let Some(account) = book.account(&id) {
            open.extend(
                account
                    .lineage()
                    .named()
                    .filter(|named| !seen.contains(*named))
                    .cloned(),
            );
        }
        seen.insert(id);
    }
    seen.into_iter().map(StreamId::Account).collect()
}

/// How far up the hierarchy to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the ultimate parent.
    Top,
    /// To the account that carries it on: through merges only.
    Survivor,
}

/// The account that the way up leads to, with the days on which it does, in order and without gap.
pub(crate) fn tops<'a>(
    book: &'a Book,
    account: &'a AccountId,
    reach: Reach,
) -> Vec<(Span, &'a AccountId)> {
    let mut found: Vec<(Span, &AccountId)> = Vec::new();
    let mut open = vec![Climb {
        days: Span::from(NaiveDate::MIN),
        at: account,
        // No way up is longer than the book has accounts.
        steps: book.accounts().len(),
    }];
    while let Some(climb) = open.pop() {
        if climb.steps == 0 {
            match found.last_mut() {
                Some((days, last)) if *last == climb.at => {
                    *days = Span::new(days.start(), climb.days.end()).unwrap_or(*days);
                }
                _ => found.push((climb.days, climb.at)),
            }
        } else {
            // The stack hands them back in the order of their days.
            open.extend(climb.further(book, reach).into_iter().rev());
        }
    }
    found
}

/// Where the way up has led on some days.
struct Climb<'a> {
    days: Span,
    at: &'a AccountId,
    /// How many steps may follow; none when this is the top.
    steps: usize,
}

impl<'a> Climb<'a> {
    /// The next step on each of its days, in order: up, or the top reached.
    fn further(&self, book: &'a Book, reach: Reach) -> Vec<Self> {
        let account = book.account(self.at);
        let above = account.map_or_else(Vec::new, |account| {
            account.lineage().above_within(self.days)
        });
        let above = above.into_iter().filter(|(days, _)| {
            let above = account.and_then(|account| account.lineage().above_on(days.start()));
            reach == Reach::Top || matches!(above, Some(Above::MergedInto(_)))
        });
        let mut steps = Vec::new();
        let mut reached = Some(self.days.start());
        for (days, above) in above {
            steps.extend(reached.and_then(|from| self.top(from, Some(days.start()))));
            steps.push(Self {
                days,
                at: above,
                steps: self.steps - 1,
            });
            reached = days.end();
        }
        steps.extend(reached.and_then(|from| self.top(from, self.days.end())));
        steps
    }

    /// The top, if there is any day between.
    fn top(&self, from: NaiveDate, to: Option<NaiveDate>) -> Option<Self> {
        let days = Span::new(from, to).ok().filter(|days| !days.is_empty())?;
        Some(Self {
            days,
            at: self.at,
            steps: 0,
        })
    }
}
