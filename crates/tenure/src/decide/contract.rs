//! Contracts, their lines, discounts, pauses, and their end.

use std::num::NonZeroU16;

use chrono::NaiveDate;

use super::account::existing;
use super::lifecycle::next_position;
use super::of_account;
use crate::account::{
    Account, Contract, ContractTerms, DiscountTerms, Escalator, FiniteDiscounts, LineStep,
    LineTerms, Off, RecurringRule, TermLength,
};
use crate::book::Book;
use crate::fact::{
    CancellationRetracted, ContractCancelled, ContractPaused, ContractRenewed, ContractResumed,
    ContractSigned, DiscountEnded, DiscountGranted, EscalatorAgreed, Fact, LineAgreed, LineRemoved,
    PlanSwapped,
};
use crate::id::{AccountId, ContractId, DiscountId, SubscriptionId};
use crate::journal::NewRecord;
use crate::money::{Money, MoneyError};
use crate::record::Position;
use crate::rejection::Rejection;

/// What a command about a contract is decided on.
pub(super) struct Deciding<'a> {
    state: &'a Account,
    id: &'a ContractId,
    on: NaiveDate,
}

impl<'a> Deciding<'a> {
    pub(super) fn new(
        book: &'a Book,
        account: &AccountId,
        id: &'a ContractId,
        on: NaiveDate,
    ) -> Result<Self, Rejection> {
        let state = existing(book, account)?;
        Ok(Self { state, id, on })
    }

    pub(super) fn sign(
        &self,
        signed_on: NaiveDate,
        terms: &ContractTerms,
    ) -> Result<Vec<NewRecord>, Rejection> {
        if let Some(signed) = self.state.contract(self.id).and_then(Contract::signed) {
            return Err(Rejection::ContractExists {
                contract: self.id.clone(),
                record: signed.by,
            });
        }
        if let TermLength::CoTerm { with } = &terms.length {
            let leading = self.state.contract(with).and_then(Contract::signed);
            let leads = leading.is_some_and(|signed| {
                !matches!(signed.value.terms.length, TermLength::CoTerm { .. })
            });
            if !leads {
                return Err(Rejection::NoLeadingContract {
                    contract: self.id.clone(),
                    with: with.clone(),
                });
            }
        }
        self.tried(ContractSigned {
            contract: self.id.clone(),
            signed_on,
            terms: terms.clone(),
        })
    }

    pub(super) fn renew(&self, months: NonZeroU16) -> Result<Vec<NewRecord>, Rejection> {
        let known = self.known()?;
        if known.lapse() != Some(self.on) {
            return Err(Rejection::NoRenewal {
                contract: self.id.clone(),
                on: self.on,
            });
        }
        self.tried(ContractRenewed {
            contract: self.id.clone(),
            months,
        })
    }

    pub(super) fn agree(
        &self,
        line: &SubscriptionId,
        terms: &LineTerms,
    ) -> Result<Vec<NewRecord>, Rejection> {
        let known = self.in_force()?;
        if known.line_on(line, self.on) == Some(terms) {
            return Ok(Vec::new());
        }
        self.priced(known, line, terms)?;
        let steps = known.line(line).map(|steps| steps.entries());
        let removed = steps.is_some_and(|steps| {
            steps
                .iter()
                .any(|step| step.value == LineStep::Removed && step.on <= self.on)
        });
        if steps.is_none() || removed {
            self.unused(line)?;
        }
        self.tried(LineAgreed {
            contract: self.id.clone(),
            line: line.clone(),
            terms: terms.clone(),
        })
    }

    pub(super) fn remove(&self, line: &SubscriptionId) -> Result<Vec<NewRecord>, Rejection> {
        self.line_in_force(line)?;
        self.tried(LineRemoved {
            contract: self.id.clone(),
            line: line.clone(),
        })
    }

