//! Contacts and managers. What would tell who they are, or what they earn, stands in columns that are written only when asked for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use tenure::journal::Profile;
use tenure::{AgreedPay, Book, ContactRole, Presence, SubjectId};

use super::declare::table;
use super::units::{ACCOUNT_ID, CODE, CONTACT_ID, DAY, ISO_4217, MANAGER_ID};
use crate::wire_name::wire_name;

/// The fields of a profile that these tables read.
pub mod profile_field {
    /// What the person is called.
    pub const NAME: &str = "name";
    /// An e-mail address.
    pub const EMAIL: &str = "email";
    /// A telephone number.
    pub const PHONE: &str = "phone";
}

/// The erasable profiles that a caller brings along, by subject. Without one, everything personal is absent.
pub type Profiles = BTreeMap<SubjectId, Profile>;

table! {
    /// One contact as it stands on a day.
    CONTACT, ContactRow, "contact":
    "Every contact known by one day, as it stands then.",
    key ["account", "contact"], order "by account and contact in byte order",
    account: [id] ACCOUNT_ID, "The account.";
    contact: [id] CONTACT_ID, "The contact.";
    since: [date] DAY, "The day from which it is known.";
    active: [flag] "true or false", "Whether it is there on the day.";
    decision_maker: [flag] "true or false", "Whether it decides about buying and staying, on the day.";
    sponsor: [flag] "true or false", "Whether it stands for the purchase at the top, on the day.";
    champion: [flag] "true or false", "Whether it speaks for the product among the users, on the day.";
    user: [flag] "true or false", "Whether it uses the product, on the day.";
    billing: [flag] "true or false", "Whether it receives and pays the bills, on the day.";
    influence: [id opt] CODE, "How much its word counts, on the day: `low`, `medium` or `high`. Absent when nobody judged.";
    name: [text opt personal] "text", "What the person is called. Absent without a profile.";
    email: [text opt personal] "address", "The e-mail address. Absent without a profile.";
    phone: [text opt personal] "number", "The telephone number. Absent without a profile.";
}

table! {
    /// One manager as of a day.
    MANAGER, ManagerRow, "manager":
    "Every manager of the directory, as of one day.",
    key ["manager"], order "by manager in byte order",
    manager: [id] MANAGER_ID, "The manager.";
    employed: [flag] "true or false", "Whether employed on the day.";
    absent: [flag] "true or false", "Whether away on the day.";
    accounts: [count] "accounts", "Accounts held on the day.";
    name: [text opt personal] "text", "What the person is called. Absent without a profile.";
    email: [text opt personal] "address", "The e-mail address. Absent without a profile.";
    pay_currency: [currency opt pay] ISO_4217, "The currency of the pay.";
    yearly_pay: [amount opt pay] "major units of `pay_currency`", "What the manager is paid a year. Absent without a profile.";
    yearly_cost: [amount opt pay] "major units of `pay_currency`", "What the manager costs a year. Absent without a profile.";
}

/// The rows of `contact` on a day.
pub fn contact_rows<'a>(
    book: &'a Book,
    profiles: &'a Profiles,
    on: NaiveDate,
) -> impl Iterator<Item = ContactRow<'a>> {
    book.accounts().flat_map(move |account| {
        account.contacts().filter_map(move |(id, contact)| {
            let added = contact
                .presence()
                .effective()
                .find(|entry| matches!(entry.value, Presence::Added(_)));
            let since = added.map(|entry| entry.on).filter(|since| *since <= on)?;
            let profile = contact.subject().and_then(|subject| profiles.get(subject));
            let plays = |role| contact.has_role_on(role, on);
            Some(ContactRow {
                account: account.id().as_str(),
                contact: id.as_str(),
                since,
                active: contact.is_active_on(on),
                decision_maker: plays(ContactRole::DecisionMaker),
                sponsor: plays(ContactRole::Sponsor),
                champion: plays(ContactRole::Champion),
                user: plays(ContactRole::User),
                billing: plays(ContactRole::Billing),
                influence: contact
                    .influence_on(on)
                    .as_ref()
                    .and_then(|influence| wire_name(influence)),
                name: field(profile, profile_field::NAME),
                email: field(profile, profile_field::EMAIL),
                phone: field(profile, profile_field::PHONE),
            })
        })
    })
}

/// The rows of `manager` on a day. Pay that is written wrongly in a profile is absent.
pub fn manager_rows<'a>(
    book: &'a Book,
    profiles: &'a Profiles,
    on: NaiveDate,
) -> Vec<ManagerRow<'a>> {
    let mut held: BTreeMap<&str, u64> = BTreeMap::new();
    for account in book.accounts() {
        if let Some(manager) = super::account::manager_on(account, on) {
            *held.entry(manager).or_default() += 1;
        }
    }
    let managers = book.directory().managers();
    managers
        .map(|(id, manager)| {
            let profile = manager
                .subject_on(on)
                .and_then(|subject| profiles.get(subject));
            let pay = profile.and_then(|profile| AgreedPay::from_profile(profile).ok().flatten());
            ManagerRow {
                manager: id.as_str(),
                employed: manager.is_employed_on(on),
                absent: manager.is_absent_on(on),
                accounts: held.get(id.as_str()).copied().unwrap_or_default(),
                name: field(profile, profile_field::NAME),
                email: field(profile, profile_field::EMAIL),
                pay_currency: pay.as_ref().map(|pay| pay.yearly.currency()),
                yearly_pay: pay.as_ref().map(|pay| pay.yearly),
                yearly_cost: pay.as_ref().map(|pay| pay.yearly_cost),
            }
        })
        .collect()
}

fn field<'a>(profile: Option<&'a Profile>, name: &str) -> Option<&'a str> {
    profile?.fields().get(name).map(String::as_str)
}
