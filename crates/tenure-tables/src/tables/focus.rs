//! Which role every account asks for, and why.

use chrono::NaiveDate;
use tenure::focus::{Focus, FocusPolicy, SalesAim};
use tenure::situation::Viewpoint;
use tenure::{AccountId, BasisPoints, ManagerId, Ratio, Role};

use super::declare::table;
use super::units::{ACCOUNT_ID, CODE, DAY, FLAG, MANAGER_ID};

table! {
    /// Which role one account asks for.
    FOCUS, FocusRow, "focus":
    "Which role every account asks for on one day, as a mix whose five shares add up to the whole. Why is in `focus_reason`.",
    key ["account"], order "by account in byte order",
    account: [id] ACCOUNT_ID, "The account.";
    on: [date] DAY, "The day.";
    manager: [id opt] MANAGER_ID, "Who acts for it on the day: whoever covers, else the holder. Absent when nobody does.";
    leading: [id] CODE, "The role with the largest share: `sales`, `support`, `technical`, `financial_advisory` or `relationship`.";
    sales: [rate] "", "The share of sales.";
    support: [rate] "", "The share of support.";
    technical: [rate] "", "The share of technical advice.";
    financial_advisory: [rate] "", "The share of financial advice, whoever gives it.";
    relationship: [rate] "", "The share of the relationship.";
    sales_as_usual: [rate] "", "What of the share of sales is for none of the aims that follow.";
    sales_fit: [rate] "", "What of it is for products that suit better.";
    sales_renewal: [rate] "", "What of it is for a renewal.";
    sales_upsell: [rate] "", "What of it is for selling more.";
    referred: [flag] FLAG, "Whether the share of financial advice goes to somebody qualified, because whoever acts may not give it.";
    reasons: [count] "signs", "How many signs moved the mix or would have.";
}

table! {
    /// One sign that moves the mix of one account.
    FOCUS_REASON, FocusReasonRow, "focus_reason":
    "Why the mix of an account is not the base mix: every sign with its effect on each share. Base mix and effects add up to the mix, \
     and the effects of a sign to nothing.",
    key ["account", "signal"], order "by account in byte order, then by signal as the policy lists them",
    account: [id] ACCOUNT_ID, "The account.";
    on: [date] DAY, "The day.";
    signal: [id] CODE, "The sign.";
    number: [integer] "unit of the signal", "The number it was read as.";
    strength: [rate] "", "How strong it is, freshness and what holds it back included.";
    left: [rate] "", "How much of its strength freshness and what holds it back leave.";
    vote: [count] "votes", "Its vote; the base mix has 10,000.";
    sales: [rate] "", "Its effect on the share of sales; below zero where it takes away.";
    support: [rate] "", "Its effect on the share of support.";
    technical: [rate] "", "Its effect on the share of technical advice.";
    financial_advisory: [rate] "", "Its effect on the share of financial advice.";
    relationship: [rate] "", "Its effect on the share of the relationship.";
    records: [records] "", "The records behind it.";
}

/// The focus of one account on the day of a viewpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFocus<'a> {
    account: &'a AccountId,
    on: NaiveDate,
    acting: Option<&'a ManagerId>,
    focus: Focus,
}

/// The focus of every account of a viewpoint, by account: what the rows of `focus` and `focus_reason` are made of.
#[must_use]
pub fn account_focuses<'a>(
    viewpoint: &Viewpoint<'a>,
    policy: &FocusPolicy,
) -> Vec<AccountFocus<'a>> {
    let situations = viewpoint.situations();
    situations
        .map(|situation| AccountFocus {
            account: situation.account,
            on: situation.on,
            acting: situation.acting,
            focus: Focus::of(&situation, policy),
        })
        .collect()
}

/// The rows of `focus`.
pub fn focus_rows<'a>(
    focuses: &'a [AccountFocus<'a>],
) -> impl ExactSizeIterator<Item = FocusRow<'a>> + Clone {
    focuses.iter().map(|of| {
        let focus = &of.focus;
        let part = |role| share(focus.part(role));
        let aim = |aim| share(focus.sales_for(aim));
        FocusRow {
            account: of.account.as_str(),
            on: of.on,
            manager: of.acting.map(|manager| manager.as_str()),
            leading: focus.leading().name(),
            sales: part(Role::Sales),
            support: part(Role::Support),
            technical: part(Role::Technical),
            financial_advisory: part(Role::FinancialAdvisory),
            relationship: part(Role::Relationship),
            sales_as_usual: aim(SalesAim::AsUsual),
            sales_fit: aim(SalesAim::Fit),
            sales_renewal: aim(SalesAim::Renewal),
            sales_upsell: aim(SalesAim::Upsell),
            referred: focus.referral().is_some(),
            reasons: focus.reasons().len() as u64,
        }
    })
}

/// The rows of `focus_reason`.
pub fn focus_reason_rows<'a>(
    focuses: &'a [AccountFocus<'a>],
) -> impl Iterator<Item = FocusReasonRow<'a>> + Clone {
    focuses.iter().flat_map(|of| {
        of.focus.reasons().iter().map(move |reason| {
            let effect = |role| points(reason.effect_on(role));
            FocusReasonRow {
                account: of.account.as_str(),
                on: of.on,
                signal: reason.signal.name(),
                number: reason.number,
                strength: share(reason.strength),
                left: share(reason.left),
                vote: reason.vote.into(),
                sales: effect(Role::Sales),
                support: effect(Role::Support),
                technical: effect(Role::Technical),
                financial_advisory: effect(Role::FinancialAdvisory),
                relationship: effect(Role::Relationship),
                records: &reason.evidence,
            }
        })
    })
}

/// Basis points as a part of one.
pub(super) fn share(points: BasisPoints) -> Option<Ratio> {
    Ratio::of(points.get().into(), BasisPoints::WHOLE.get().into())
}

fn points(points: i64) -> Option<Ratio> {
    Ratio::of(points.into(), BasisPoints::WHOLE.get().into())
}
