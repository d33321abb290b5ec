#![doc = include_str!("../README.md")]

pub mod calendar;
mod currency;
pub mod fact;
pub mod id;
pub mod journal;
mod money;
mod ratio;
mod record;
pub mod retention;
mod rounding;
mod text;
mod timeline;

pub use calendar::{
    FiscalCalendar, Grain, Month, MonthError, MonthSteps, Period, Periods, Quarter, Span, SpanError,
};
pub use currency::{Currency, UnknownCurrency};
pub use fact::Fact;
pub use id::{AccountId, ActorId, CommandId, ManagerId, SubjectId, SubscriptionId, TenantId};
pub use money::{Money, MoneyError, parse_decimal};
pub use ratio::{Ratio, RatioError};
pub use record::{Position, Record, StreamId, StreamIdError, Version};
pub use rounding::Rounding;
pub use text::{Name, TextError};
pub use timeline::{Entry, Timeline};