    pub(super) fn swap(
        &self,
        from: &SubscriptionId,
        to: &SubscriptionId,
        terms: &LineTerms,
    ) -> Result<Vec<NewRecord>, Rejection> {
        let known = self.line_in_force(from)?;
        self.unused(to)?;
        self.priced(known, to, terms)?;
        self.tried(PlanSwapped {
            contract: self.id.clone(),
            from: from.clone(),
            to: to.clone(),
            terms: terms.clone(),
        })
    }

    pub(super) fn grant(
        &self,
        discount: &DiscountId,
        terms: &DiscountTerms,
    ) -> Result<Vec<NewRecord>, Rejection> {
        let known = self.in_force()?;
        if let Some(granted) = known.discount(discount).and_then(|known| known.granted()) {
            return Err(Rejection::DiscountExists {
                discount: discount.clone(),
                record: granted.by,
            });
        }
        if known.line(&terms.line).is_none() {
            return Err(self.no_line(&terms.line));
        }
        if let Some(until) = terms.until.filter(|until| *until <= self.on) {
            return Err(Rejection::NoDays { on: self.on, until });
        }
        if let Off::Amount(monthly) = terms.off {
            not_negative(monthly)?;
        }
        self.tried(DiscountGranted {
            contract: self.id.clone(),
            discount: discount.clone(),
            terms: terms.clone(),
        })
    }

    pub(super) fn end_discount(&self, discount: &DiscountId) -> Result<Vec<NewRecord>, Rejection> {
        let span = self
            .known()?
            .discount(discount)
            .and_then(|known| known.span());
        if !span.is_some_and(|span| span.contains(self.on)) {
            return Err(Rejection::NoDiscount {
                discount: discount.clone(),
                on: self.on,
            });
        }
        self.tried(DiscountEnded {
            contract: self.id.clone(),
            discount: discount.clone(),
        })
    }

    pub(super) fn pause(&self) -> Result<Vec<NewRecord>, Rejection> {
        if self.in_force()?.is_paused_on(self.on) {
            return Ok(Vec::new());
        }
        let contract = self.id.clone();
        self.tried(ContractPaused { contract })
    }

    pub(super) fn resume(&self) -> Result<Vec<NewRecord>, Rejection> {
        if !self.in_force()?.is_paused_on(self.on) {
            return Ok(Vec::new());
        }
        let contract = self.id.clone();
        self.tried(ContractResumed { contract })
    }

    pub(super) fn cancel(
        &self,
        effective: NaiveDate,
        service_end: NaiveDate,
    ) -> Result<Vec<NewRecord>, Rejection> {
        let known = self.known()?;
        if effective < self.on || service_end < effective {
            return Err(Rejection::CancellationOrder {
                requested: self.on,
                effective,
                service_end,
            });
        }
        if let Some(entry) = known.cancellations().entry_at(self.on)
            && let Some(cancellation) = &entry.value
        {
            if (cancellation.effective, cancellation.service_end) == (effective, service_end) {
                return Ok(Vec::new());
            }
            return Err(self.otherwise(entry.by));
        }
        self.in_force()?;
        self.tried(ContractCancelled {
            contract: self.id.clone(),
            effective,
            service_end,
        })
    }

    pub(super) fn retract(&self) -> Result<Vec<NewRecord>, Rejection> {
        let standing = self.known()?.cancellations().at(self.on);
        if !standing.is_some_and(|given| given.is_some_and(|given| self.on < given.service_end)) {
            return Err(Rejection::NotCancelled {
                contract: self.id.clone(),
                on: self.on,
            });
        }
        let contract = self.id.clone();
        self.tried(CancellationRetracted { contract })
    }

    pub(super) fn escalate(
        &self,
        escalator: Option<Escalator>,
    ) -> Result<Vec<NewRecord>, Rejection> {
        let known = self.in_force()?;
        let entry = known.escalators().entry_at(self.on);
        let standing = entry.and_then(|entry| entry.value);
        let from_this_day = entry.is_none_or(|entry| entry.on == self.on);
        if standing == escalator && (from_this_day || escalator.is_none()) {
            return Ok(Vec::new());
        }
        self.tried(EscalatorAgreed {
            contract: self.id.clone(),
            escalator,
        })
    }

