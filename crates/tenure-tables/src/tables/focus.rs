//! Which role every account asks for, and why.

use tenure::focus::{Focus, SalesAim};
use tenure::situation::Situation;
use tenure::{BasisPoints, Ratio, Role};

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
    sales_as_usual: [rate] "", "What of the share of sales is for none of the three aims that follow; the four add up to the share.";
    sales_fit: [rate] "", "What of the share of sales is for products that suit better.";
    sales_renewal: [rate] "", "What of the share of sales is for a renewal.";
    sales_upsell: [rate] "", "What of the share of sales is for selling more.";
    referred: [flag] FLAG, "Whether the share of financial advice goes to somebody qualified, because whoever acts may not give it.";
    reasons: [count] "signs", "How many signs moved the mix or would have.";
}

table! {
    /// One sign that moves the mix of one account.
    FOCUS_REASON, FocusReasonRow, "focus_reason":
    "Why the mix of an account is not the base mix: every sign with its effect on each share. Base mix and effects add up to the mix, \
     and the effects of a sign to nothing.",
    key ["account", "signal"], order "by account in byte order, then by signal in the order of the core's `Signal`",
    account: [id] ACCOUNT_ID, "The account.";
    on: [date] DAY, "The day.";
    signal: [id] CODE, "The sign, such as `support_case`.";
    number: [integer] "unit of the signal", "The number it was read as: severities, days, products or basis points, as the core lists at `Signal`.";
    strength: [rate] "", "How strong it is, from 0 to 1, freshness and what holds it back included.";
    left: [rate] "", "How much of its strength freshness and what holds it back leave; 1 is all of it.";
    vote: [count] "votes", "Its vote; the base mix has 10,000.";
    sales: [rate] "", "Its effect on the share of sales; below zero where it takes away.";
    support: [rate] "", "Its effect on the share of support.";
    technical: [rate] "", "Its effect on the share of technical advice.";
    financial_advisory: [rate] "", "Its effect on the share of financial advice.";
    relationship: [rate] "", "Its effect on the share of the relationship.";
    records: [records] "", "The records behind it. Absent for what a host supplied or only time brought about.";
}

/// The rows of `focus`, of situations with the focus that each asks for. Hand them over by account.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::focus::{Focus, FocusPolicy};
/// use tenure::situation::Viewpoint;
/// use tenure::{Book, decide::decide_all};
/// use tenure_tables::{focus_reason_rows, focus_rows, write_csv};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"open_case": {"account": "A-17", "on": "2026-03-02", "case": {"case": "C-1", "at": "09:00:00", "kind": "problem",
///         "role": "support", "priority": "urgent", "topic": "login", "contact": null, "notes": null}}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let (viewpoint, policy) = (Viewpoint::of(&book, NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day")), FocusPolicy::default());
/// let read: Vec<_> = viewpoint.situations().map(|now| { let focus = Focus::of(&now, &policy); (now, focus) }).collect();
/// let read = || read.iter().map(|(now, focus)| (now, focus));
/// let mut csv = Vec::new();
/// write_csv(&mut csv, focus_rows(read()))?;
/// assert!(std::str::from_utf8(&csv)?.contains("A-17,2026-03-02,,support,"));
/// let [reason] = focus_reason_rows(read()).collect::<Vec<_>>()[..] else { panic!("one sign") };
/// assert_eq!((reason.signal, reason.support), ("support_case", tenure::Ratio::of(3_692, 10_000)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn focus_rows<'a>(
    focuses: impl IntoIterator<Item = (&'a Situation<'a>, &'a Focus)>,
) -> impl Iterator<Item = FocusRow<'a>> {
    focuses.into_iter().map(|(situation, focus)| {
        let part = |role| share(focus.part(role));
        let aim = |aim| share(focus.sales_for(aim));
        FocusRow {
            account: situation.account.as_str(),
            on: situation.on,
            manager: situation.acting.map(|manager| manager.as_str()),
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

/// The rows of `focus_reason`, of the same.
pub fn focus_reason_rows<'a>(
    focuses: impl IntoIterator<Item = (&'a Situation<'a>, &'a Focus)>,
) -> impl Iterator<Item = FocusReasonRow<'a>> {
    focuses.into_iter().flat_map(|(situation, focus)| {
        focus.reasons().iter().map(move |reason| {
            let effect = |role| points(reason.effect_on(role));
            FocusReasonRow {
                account: situation.account.as_str(),
                on: situation.on,
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
