//! What the host has: rows with the days from and to which they hold, as text. An empty `to` is open.

pub(crate) struct AccountRow {
    pub(crate) account: &'static str,
    pub(crate) segment: &'static str,
    pub(crate) since: &'static str,
}

#[derive(Clone)]
pub(crate) struct AssignmentRow {
    pub(crate) account: &'static str,
    pub(crate) manager: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

pub(crate) struct ContractRow {
    pub(crate) account: &'static str,
    pub(crate) contract: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) monthly: &'static str,
}

const fn account(account: &'static str, segment: &'static str, since: &'static str) -> AccountRow {
    AccountRow {
        account,
        segment,
        since,
    }
}

const fn held(
    account: &'static str,
    manager: &'static str,
    from: &'static str,
    to: &'static str,
) -> AssignmentRow {
    AssignmentRow {
        account,
        manager,
        from,
        to,
    }
}

const fn pays(
    account: &'static str,
    contract: &'static str,
    from: &'static str,
    to: &'static str,
    monthly: &'static str,
) -> ContractRow {
    ContractRow {
        account,
        contract,
        from,
        to,
        monthly,
    }
}

pub(crate) const ACCOUNTS: [AccountRow; 3] = [
    account("alder", "enterprise", "2024-03-01"),
    account("birch", "small", "2025-01-15"),
    account("cedar", "small", "2026-02-10"),
];

/// Birch was nobody's in November; nobody has taken Cedar yet.
pub(crate) const ASSIGNMENTS: [AssignmentRow; 4] = [
    held("alder", "maria", "2024-03-01", "2026-02-15"),
    held("alder", "ravi", "2026-02-15", ""),
    held("birch", "ravi", "2025-01-15", "2025-11-01"),
    held("birch", "maria", "2025-12-01", ""),
];

pub(crate) const CONTRACTS: [ContractRow; 4] = [
    pays("alder", "K-1", "2024-03-01", "2025-03-01", "900.00 EUR"),
    pays("alder", "K-2", "2025-03-01", "", "1200.00 EUR"),
    pays("birch", "K-3", "2025-02-01", "", "150.00 EUR"),
    pays("cedar", "K-4", "2026-02-10", "", "80.00 EUR"),
];

pub(crate) const fn rows() -> usize {
    ACCOUNTS.len() + ASSIGNMENTS.len() + CONTRACTS.len()
}

/// The same, with two holders of Alder for some days.
pub(crate) fn with_an_overlap() -> Vec<AssignmentRow> {
    let mut rows = ASSIGNMENTS.to_vec();
    if let Some(first) = rows.first_mut() {
        first.to = "2026-02-20";
    }
    rows
}
