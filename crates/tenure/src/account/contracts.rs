use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::contract::{
    Cancellation, Contract, DiscountTerms, LineStep, RenewalDate, Signed, TermLength,
};
use super::recurring::{Amounts, LineAmounts, RecurringRule};
use crate::fact::Fact;
use crate::fetch::Fetch;
use crate::id::{ContractId, SubscriptionId};
use crate::money::{Money, MoneyError};
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::Position;

/// The contracts of an account, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contracts {
    by_id: Parts<ContractId, Contract>,
}

/// A contract that comes up for renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal<'a> {
    /// Which.
    pub contract: &'a ContractId,
    /// When, and until when notice can be given.
    pub date: RenewalDate,
    /// The recurring amount per month that is up for renewal: what is in force on the day before. `None` without any line.
    pub base: Option<Money>,
}

impl Contracts {
    pub(super) const NONE: Self = Self {
        by_id: Parts::new(),
    };

    pub(crate) fn get(&self, contract: &ContractId) -> Option<&Contract> {
        self.by_id.get(contract)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&ContractId, &Contract)> {
        self.by_id.iter()
    }

    /// The contract that has a line of this id.
    pub(crate) fn of_line(&self, line: &SubscriptionId) -> Option<(&ContractId, &Contract)> {
        let mut contracts = self.by_id.iter();
        contracts.find(|(_, contract)| contract.line(line).is_some())
    }

    /// The first day after a contract has lapsed, by its own terms or those of the one that it is co-termed with.
    pub(crate) fn lapse(&self, contract: &Contract) -> Option<NaiveDate> {
        self.leading(contract).lapse()
    }

    /// The contract whose terms count: the one it is co-termed with, or itself.
    fn leading<'a>(&'a self, contract: &'a Contract) -> &'a Contract {
        let with = match contract.signed().map(|signed| &signed.value.terms.length) {
            Some(TermLength::CoTerm { with }) => self.by_id.get(with),
            _ => None,
        };
        with.unwrap_or(contract)
    }

