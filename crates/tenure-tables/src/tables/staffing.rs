//! What managers have to do against the time they have, and who should hold which account.

use tenure::Holder;
use tenure::staffing::{EffortPart, ManagerLoad, Proposal};

use super::declare::table;
use super::units::{ACCOUNT_ID, CODE, FLAG, ISO_4217, MANAGER_ID, MINUTES, POINTS};
use super::{ACCOUNTS, MAJOR_UNITS};
use crate::wire_name::wire_name;

table! {
    /// The load of one manager.
    MANAGER_LOAD, ManagerLoadRow, "manager_load":
    "What every manager's accounts take over the days of a plan, against the time there is; without a proposal, and with it.",
    key ["manager", "plan"], order "by manager in byte order; `before` and then `after`",
    manager: [id] MANAGER_ID, "The manager.";
    plan: [id] CODE, "`before` for the accounts as they are held, `after` for those of a proposal.";
    accounts: [count] ACCOUNTS, "How many accounts are held.";
    minutes: [count] MINUTES, "What they take: the sum of the seven that follow.";
    minutes_for_segment: [count] MINUTES, "By segment.";
    minutes_for_contract: [count] MINUTES, "For contracts.";
    minutes_for_value: [count] MINUTES, "By what the accounts pay.";
    minutes_for_cadence: [count] MINUTES, "For regular contact.";
    minutes_for_stage: [count] MINUTES, "By stage.";
    minutes_for_open_work: [count] MINUTES, "For cases, commitments and opportunities that are open.";
    minutes_for_situation: [count] MINUTES, "As the host says.";
    limit_minutes: [count] MINUTES, "Up to how many minutes accounts are taken.";
    utilisation: [rate] "", "The minutes over those there are for customers. Absent without any.";
    over: [flag] FLAG, "Whether more is held than may be taken.";
    currency: [currency opt] ISO_4217, "The currency of the amount.";
    monthly: [amount opt] MAJOR_UNITS, "What the accounts pay a month. Absent where none pays.";
    shape: [id opt] CODE, "What kind of book it is: `many_small`, `mixed` or `few_large`. Absent without minutes.";
    largest_share: [rate] "", "The part of the minutes that the largest account takes. Absent without minutes.";
    points: [integer opt] POINTS, "What speaks against the load of a proposal: its minutes and the concentration of what is paid. Absent for `before`.";
}

table! {
    /// What is proposed for one account.
    STAFFING_PROPOSAL, StaffingProposalRow, "staffing_proposal":
    "Who should hold every account in question, and what speaks against it. The points of all accounts here and of all managers in \
     `manager_load` add up to the cost of the proposal.",
    key ["account"], order "by account in byte order",
    account: [id] ACCOUNT_ID, "The account.";
    from: [id opt] MANAGER_ID, "Who holds it now. Absent while it is vacant or nobody has reviewed it.";
    to: [id opt] MANAGER_ID, "Who should hold it, or stand in. Absent when nobody may.";
    outcome: [id] CODE, "What that means: `stays`, `moves`, `placed`, `covered`, `kept` against a rule, or `unplaced`.";
    minutes: [count] MINUTES, "What it takes over the days of the plan.";
    currency: [currency opt] ISO_4217, "The currency of the amount.";
    monthly: [amount opt] MAJOR_UNITS, "What it pays a month. Absent where nothing is paid.";
    points: [integer] POINTS, "What speaks against the placement by itself.";
    ruled_out: [count] "managers", "How many managers a rule stands against, where nobody may have it.";
}

/// The rows of `manager_load` for loads as they are.
pub fn manager_load_rows(
    loads: &[ManagerLoad],
) -> impl ExactSizeIterator<Item = ManagerLoadRow<'_>> + Clone {
    loads.iter().map(|load| of_load(load, BEFORE, None))
}

/// The rows of `manager_load` for a proposal: of each manager the load without it and with it.
pub fn proposal_load_rows(proposal: &Proposal) -> impl Iterator<Item = ManagerLoadRow<'_>> + Clone {
    let managers = proposal.managers().iter();
    managers.flat_map(|change| {
        let points = change.load_points + change.value_points;
        [
            of_load(&change.before, BEFORE, None),
            of_load(&change.after, AFTER, Some(points)),
        ]
    })
}

/// The rows of `staffing_proposal`.
pub fn staffing_proposal_rows(
    proposal: &Proposal,
) -> impl ExactSizeIterator<Item = StaffingProposalRow<'_>> + Clone {
    let placements = proposal.placements().iter();
    placements.map(|placed| StaffingProposalRow {
        account: placed.account.as_str(),
        from: match &placed.from {
            Some(Holder::Manager(manager)) => Some(manager.as_str()),
            _ => None,
        },
        to: placed.to.as_ref().map(|manager| manager.as_str()),
        outcome: placed.outcome.name(),
        minutes: placed.effort.minutes(),
        currency: placed.monthly.map(|monthly| monthly.currency()),
        monthly: placed.monthly,
        points: placed.points(),
        ruled_out: placed.against.len() as u64,
    })
}

const BEFORE: &str = "before";
const AFTER: &str = "after";

fn of_load<'a>(
    load: &'a ManagerLoad,
    plan: &'static str,
    points: Option<i64>,
) -> ManagerLoadRow<'a> {
    let part = |part| load.effort.part(part);
    ManagerLoadRow {
        manager: load.manager.as_str(),
        plan,
        accounts: load.accounts,
        minutes: load.minutes(),
        minutes_for_segment: part(EffortPart::Segment),
        minutes_for_contract: part(EffortPart::Contract),
        minutes_for_value: part(EffortPart::Value),
        minutes_for_cadence: part(EffortPart::Cadence),
        minutes_for_stage: part(EffortPart::Stage),
        minutes_for_open_work: part(EffortPart::OpenWork),
        minutes_for_situation: part(EffortPart::Situation),
        limit_minutes: load.limit_minutes,
        utilisation: load.utilisation(),
        over: load.is_over(),
        currency: load.monthly.map(|monthly| monthly.currency()),
        monthly: load.monthly,
        shape: load.shape.kind.as_ref().and_then(|kind| wire_name(kind)),
        largest_share: load.shape.largest_share,
        points,
    }
}
