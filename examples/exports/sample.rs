//! A made-up book: the simulated subscriptions, with contracts and day-to-day work beside them.

use std::error::Error;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};
use tenure::decide::decide_all;
use tenure::fact::{CaseOpened, CommitmentMade, InteractionHeld, SurveyAnswered};
use tenure::{
    AccountId, AssignmentCause, BillingInterval, Book, CaseKind, CasePriority, CaseState, Command,
    CommandId, ContractTerms, Currency, InteractionKind, Known, LineTerms, ManagerId, Money, Name,
    Position, Record, Role, Sentiment, Span, StreamId, SubjectId, SubscriptionId, SurveyScale,
    SurveyScore, TermLength, Version,
};
use tenure_testkit::simulation::SimulatedBook;

/// The day of the export.
pub(crate) const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day");

/// The book, and the records it folds from.
pub(crate) fn book() -> Result<(Book, Vec<Record>), Box<dyn Error>> {
    let simulated = SimulatedBook::new(20_260_101, 240, "2023-01".parse()?, "2025-12".parse()?);
    let commands = commands(&simulated)?;
    let facts = decide_all(&mut Book::default(), &commands).map_err(|(_, refused)| refused)?;
    let mut versions: BTreeMap<StreamId, u64> = BTreeMap::new();
    let mut records = Vec::with_capacity(facts.len());
    for (number, fact) in (1_u32..).zip(facts) {
        let version = versions.entry(fact.stream.clone()).or_default();
        *version += 1;
        records.push(Record {
            position: Position::new(u64::from(number)).ok_or("positions begin with 1")?,
            stream: fact.stream,
            version: Version::new(*version),
            effective_on: fact.effective_on,
            recorded_at: DateTime::UNIX_EPOCH
                + TimeDelta::days(20_453)
                + TimeDelta::seconds(i64::from(number)),
            command: CommandId::new("simulation")?,
            actor: None,
            corrects: fact.corrects,
            fact: fact.fact,
        });
    }
    let book = Book::fold(&records, Known::Now)?;
    Ok((book, records))
}

fn commands(simulated: &SimulatedBook) -> Result<Vec<Command>, Box<dyn Error>> {
    let mut commands = Vec::new();
    for (name, on) in &simulated.managers {
        commands.push(Command::HireManager {
            manager: ManagerId::new(name)?,
            on: *on,
        });
    }
    let since = simulated.managers.first().map_or(TODAY, |(_, on)| *on);
    commands.push(Command::OfferProduct {
        product: "support".parse()?,
        needs: serde_json::from_str(r#"["help at night"]"#)?,
        on: since,
    });
    for row in &simulated.accounts {
        let subscriptions = || {
            simulated
                .subscriptions
                .iter()
                .filter(|line| line.account == row.id)
        };
        let Some(opened) = subscriptions().map(|line| line.start).min() else {
            continue;
        };
        let account = AccountId::new(&row.id)?;
        commands.push(Command::OpenAccount {
            account: account.clone(),
            on: opened,
        });
        commands.push(Command::ClassifyAccount {
            account: account.clone(),
            dimension: Name::new("segment")?,
            class: Some(Name::new(row.segment)?),
            on: opened,
        });
        for line in subscriptions() {
            commands.push(Command::StartSubscription {
                account: account.clone(),
                subscription: SubscriptionId::new(&line.id)?,
                span: Span::new(line.start, line.end)?,
                monthly: Money::from_minor(i128::from(line.monthly_minor), Currency::USD)?,
            });
        }
        for held in simulated
            .assignments
            .iter()
            .filter(|held| held.account == row.id)
        {
            commands.push(Command::AssignManager {
                account: account.clone(),
                manager: ManagerId::new(&held.manager)?,
                cause: AssignmentCause::Import,
                on: held.from,
            });
        }
    }
    let held: Vec<_> = simulated.assignments.iter().step_by(3).collect();
    for (number, held) in (0_u32..).zip(held) {
        work(
            &mut commands,
            number,
            AccountId::new(&held.account)?,
            &ManagerId::new(&held.manager)?,
            held.from,
        )?;
    }
    Ok(commands)
}

/// A contract for some, and a little of what passes between a manager and a customer.
fn work(
    commands: &mut Vec<Command>,
    number: u32,
    account: AccountId,
    manager: &ManagerId,
    from: NaiveDate,
) -> Result<(), Box<dyn Error>> {
    if number.is_multiple_of(3) {
        commands.push(Command::SignContract {
            account: account.clone(),
            contract: format!("K-{number}").parse()?,
            signed_on: from,
            terms: ContractTerms {
                length: TermLength::Fixed {
                    months: 12.try_into()?,
                    auto_renew: number.is_multiple_of(2),
                },
                notice_days: 60,
            },
            on: from,
        });
        commands.push(Command::AgreeLine {
            account: account.clone(),
            contract: format!("K-{number}").parse()?,
            line: SubscriptionId::new(format!("K-{number}-support"))?,
            terms: LineTerms {
                product: "support".parse()?,
                quantity: (1 + number % 5).try_into()?,
                unit_price: "250.00 USD".parse()?,
                interval: serde_json::from_str::<BillingInterval>(r#"{"every":1,"unit":"month"}"#)?,
                trial_until: None,
            },
            on: from,
        });
    }
    let on = from + Days::new(u64::from(10 + number % 20));
    let contact = format!("C-{number}").parse::<tenure::ContactId>()?;
    commands.push(Command::AddContact {
        account: account.clone(),
        contact: contact.clone(),
        subject: SubjectId::new(format!("person-{number}"))?,
        on: from,
    });
    commands.push(Command::RecordInteraction {
        account: account.clone(),
        on,
        interaction: InteractionHeld {
            interaction: format!("I-{number}").parse()?,
            kind: if number.is_multiple_of(4) {
                InteractionKind::BusinessReview
            } else {
                InteractionKind::Call
            },
            manager: manager.clone(),
            role: Role::Relationship,
            contacts: BTreeSet::from([contact.clone()]),
            minutes: Some(15 + number % 45),
            sentiment: (number.is_multiple_of(2)).then_some(Sentiment::Positive),
            notes: None,
        },
    });
    commands.push(Command::MakeCommitment {
        account: account.clone(),
        on,
        commitment: CommitmentMade {
            commitment: format!("M-{number}").parse()?,
            origin: None,
            owner: manager.clone(),
            due: on + Days::new(30),
            notes: None,
        },
    });
    let at = NaiveTime::from_hms_opt(9, number % 60, 0).ok_or("a time of day")?;
    let case = format!("B-{number}").parse::<tenure::CaseId>()?;
    commands.push(Command::OpenCase {
        account: account.clone(),
        on,
        case: CaseOpened {
            case: case.clone(),
            at,
            kind: CaseKind::Problem,
            role: Role::Support,
            priority: CasePriority::Normal,
            topic: Name::new("login")?,
            contact: None,
            notes: None,
        },
    });
    if !number.is_multiple_of(5) {
        commands.push(Command::MoveCase {
            account: account.clone(),
            case,
            to: CaseState::Resolved,
            on: on + Days::new(2),
            at,
        });
    }
    commands.push(Command::RecordSurveyAnswer {
        account,
        on,
        answer: SurveyAnswered {
            response: format!("R-{number}").parse()?,
            contact,
            score: SurveyScore::new(SurveyScale::Nps, i16::try_from(number % 11)?)?,
            comment: None,
        },
    });
    Ok(())
}