    pub(crate) fn amounts<'a>(
        &'a self,
        contract: &'a Contract,
        rule: &RecurringRule,
    ) -> Result<LineAmounts<'a>, MoneyError> {
        self.by_day(contract, rule).lines()
    }

    /// The amounts of the lines of a contract, to be asked for by the day.
    pub(crate) fn by_day<'a>(
        &'a self,
        contract: &'a Contract,
        rule: &RecurringRule,
    ) -> Amounts<'a> {
        Amounts {
            contract,
            lapse: self.lapse(contract),
            rule: *rule,
        }
    }

    /// What comes up for renewal from a day to before another, by day and contract. A contract whose service ended before is not
    /// renewed.
    pub(super) fn renewals(
        &self,
        from: NaiveDate,
        until: NaiveDate,
        rule: &RecurringRule,
    ) -> Result<Vec<Renewal<'_>>, MoneyError> {
        let mut renewals = Vec::new();
        for (id, date) in self.renewal_dates(from, until) {
            let eve = date.on.pred_opt();
            let lines = self
                .by_id
                .get(id)
                .map(|contract| self.amounts(contract, rule));
            let mut base: Option<Money> = None;
            for amount in lines
                .transpose()?
                .iter()
                .flat_map(BTreeMap::values)
                .flatten()
            {
                if eve.is_some_and(|eve| amount.span.contains(eve)) {
                    let monthly = amount.monthly;
                    base = Some(base.map_or(Ok(monthly), |sum| sum.checked_add(monthly))?);
                }
            }
            renewals.push(Renewal {
                contract: id,
                date,
                base,
            });
        }
        Ok(renewals)
    }

    /// The days on which contracts renew or lapse, from one to before another, by day and contract.
    pub(crate) fn renewal_dates(
        &self,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Vec<(&ContractId, RenewalDate)> {
        let mut dates = Vec::new();
        for (id, contract) in self.by_id.iter() {
            let of_this = self.renewal_dates_of(contract, from, until);
            dates.extend(of_this.map(|date| (id, date)));
        }
        dates.sort_by(|a, b| (a.1.on, a.0).cmp(&(b.1.on, b.0)));
        dates
    }

    /// The days on which a contract renews or lapses, from one to before another, in order.
    pub(crate) fn renewal_dates_of<'a>(
        &'a self,
        contract: &'a Contract,
        from: NaiveDate,
        until: NaiveDate,
    ) -> impl Iterator<Item = RenewalDate> + use<'a> {
        let service_end = contract.cancellation().map(|given| given.service_end);
        contract.signed().into_iter().flat_map(move |signed| {
            let notice = Days::new(u64::from(signed.value.terms.notice_days));
            let ends = self.leading(contract).term_ends(from, until);
            ends.skip_while(|date| date.on <= signed.on)
                .take_while(move |date| service_end.is_none_or(|end| date.on <= end))
                .map(move |date| {
                    let notice_by = date.on.checked_sub_days(notice).unwrap_or(NaiveDate::MIN);
                    RenewalDate { notice_by, ..date }
                })
        })
    }

    /// Takes in a fact about contracts; others are none of its business.
    pub(crate) fn take_in(&mut self, on: NaiveDate, by: Position, fact: &Fact) {
        match fact {
            Fact::ContractSigned(signed) => {
                let terms = Signed {
                    signed_on: signed.signed_on,
                    terms: signed.terms.clone(),
                };
                self.entry(&signed.contract).sign(on, by, terms);
            }
            Fact::ContractRenewed(renewed) => {
                self.entry(&renewed.contract).renew(on, by, renewed.months);
            }
            Fact::LineAgreed(agreed) => {
                let step = LineStep::Agreed(agreed.terms.clone());
                let contract = self.entry(&agreed.contract);
                contract.step(on, by, agreed.line.clone(), step);
            }
            Fact::LineRemoved(removed) => {
                let contract = self.entry(&removed.contract);
                contract.step(on, by, removed.line.clone(), LineStep::Removed);
            }
            Fact::PlanSwapped(swapped) => {
                let step = LineStep::Agreed(swapped.terms.clone());
                let contract = self.entry(&swapped.contract);
                contract.step(on, by, swapped.from.clone(), LineStep::Removed);
                contract.step(on, by, swapped.to.clone(), step);
            }
            Fact::DiscountGranted(granted) => {
                let terms: DiscountTerms = granted.terms.clone();
                let contract = self.entry(&granted.contract);
                contract.grant(on, by, granted.discount.clone(), terms);
            }
            Fact::DiscountEnded(ended) => {
                let contract = self.entry(&ended.contract);
                contract.end_discount(on, by, ended.discount.clone());
            }
            Fact::ContractPaused(paused) => self.entry(&paused.contract).pause(on, by, true),
            Fact::ContractResumed(resumed) => self.entry(&resumed.contract).pause(on, by, false),
            Fact::ContractCancelled(cancelled) => {
                let cancellation = Cancellation {
                    requested: on,
                    effective: cancelled.effective,
                    service_end: cancelled.service_end,
                };
                let contract = self.entry(&cancelled.contract);
                contract.cancel(on, by, Some(cancellation));
            }
            Fact::CancellationRetracted(retracted) => {
                self.entry(&retracted.contract).cancel(on, by, None);
            }
            Fact::EscalatorAgreed(agreed) => {
                let contract = self.entry(&agreed.contract);
                contract.escalate(on, by, agreed.escalator);
            }
            _ => {}
        }
    }

    /// A record that cannot be as things stand, if there is one.
    pub(crate) fn unsound(&self) -> Option<Position> {
        let contracts = self.by_id.values();
        contracts
            .clone()
            .find_map(Contract::unsound)
            .or_else(|| contracts.clone().find_map(|contract| self.adrift(contract)))
    }

    /// A co-termed contract without a leading one.
    fn adrift(&self, contract: &Contract) -> Option<Position> {
        let signed = contract.signed()?;
        let TermLength::CoTerm { with } = &signed.value.terms.length else {
            return None;
        };
        let leading = self.by_id.get(with).and_then(Contract::signed);
        let leads = leading.is_some_and(|leading| {
            !matches!(leading.value.terms.length, TermLength::CoTerm { .. })
        });
        if leads { None } else { Some(signed.by) }
    }

    fn entry(&mut self, contract: &ContractId) -> &mut Contract {
        self.by_id.or_default(contract.clone())
    }
}

impl Part for Contracts {
    fn withdraw(&mut self, by: Position) {
        self.by_id.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.by_id.ground(by)?;
        let mut without = self.clone();
        without.withdraw(by);
        Some(Ground {
            dependent: without.unsound(),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.by_id.records()
    }
}

impl Fetch for Contracts {
    fn fetch(&self, steps: usize) {
        self.by_id.fetch(steps);
    }
}
