use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::excerpt::excerpt;

/// What a column of a subscriptions file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The account that pays. Required.
    Account,
    /// The first day in force. Required.
    Start,
    /// The first day no longer in force; an empty field is open. Required.
    End,
    /// The recurring amount a month. Required.
    Amount,
    /// The subscription's own id. Optional.
    Id,
    /// The currency of the amount. Optional.
    Currency,
}

impl Role {
    /// Every role, in the order of the documentation.
    pub const ALL: [Self; 6] = [
        Self::Account,
        Self::Start,
        Self::End,
        Self::Amount,
        Self::Id,
        Self::Currency,
    ];

    /// The word for it in a mapping.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Start => "start",
            Self::End => "end",
            Self::Amount => "amount",
            Self::Id => "id",
            Self::Currency => "currency",
        }
    }

    /// The header names that stand for it when no column is mapped, the first that the file has.
    #[must_use]
    pub const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Account => &["account", "account_id", "customer", "customer_id"],
            Self::Start => &["start", "start_date"],
            Self::End => &["end", "end_date"],
            Self::Amount => &["amount", "mrr", "mrr_amount", "monthly_amount"],
            Self::Id => &["id", "subscription_id", "subscription"],
            Self::Currency => &["currency"],
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Header names that stand for the account column of an accounts file when the mapped one is not there.
pub(crate) const ACCOUNT_ALIASES: &[&str] =
    &["account", "account_id", "customer", "customer_id", "id"];

/// Why a text is not a mapping of columns.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// A part of the text is not `role=column`.
    #[error("`{part}` is not a mapping; write it like `account=customer_id`")]
    NotAPair {
        /// The part, shortened.
        part: String,
    },
    /// The part before `=` is no role.
    #[error("`{role}` is not a role; the roles are {known}")]
    UnknownRole {
        /// The word, shortened.
        role: String,
        /// The roles there are.
        known: &'static str,
    },
    /// A role has two columns.
    #[error("the role {role} is mapped twice, to `{first}` and to `{second}`; keep one")]
    Twice {
        /// The role.
        role: Role,
        /// The first column.
        first: String,
        /// The second column.
        second: String,
    },
}

/// Which column of a subscriptions file has which role.
///
/// Written as `role=column` pairs with commas between them. Roles that are not mapped fall back to their
/// [aliases](Role::aliases); a mapped column must be in the file. Names match a header exactly first, then without regard to
/// ASCII case.
///
/// ```
/// use tenure_import::{MappingError, Role, SubscriptionColumns};
///
/// let columns: SubscriptionColumns = "account=client, amount=fee".parse()?;
/// assert_eq!(columns.get(Role::Account), Some("client"));
/// assert_eq!(columns.get(Role::Start), None); // `start` or `start_date`
///
/// let wrong = "acount=client".parse::<SubscriptionColumns>();
/// assert!(matches!(wrong, Err(MappingError::UnknownRole { .. })));
/// # Ok::<(), MappingError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubscriptionColumns(BTreeMap<Role, String>);

impl SubscriptionColumns {
    /// No column mapped: every role by its aliases.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Maps one more role; for names that the text form cannot hold, those with a comma.
    ///
    /// # Errors
    /// [`MappingError::Twice`] when the role has a column, [`MappingError::NotAPair`] when the name is empty.
    pub fn with(mut self, role: Role, column: impl AsRef<str>) -> Result<Self, MappingError> {
        let column = column.as_ref().trim();
        if column.is_empty() {
            return Err(MappingError::NotAPair {
                part: format!("{role}="),
            });
        }
        match self.0.insert(role, column.to_owned()) {
            None => Ok(self),
            Some(first) => Err(MappingError::Twice {
                role,
                first: excerpt(first.as_bytes()),
                second: excerpt(column.as_bytes()),
            }),
        }
    }

    /// The column mapped to this role.
    #[must_use]
    pub fn get(&self, role: Role) -> Option<&str> {
        self.0.get(&role).map(String::as_str)
    }
}

impl FromStr for SubscriptionColumns {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        pairs(text).try_fold(Self::new(), |columns, pair| {
            let (word, column) = pair?;
            let role = Role::ALL.into_iter().find(|role| role.name() == word);
            let role = role.ok_or_else(|| MappingError::UnknownRole {
                role: excerpt(word.as_bytes()),
                known: "account, start, end, amount, id and currency",
            })?;
            columns.with(role, column)
        })
    }
}

impl fmt::Display for SubscriptionColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (role, column)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{role}={column}")?;
        }
        Ok(())
    }
}

/// Which column of an accounts file names the account.
///
/// The mapped one if the file has it, else the first of `account`, `account_id`, `customer`, `customer_id`, `id`: one mapping
/// serves a subscriptions file and an accounts file that use different names. Written as `account=column`.
///
/// ```
/// use tenure_import::{AccountColumns, MappingError, SubscriptionColumns};
///
/// let subscriptions: SubscriptionColumns = "account=client,amount=fee".parse()?;
/// assert_eq!(AccountColumns::from(&subscriptions), "account=client".parse()?);
/// # Ok::<(), MappingError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountColumns(Option<String>);

impl AccountColumns {
    /// The column mapped to the account.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl From<&SubscriptionColumns> for AccountColumns {
    fn from(columns: &SubscriptionColumns) -> Self {
        Self(columns.get(Role::Account).map(str::to_owned))
    }
}

impl FromStr for AccountColumns {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let columns = pairs(text).try_fold(SubscriptionColumns::new(), |columns, pair| {
            let (word, column) = pair?;
            if word != Role::Account.name() {
                return Err(MappingError::UnknownRole {
                    role: excerpt(word.as_bytes()),
                    known: "account alone",
                });
            }
            columns.with(Role::Account, column)
        })?;
        Ok(Self::from(&columns))
    }
}

/// The `word=column` pairs of a mapping; a text of white space alone has none.
fn pairs(text: &str) -> impl Iterator<Item = Result<(&str, &str), MappingError>> {
    let parts = (!text.trim().is_empty()).then(|| text.split(','));
    parts.into_iter().flatten().map(|part| {
        let pair = part
            .split_once('=')
            .map(|(word, column)| (word.trim(), column.trim()));
        pair.filter(|(word, column)| !word.is_empty() && !column.is_empty())
            .ok_or_else(|| MappingError::NotAPair {
                part: excerpt(part.trim().as_bytes()),
            })
    })
}
