//! A simulated book of sixty accounts: four managers hold it, one of them leaves, and somebody new begins.

use std::error::Error;

use chrono::{NaiveDate, Weekday};
use tenure::calendar::{WorkingCalendar, WorkingHours};
use tenure::policy::Policy;
use tenure::{
    AccountId, AssignmentCause, BasisPoints, Capacity, Command, Currency, ManagerId, Money, Month,
    Name, Span, SubscriptionId, dimension,
};
use tenure_testkit::simulation::SimulatedBook;

const ACCOUNTS: usize = 60;
const MANAGERS: [&str; 4] = ["amara", "bruno", "chitra", "daniel"];
const INDUSTRIES: [&str; 3] = ["EdTech", "health", "retail"];

/// Everything that is recorded before the plan: the book, the one who leaves at the end of March, the one who begins in April.
pub(crate) fn commands(
    leaver: &ManagerId,
    hire: &ManagerId,
    change: NaiveDate,
) -> Result<Vec<Command>, Box<dyn Error>> {
    let first: Month = "2025-01".parse()?;
    let simulated = SimulatedBook::new(41, 75, first, "2026-03".parse()?);
    let start = first.first_day();
    let mut commands = vec![Command::AdoptPolicy {
        policy: Box::new(office()?),
        on: start,
    }];
    for manager in MANAGERS {
        commands.extend(hired(&ManagerId::new(manager)?, start)?);
    }
    let open = simulated.accounts.iter().flat_map(|account| {
        let lines = simulated.subscriptions.iter();
        let in_force = lines.filter(|line| line.account == account.id && line.end.is_none());
        in_force.map(move |line| (account, line))
    });
    for (place, (account, line)) in open.take(ACCOUNTS).enumerate() {
        let id = AccountId::new(&account.id)?;
        let [holder, industry] = [
            MANAGERS.get(place % MANAGERS.len()),
            INDUSTRIES.get(place % 7 % INDUSTRIES.len()),
        ]
        .map(|name| name.copied().unwrap_or_default());
        commands.push(Command::OpenAccount {
            account: id.clone(),
            on: line.start,
        });
        let classes = [
            (dimension::SEGMENT, account.segment),
            (dimension::INDUSTRY, industry),
        ];
        for (dimension, class) in classes {
            commands.push(Command::ClassifyAccount {
                account: id.clone(),
                dimension: Name::new(dimension)?,
                class: Some(Name::new(class)?),
                on: line.start,
            });
        }
        commands.push(Command::StartSubscription {
            account: id.clone(),
            subscription: SubscriptionId::new(&line.id)?,
            span: Span::new(line.start, None)?,
            monthly: Money::from_minor(line.monthly_minor.into(), Currency::USD)?,
        });
        commands.push(Command::AssignManager {
            account: id,
            manager: ManagerId::new(holder)?,
            cause: AssignmentCause::Rule,
            on: line.start,
        });
    }
    commands.push(Command::ReleaseManager {
        manager: leaver.clone(),
        on: change,
    });
    commands.extend(hired(hire, change)?);
    Ok(commands)
}

/// Somebody with twenty hours a week for this book, four fifths of them for customers.
fn hired(manager: &ManagerId, on: NaiveDate) -> Result<[Command; 2], Box<dyn Error>> {
    let capacity = Capacity::new(20 * 60, BasisPoints::new(8_000)?, Name::new("office")?)?;
    let (hired, agreed) = (manager.clone(), manager.clone());
    Ok([
        Command::HireManager { manager: hired, on },
        Command::AgreeCapacity {
            manager: agreed,
            capacity,
            on,
        },
    ])
}

fn office() -> Result<Policy, Box<dyn Error>> {
    let hours: WorkingHours = "09:00-17:00".parse()?;
    let weekdays = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ];
    let calendar = WorkingCalendar::new(weekdays.map(|day| (day, hours)), [])?;
    let name = Name::new("office")?;
    Ok(Policy::WorkingCalendar { name, calendar })
}
