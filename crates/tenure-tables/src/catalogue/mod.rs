//! What is made of the catalogue: a schema and a way to load for every table, and the page that lists them all.

mod json_schema;
mod load;
mod page;

pub use json_schema::json_schema;
pub use load::{LoadOptions, Loader, load_snippet};
pub use page::catalogue_markdown;
