//! A ledger as the engine takes it: rows of a host's own table, or commands that make a book.

use chrono::NaiveDate;
use tenure::decide::decide_all;
use tenure::retention::{
    AccountGrain, AccountIndex, Belonging, Handover, RevenueHistory, RevenueRow, RowStanding,
    Slicing,
};
use tenure::{
    AccountId, Book, Command, ContractId, ContractTerms, DiscountId, DiscountTerms, LineTerms,
    Money, Off, ProductId, Span, TermLength, WorkingStage,
};

use super::{Bond, Customer, Deal, Ledger};

impl Ledger {
    /// Rows of a host's own table, cut wherever anything changes.
    #[must_use]
    pub fn rows(&self) -> Vec<RevenueRow> {
        let customers = self.customers.iter();
        customers
            .flat_map(|customer| customer.deals.iter().flat_map(|deal| rows(customer, deal)))
            .collect()
    }

    /// Who belongs to whom, as far as it concerns a grain; every account is named.
    #[must_use]
    pub fn belongings(&self, grain: AccountGrain) -> Vec<Belonging> {
        let concerns = self.bond == Bond::Merged || grain == AccountGrain::UltimateParent;
        let mut found = Vec::new();
        for customer in &self.customers {
            found.push(Belonging {
                account: customer.id.clone(),
                on: NaiveDate::MIN,
                to: customer.id.clone(),
            });
            for (on, to) in customer.belongs.iter().filter(|_| concerns) {
                found.extend(self.customers.get(*to).map(|top| Belonging {
                    account: customer.id.clone(),
                    on: *on,
                    to: top.id.clone(),
                }));
            }
        }
        found
    }

    /// The engine's division of a history by holders.
    ///
    /// # Panics
    /// Where the engine refuses it.
    #[must_use]
    #[allow(clippy::unwrap_used, reason = "samples are valid")]
    pub fn slicing(&self, history: &RevenueHistory) -> Slicing {
        let units = (0..).map(AccountIndex::new).zip(history.accounts());
        let handovers = units.flat_map(|(account, _)| {
            let owner = history.owner(account).unwrap();
            let customer = self.customers.iter().find(|customer| customer.id == *owner);
            customer
                .unwrap()
                .handovers
                .iter()
                .map(move |(on, to)| Handover {
                    account,
                    on: *on,
                    to: to.clone(),
                })
        });
        Slicing::by_holder(history, handovers).unwrap()
    }

    /// The book that records the ledger.
    ///
    /// # Panics
    /// Where a command is rejected.
    #[must_use]
    #[allow(clippy::panic, reason = "samples are valid")]
    pub fn book(&self) -> Book {
        let mut book = Book::default();
        let commands = self.commands();
        if let Err((place, rejection)) = decide_all(&mut book, &commands) {
            panic!("{:?}: {rejection}", commands.get(place));
        }
        book
    }

    /// The commands that record the ledger, day by day as it would be recorded.
    #[must_use]
    pub fn commands(&self) -> Vec<Command> {
        let mut commands = self.dated();
        // Of one day in the order given.
        commands.sort_by_key(|(on, _)| *on);
        commands.into_iter().map(|(_, command)| command).collect()
    }

    #[allow(clippy::unwrap_used, reason = "samples are valid")]
    fn dated(&self) -> Vec<(NaiveDate, Command)> {
        let first = NaiveDate::from_ymd_opt(2021, 1, 1).unwrap();
        let mut commands = Vec::new();
        for customer in &self.customers {
            let account = customer.id.clone();
            commands.push((
                first,
                Command::OpenAccount {
                    account: account.clone(),
                    on: first,
                },
            ));
            commands.push((
                first,
                Command::MoveAccount {
                    account: account.clone(),
                    to: WorkingStage::Active,
                    on: first,
                },
            ));
        }
        for (place, customer) in self.customers.iter().enumerate() {
            let account = &customer.id;
            for (on, to) in &customer.belongs {
                let account = account.clone();
                let (on, other) = (*on, self.customers.get(*to).map(|top| top.id.clone()));
                let command = match (self.bond, other.filter(|_| *to != place)) {
                    (Bond::Branch, Some(parent)) => Command::PlaceAccountUnder {
                        account,
                        parent,
                        on,
                    },
                    (Bond::Branch, None) => Command::MakeAccountIndependent { account, on },
                    (Bond::Merged, Some(into)) => Command::MergeAccount { account, into, on },
                    (Bond::Merged, None) => Command::UndoMerge { account, on },
                };
                commands.push((on, command));
            }
            for due in &customer.past_due {
                for (on, to) in [
                    (Some(due.start()), WorkingStage::PastDue),
                    (due.end(), WorkingStage::Active),
                ] {
                    commands.extend(on.map(|on| {
                        (
                            on,
                            Command::MoveAccount {
                                account: account.clone(),
                                to,
                                on,
                            },
                        )
                    }));
                }
            }
            for deal in &customer.deals {
                commands.extend(of_deal(account, deal));
            }
        }
        commands
    }
}

