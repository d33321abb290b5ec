//! A made-up book in which conventions matter: trials, weekly and yearly prices, discounts that end, pauses, overdue payments,
//! cancellations whose three days differ, and customers who come back.

use std::error::Error;

use chrono::{Days, NaiveDate};
use tenure::{
    AccountId, BasisPoints, BillingInterval, Command, ContractId, ContractTerms, DiscountId,
    DiscountTerms, IntervalUnit, LineTerms, Money, Off, ProductId, SubscriptionId, TermLength,
    WorkingStage,
};

const ACCOUNTS: usize = 160;

/// Commands in the order of their days.
type Dated = Vec<(NaiveDate, Command)>;

/// Numbers that look random and are the same everywhere (a linear congruential generator with Knuth's constants for MMIX).
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.roll(many) == 0
    }
}

pub(crate) fn commands() -> Result<Vec<Command>, Box<dyn Error>> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).ok_or("no day")?;
    let mut dice = Dice(2026);
    let mut dated: Dated = Vec::new();
    for number in 1..=ACCOUNTS {
        let account = AccountId::new(format!("account-{number:03}"))?;
        let mut on = first + Days::new(dice.roll(500));
        dated.push((
            on,
            Command::OpenAccount {
                account: account.clone(),
                on,
            },
        ));
        let active = WorkingStage::Active;
        dated.push((
            on,
            Command::MoveAccount {
                account: account.clone(),
                to: active,
                on,
            },
        ));
        for nth in 1.. {
            let Some(end) = contract(&mut dice, &mut dated, &account, nth, on)? else {
                break;
            };
            if nth == 3 || dice.one_in(2) {
                break;
            }
            on = end + Days::new(5 + dice.roll(150));
        }
        if dice.one_in(5) {
            let due = on + Days::new(40 + dice.roll(300));
            let paid = due + Days::new(10 + dice.roll(40));
            for (on, to) in [(due, WorkingStage::PastDue), (paid, active)] {
                dated.push((
                    on,
                    Command::MoveAccount {
                        account: account.clone(),
                        to,
                        on,
                    },
                ));
            }
        }
    }
    // Of one day in the order given.
    dated.sort_by_key(|(on, _)| *on);
    Ok(dated.into_iter().map(|(_, command)| command).collect())
}

/// A contract of one line from a day on; the first day without service, if it is cancelled.
fn contract(
    dice: &mut Dice,
    dated: &mut Dated,
    account: &AccountId,
    nth: usize,
    on: NaiveDate,
) -> Result<Option<NaiveDate>, Box<dyn Error>> {
    let contract = ContractId::new(format!("contract-{nth}"))?;
    let line = SubscriptionId::new(format!("line-{nth}"))?;
    dated.push((
        on,
        Command::SignContract {
            account: account.clone(),
            contract: contract.clone(),
            signed_on: on,
            terms: ContractTerms {
                length: TermLength::Evergreen,
                notice_days: 30,
            },
            on,
        },
    ));
    let (unit, price) = match dice.roll(6) {
        0 => (IntervalUnit::Week, 20),
        1 => (IntervalUnit::Year, 1_000),
        _ => (IntervalUnit::Month, 90),
    };
    let price = i128::from(price * (1 + dice.roll(5)) * 100);
    let interval = BillingInterval::new(1, unit).ok_or("no interval")?;
    let terms = |minor: i128, trial_until| -> Result<LineTerms, Box<dyn Error>> {
        Ok(LineTerms {
            product: ProductId::new("service")?,
            quantity: 1.try_into()?,
            unit_price: Money::from_minor(minor, tenure::Currency::EUR)?,
            interval,
            trial_until,
        })
    };
    let agree = |terms: LineTerms, on: NaiveDate| Command::AgreeLine {
        account: account.clone(),
        contract: contract.clone(),
        line: line.clone(),
        terms,
        on,
    };
    let trial = dice.one_in(4).then(|| on + Days::new(14));
    dated.push((on, agree(terms(price, trial)?, on)));
    let cancelled = dice.one_in(2).then(|| on + Days::new(90 + dice.roll(400)));
    let lasts = |day: NaiveDate| cancelled.is_none_or(|end| day < end);
    if dice.one_in(2) {
        let later = on + Days::new(60 + dice.roll(300));
        let change = i128::from(60 + dice.roll(100));
        if lasts(later) {
            dated.push((later, agree(terms(price * change / 100, None)?, later)));
        }
    }
    if dice.one_in(3) {
        let from = on + Days::new(dice.roll(200));
        if lasts(from) {
            dated.push((
                from,
                Command::GrantDiscount {
                    account: account.clone(),
                    contract: contract.clone(),
                    discount: DiscountId::new("welcome")?,
                    terms: DiscountTerms {
                        line: line.clone(),
                        off: Off::Percent(BasisPoints::new(2_000)?),
                        until: Some(from + Days::new(90)),
                    },
                    on: from,
                },
            ));
        }
    }
    if dice.one_in(4) {
        let from = on + Days::new(30 + dice.roll(300));
        let until = from + Days::new(20 + dice.roll(60));
        if lasts(until) {
            let (account, contract) = (account.clone(), contract.clone());
            dated.push((
                from,
                Command::PauseContract {
                    account: account.clone(),
                    contract: contract.clone(),
                    on: from,
                },
            ));
            dated.push((
                until,
                Command::ResumeContract {
                    account,
                    contract,
                    on: until,
                },
            ));
        }
    }
    let Some(requested) = cancelled else {
        return Ok(None);
    };
    let effective = requested + Days::new(dice.roll(31));
    let service_end = effective + Days::new(dice.roll(45));
    dated.push((
        requested,
        Command::CancelContract {
            account: account.clone(),
            contract,
            effective,
            service_end,
            on: requested,
        },
    ));
    Ok(Some(service_end))
}