    /// The fact, if the contracts of the account are sound with it and every amount can be had.
    fn tried(&self, fact: impl Into<Fact>) -> Result<Vec<NewRecord>, Rejection> {
        let fact = fact.into();
        let by = next_position(self.state)?;
        let mut changed = self.state.all_contracts().clone();
        changed.take_in(self.on, by, &fact);
        match changed.unsound() {
            Some(record) if record == by => return Err(self.not_in_force(self.known()?)),
            Some(record) => return Err(self.otherwise(record)),
            None => {}
        }
        if let Some(contract) = changed.get(self.id) {
            for finite_discounts in [FiniteDiscounts::Ignore, FiniteDiscounts::Subtract] {
                let rule = RecurringRule {
                    finite_discounts,
                    ..RecurringRule::default()
                };
                changed.amounts(contract, &rule)?;
            }
        }
        Ok(vec![of_account(self.state.id(), self.on, fact)])
    }

    fn known(&self) -> Result<&'a Contract, Rejection> {
        self.state
            .contract(self.id)
            .ok_or_else(|| Rejection::UnknownContract {
                contract: self.id.clone(),
            })
    }

    /// The contract, if it is in force on the day.
    fn in_force(&self) -> Result<&'a Contract, Rejection> {
        let known = self.known()?;
        let begun = known.signed().is_some_and(|signed| signed.on <= self.on);
        let lapse = self.state.all_contracts().lapse(known);
        let ends = known.end().into_iter().chain(lapse).min();
        if begun && ends.is_none_or(|end| self.on < end) {
            Ok(known)
        } else {
            Err(self.not_in_force(known))
        }
    }

    fn line_in_force(&self, line: &SubscriptionId) -> Result<&'a Contract, Rejection> {
        let known = self.in_force()?;
        if known.line_on(line, self.on).is_some() {
            Ok(known)
        } else {
            Err(self.no_line(line))
        }
    }

    /// That no subscription and no line has this id.
    fn unused(&self, line: &SubscriptionId) -> Result<(), Rejection> {
        let lines = self.state.all_contracts().of_line(line);
        let steps = lines.and_then(|(_, contract)| contract.line(line)?.entries().first());
        let started = self
            .state
            .subscription(line)
            .and_then(|known| known.start());
        let standing = steps
            .map(|entry| (entry.on, entry.by))
            .or_else(|| started.map(|entry| (entry.on, entry.by)));
        match standing {
            Some((from, record)) => Err(Rejection::SubscriptionExists {
                subscription: line.clone(),
                from,
                record,
            }),
            None => Ok(()),
        }
    }

    /// That the price is none below zero, and in the currency of the contract.
    fn priced(
        &self,
        known: &Contract,
        line: &SubscriptionId,
        terms: &LineTerms,
    ) -> Result<(), Rejection> {
        not_negative(terms.unit_price)?;
        let others = known.lines().filter(|(id, _)| *id != line);
        let prices = others.flat_map(|(_, steps)| steps.entries());
        for step in prices {
            if let LineStep::Agreed(other) = &step.value
                && other.unit_price.currency() != terms.unit_price.currency()
            {
                return Err(MoneyError::CurrencyMismatch {
                    left: other.unit_price.currency(),
                    right: terms.unit_price.currency(),
                }
                .into());
            }
        }
        Ok(())
    }

    fn no_line(&self, line: &SubscriptionId) -> Rejection {
        Rejection::NoLine {
            contract: self.id.clone(),
            line: line.clone(),
            on: self.on,
        }
    }

    fn not_in_force(&self, known: &Contract) -> Rejection {
        Rejection::ContractNotInForce {
            contract: self.id.clone(),
            on: self.on,
            record: known.signed().map(|signed| signed.by),
        }
    }

    fn otherwise(&self, record: Position) -> Rejection {
        Rejection::ContractSaysOtherwise {
            contract: self.id.clone(),
            record,
        }
    }
}

fn not_negative(monthly: Money) -> Result<(), Rejection> {
    if monthly.is_negative() {
        return Err(Rejection::NegativeAmount { monthly });
    }
    Ok(())
}