#[allow(clippy::unwrap_used, reason = "samples are valid")]
fn of_deal(account: &AccountId, deal: &Deal) -> Vec<(NaiveDate, Command)> {
    let contract = ContractId::new(deal.id.as_str()).unwrap();
    let money = |minor: i64| Money::from_minor(minor.into(), deal.currency).unwrap();
    let start = deal.start();
    let mut commands = vec![(
        start,
        Command::SignContract {
            account: account.clone(),
            contract: contract.clone(),
            signed_on: start,
            terms: ContractTerms {
                length: TermLength::Evergreen,
                notice_days: 0,
            },
            on: start,
        },
    )];
    for (on, price) in &deal.prices {
        let terms = LineTerms {
            product: ProductId::new("p").unwrap(),
            quantity: 1.try_into().unwrap(),
            unit_price: money(*price),
            interval: deal.interval,
            trial_until: deal.trial_until.filter(|until| on < until),
        };
        commands.push((
            *on,
            Command::AgreeLine {
                account: account.clone(),
                contract: contract.clone(),
                line: deal.id.clone(),
                terms,
                on: *on,
            },
        ));
    }
    if let Some((span, off)) = deal.discount {
        let terms = DiscountTerms {
            line: deal.id.clone(),
            off: Off::Amount(money(off)),
            until: span.end(),
        };
        commands.push((
            span.start(),
            Command::GrantDiscount {
                account: account.clone(),
                contract: contract.clone(),
                discount: DiscountId::new("d").unwrap(),
                terms,
                on: span.start(),
            },
        ));
    }
    for pause in &deal.pauses {
        let (account, contract, on) = (account.clone(), contract.clone(), pause.start());
        commands.push((
            on,
            Command::PauseContract {
                account,
                contract,
                on,
            },
        ));
    }
    for on in deal.pauses.iter().filter_map(Span::end) {
        let (account, contract) = (account.clone(), contract.clone());
        commands.push((
            on,
            Command::ResumeContract {
                account,
                contract,
                on,
            },
        ));
    }
    if let Some(given) = deal.cancellation {
        commands.push((
            given.requested,
            Command::CancelContract {
                account: account.clone(),
                contract,
                effective: given.effective,
                service_end: given.service_end,
                on: given.requested,
            },
        ));
    }
    commands
}

#[allow(clippy::unwrap_used, reason = "samples are valid")]
fn rows(customer: &Customer, deal: &Deal) -> Vec<RevenueRow> {
    let start = deal.start();
    let end = deal.cancellation.map(|given| given.service_end);
    let mut days: Vec<NaiveDate> = deal.prices.iter().map(|(day, _)| *day).collect();
    days.extend(deal.trial_until);
    let spans = deal.pauses.iter().chain(&customer.past_due);
    for span in spans.chain(deal.discount.iter().map(|(span, _)| span)) {
        days.push(span.start());
        days.extend(span.end());
    }
    days.retain(|day| start <= *day && end.is_none_or(|end| *day < end));
    days.sort_unstable();
    days.dedup();
    let ends = days.iter().skip(1).copied().map(Some).chain([end]);
    let money = |minor: i64| Money::from_minor(minor.into(), deal.currency).unwrap();
    let rows = days.iter().zip(ends).map(|(day, end)| {
        let price = deal
            .prices
            .iter()
            .rev()
            .find(|(from, _)| from <= day)
            .unwrap()
            .1;
        let standing = if deal.trial_until.is_some_and(|until| *day < until) {
            RowStanding::Trial
        } else if deal.pauses.iter().any(|pause| pause.contains(*day)) {
            RowStanding::Paused
        } else if customer.past_due.iter().any(|due| due.contains(*day)) {
            RowStanding::PastDue
        } else {
            RowStanding::Paid
        };
        RevenueRow {
            account: customer.id.clone(),
            subscription: deal.id.clone(),
            span: Span::new(*day, end).unwrap(),
            price: money(price),
            interval: deal.interval,
            finite_discount: deal
                .discount
                .filter(|(span, _)| span.contains(*day))
                .map(|(_, off)| money(off)),
            standing,
            cancellation: deal.cancellation,
        }
    });
    rows.collect()
}
