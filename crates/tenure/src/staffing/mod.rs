//! Who should hold which account: many small ones, or a few large ones.
//!
//! | question | answered by | gives |
//! | --- | --- | --- |
//! | how much time an account takes | [`EffortPolicy::effort`] | [`Effort`]: minutes by part |
//! | how full managers are | [`loads`] | [`ManagerLoad`] |
//! | what kind of book a manager has | [`BookShape::of`] | [`ShapeKind`], with the numbers behind it |
//! | who should hold which account | [`propose`] with [`StaffingQuestion::whole_book`] | [`Proposal`] |
//! | who takes new and vacant ones | with [`StaffingQuestion::new_accounts`] | [`Proposal`] |
//! | who takes over from somebody who leaves | with [`StaffingQuestion::departure`] | [`Proposal`] |
//! | who stands in for somebody who is away | with [`StaffingQuestion::absence`] | [`Proposal`] |
//!
//! Everything is a pure function of a book, a [`StaffingPolicy`] and a [`StaffingQuestion`], and explains itself: minutes and points
//! come in parts that add up, an account that nobody may have comes with the rule against each manager, and a plan comes with a
//! lower bound below which no plan can cost. Nothing is written before a host sends [`Proposal::command`], which is decided against
//! the book of that moment.
//!
//! ```
//! use chrono::NaiveDate;
//! use tenure::decide::decide_all;
//! use tenure::policy::Policy;
//! use tenure::staffing::{PlacementOutcome, StaffingPolicy, StaffingQuestion, propose};
//! use tenure::{AccountId, AssignmentCause, BasisPoints, Book, Capacity, Command, ManagerId, Name, Span};
//!
//! let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
//! let (maria, ravi) = (ManagerId::new("maria")?, ManagerId::new("ravi")?);
//! let office = r#"{"working_calendar":{"name":"office","calendar":{"monday":["09:00-17:00"],"tuesday":["09:00-17:00"]}}}"#;
//! let office: Policy = serde_json::from_str(office)?;
//! let part_time = Capacity::new(16 * 60, BasisPoints::new(8_000)?, Name::new("office")?)?;
//! let mut commands = vec![Command::AdoptPolicy { policy: Box::new(office), on: day(1) }];
//! for manager in [&maria, &ravi] {
//!     commands.push(Command::HireManager { manager: manager.clone(), on: day(1) });
//!     commands.push(Command::AgreeCapacity { manager: manager.clone(), capacity: part_time.clone(), on: day(1) });
//! }
//! for number in 1..=4 {
//!     let account = AccountId::new(format!("A-{number}"))?;
//!     commands.push(Command::OpenAccount { account: account.clone(), on: day(1) });
//!     let cause = AssignmentCause::Manual;
//!     commands.push(Command::AssignManager { account, manager: maria.clone(), cause, on: day(1) });
//! }
//! let mut book = Book::default();
//! decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
//!
//! // Maria leaves at the end of March.
//! let question = StaffingQuestion::departure(maria, Span::new(day(4), Some(day(7)))?);
//! let plan = propose(&book, &StaffingPolicy::default(), &question)?;
//! assert!(plan.placements().iter().all(|row| row.outcome == PlacementOutcome::Moves));
//! assert_eq!(plan.cost(), plan.lower_bound());
//! decide_all(&mut book, &[plan.command()]).map_err(|(_, rejection)| rejection)?;
//! assert!(book.accounts().all(|account| account.assignments().acting_on(day(4)) == Some(&ravi)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod effort;
mod error;
mod load;
mod plan;
mod policy;
mod proposal;
mod propose;
mod question;
mod rule;
mod shape;
pub mod solve;

pub use effort::{Effort, EffortPart, EffortPolicy, ValueBand, ValueBands, ValueBandsError};
pub use error::StaffingError;
pub use load::{ManagerLoad, accounts_that_fit, loads};
pub use plan::{PlanStep, PlanTarget};
pub use policy::{Demands, StaffingCosts, StaffingCostsError, StaffingPolicy};
pub use proposal::{
    CostPart, ManagerChange, PlacementOutcome, Proposal, ProposedPlacement, Transfer,
};
pub use propose::propose;
pub use question::{AccountTerms, ManagerTerms, Scope, StaffingQuestion};
pub use rule::Rule;
pub use shape::{BookShape, ShapeKind, ShapePolicy, ShapePolicyError};
