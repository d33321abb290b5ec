#![doc = include_str!("../README.md")]

mod accounts;
mod assignments;
mod columns;
mod error;
mod excerpt;
mod header;
mod holders;
mod keys;
mod lifetimes;
mod plan;
mod quoting;
mod read;
mod record;
mod records;
mod row_error;
mod rule;
mod source;
mod subscriptions;
#[cfg(test)]
mod tests;
mod value;

pub use accounts::{AccountOptions, AccountRow, Accounts};
pub use assignments::{AssignmentOptions, AssignmentRow, Assignments, HoldersByDay};
pub use columns::{AccountColumns, MappingError, Role, SubscriptionColumns};
pub use error::{FileProblem, ImportError, Purpose};
pub use holders::{AssignmentPlan, plan_assignments};
pub use lifetimes::{LifetimeOptions, Lifetimes};
pub use plan::{Plan, PlanError, StatedClass, StatedSubscription, plan, plan_by_id};
pub use records::{records_from_path, records_from_reader};
pub use row_error::{MAX_ROW_ERRORS, RowError, RowErrors};
pub use rule::Rule;
pub use source::MAX_RECORD_BYTES;
pub use subscriptions::{SubscriptionOptions, SubscriptionRow, Subscriptions};
pub use value::AmountUnit;
