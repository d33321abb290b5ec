//! The units that many columns share.

pub(super) const ACCOUNT_ID: &str = "account id";
pub(super) const CODE: &str = "word of the schema";
pub(super) const CONTACT_ID: &str = "contact id";
pub(super) const DAY: &str = "day";
pub(super) const FLAG: &str = "true or false";
pub(super) const ID: &str = "id";
pub(super) const ISO_4217: &str = "ISO 4217 code";
pub(super) const MANAGER_ID: &str = "manager id";
pub(super) const MINUTES: &str = "minutes";
pub(super) const NAME: &str = "name";
pub(super) const POINTS: &str = "points";
pub(super) const POSITION: &str = "position in the journal";
