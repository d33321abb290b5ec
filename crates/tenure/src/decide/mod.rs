//! From commands to facts.
//!
//! A decision is a pure function of the book and the command, made against the whole timeline: a backdated command can no more
//! make an overlap than one that arrives in order.

mod account;
mod assignment;
mod case;
mod contact;
mod contract;
mod details;
mod directory;
mod fit_review;
mod handover;
mod hierarchy;
mod interaction;
mod liaison;
mod lifecycle;
mod opportunity;
mod plan;
mod play;
mod rating;
mod several;
mod subscription;
mod survey;
mod withdraw;
mod work;

use chrono::NaiveDate;

use contract::Deciding;
pub use several::decide_all;

use crate::account::{CaseEvent, LifecycleStep, OpportunityTerms, Settlement, Stage};
use crate::book::Book;
use crate::command::Command;
use crate::fact::{AccountStageEntered, AccountWonBack, Fact};
use crate::id::AccountId;
use crate::journal::NewRecord;
use crate::record::StreamId;
use crate::rejection::Rejection;

/// The facts to record for a command, or the rule that stands against it. No fact at all means that everything is so already.
///
/// The book must hold the streams that [`Command::streams`] and [`Command::further_streams`] name, folded to their ends.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::{AccountId, Book, Command, decide::decide};
///
/// let book = Book::default();
/// let on = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
/// let account = AccountId::new("A-17")?;
/// let facts = decide(&book, &Command::OpenAccount { account: account.clone(), on })?;
/// assert_eq!(facts.len(), 1);
/// let refused = decide(&book, &Command::LeaveVacant { account, on });
/// assert_eq!(refused.unwrap_err().to_string(), "account `A-17` does not exist; open it first");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Rejection`] with the rule and the earlier record.
pub fn decide(book: &Book, command: &Command) -> Result<Vec<NewRecord>, Rejection> {
    match command {
        Command::HireManager { manager, on } => directory::hire(book, manager, *on),
        Command::ReleaseManager { manager, on } => directory::release(book, manager, *on),
        Command::OpenAccount { account, on } => account::open(book, account, *on),
        Command::ClassifyAccount {
            account,
            dimension,
            class,
            on,
        } => account::classify(book, account, dimension, class.as_ref(), *on),
        Command::StartSubscription {
            account,
            subscription,
            span,
            monthly,
        } => subscription::start(book, account, subscription, *span, *monthly),
        Command::RepriceSubscription {
            account,
            subscription,
            monthly,
            on,
        } => subscription::reprice(book, account, subscription, *monthly, *on),
        Command::EndSubscription {
            account,
            subscription,
            on,
        } => subscription::end(book, account, subscription, *on),
        Command::AssignManager {
            account,
            manager,
            cause,
            on,
        } => account::assign(book, account, manager, *cause, *on),
        Command::LeaveVacant { account, on } => account::leave_vacant(book, account, *on),
        Command::WithdrawRecord { stream, record } => withdraw::withdraw(book, stream, *record),
        Command::LinkManagerProfile {
            manager,
            subject,
            on,
        } => directory::agreement::link_profile(book, manager, subject, *on),
        Command::PlanAbsence {
            manager,
            absence,
            span,
        } => directory::absence::plan(book, manager, absence, *span),
        Command::ShortenAbsence {
            manager,
            absence,
            on,
        } => directory::absence::shorten(book, manager, absence, *on),
        Command::CancelAbsence { manager, absence } => {
            directory::absence::cancel(book, manager, absence)
        }
        Command::AssessRole {
            manager,
            role,
            proficiency,
            on,
        } => directory::skill::assess_role(book, manager, *role, *proficiency, *on),
        Command::CompleteEducation {
            manager,
            level,
            field,
            on,
        } => directory::skill::complete_education(book, manager, *level, field, *on),
        Command::AwardQualification {
            manager,
            kind,
            on,
            expires_on,
        } => directory::qualification::award(book, manager, kind, *on, *expires_on),
        Command::VerifyQualification {
            manager,
            kind,
            awarded_on,
            on,
        } => directory::qualification::verify(book, manager, kind, *awarded_on, *on),
        Command::RevokeQualification { manager, kind, on } => {
            directory::qualification::revoke(book, manager, kind, *on)
        }
        Command::AgreeCapacity {
            manager,
            capacity,
            on,
        } => directory::agreement::agree_capacity(book, manager, capacity, *on),
        Command::AssessLanguage {
            manager,
            language,
            level,
            on,
        } => directory::skill::assess_language(book, manager, language, *level, *on),
        Command::AgreeTimeZone {
            manager,
            time_zone,
            on,
        } => directory::agreement::agree_time_zone(book, manager, time_zone, *on),
        Command::AdoptPolicy { policy, on } => directory::policy::adopt(book, policy, *on),
        Command::ClosePeriod { on } => directory::closing::close(book, *on),
        Command::FormTeam {
            team,
            name,
            discipline,
            on,
        } => directory::team::form(book, team, name, discipline, *on),
        Command::DissolveTeam { team, on } => directory::team::dissolve(book, team, *on),
        Command::JoinTeam { team, manager, on } => directory::team::join(book, team, manager, *on),
        Command::LeaveTeam { team, manager, on } => {
            directory::team::leave(book, team, manager, *on)
        }
        Command::OfferProduct { product, needs, on } => {
            directory::product::offer(book, product, needs, *on)
        }
        Command::WithdrawProduct { product, on } => {
            directory::product::withdraw(book, product, *on)
        }
        Command::MoveAccount { account, to, on } => {
            let step = LifecycleStep::plain((*to).into());
            lifecycle::enter(
                book,
                account,
                *on,
                &step,
                AccountStageEntered { stage: *to },
            )
        }
        Command::CancelAccount {
            account,
            reason,
            on,
        } => lifecycle::cancel(book, account, reason.as_ref(), *on),
        Command::ChurnAccount {
            account,
            reason,
            on,
        } => lifecycle::churn(book, account, reason, *on),
        Command::WinBackAccount { account, on } => {
            let step = LifecycleStep::plain(Stage::Reactivated);
            lifecycle::enter(book, account, *on, &step, AccountWonBack {})
        }
        Command::AgreeBillingCurrency {
            account,
            currency,
            on,
        } => details::agree_currency(book, account, *currency, *on),
        Command::LocateAccount {
            account,
            time_zone,
            on,
        } => details::locate(book, account, time_zone, *on),
        Command::AcquireCustomer {
            account,
            cost,
            source,
            on,
        } => details::acquire(book, account, *cost, source.as_ref(), *on),
        Command::PlaceAccountUnder {
            account,
            parent,
            on,
        } => hierarchy::place(book, account, Some(parent), *on),
        Command::MakeAccountIndependent { account, on } => {
            hierarchy::place(book, account, None, *on)
        }
        Command::MergeAccount { account, into, on } => hierarchy::merge(book, account, into, *on),
        Command::UndoMerge { account, on } => hierarchy::undo_merge(book, account, *on),
        Command::AddContact {
            account,
            contact,
            subject,
            on,
        } => contact::add(book, account, contact, subject, *on),
        Command::ContactLeaves {
            account,
            contact,
            on,
        } => contact::leave(book, account, contact, *on),
        Command::ContactReturns {
            account,
            contact,
            on,
        } => contact::come_back(book, account, contact, *on),
        Command::GiveContactRole {
            account,
            contact,
            role,
            on,
        } => contact::give_role(book, account, contact, *role, *on),
        Command::EndContactRole {
            account,
            contact,
            role,
            on,
        } => contact::end_role(book, account, contact, *role, *on),
        Command::JudgeInfluence {
            account,
            contact,
            influence,
            on,
        } => contact::judge(book, account, contact, *influence, *on),
        Command::AssignSupport {
            account,
            seat,
            credit,
            on,
        } => assignment::support(book, account, seat, *credit, *on),
        Command::ReleaseSupport { account, seat, on } => {
            assignment::release(book, account, seat, *on)
        }
        Command::ArrangeCover {
            account,
            manager,
            on,
            until,
        } => assignment::cover(book, account, manager, *on, *until),
        Command::StartHandover {
            account,
            handover,
            to,
            items,
            on,
        } => handover::start(book, account, handover, to, items, *on),
        Command::DoHandoverItem {
            account,
            handover,
            item,
            on,
        } => handover::settle(book, account, handover, item, &Settlement::Done, *on),
        Command::WaiveHandoverItem {
            account,
            handover,
            item,
            reason,
            on,
        } => {
            let waived = Settlement::Waived(reason.clone());
            handover::settle(book, account, handover, item, &waived, *on)
        }
        Command::CompleteHandover {
            account,
            handover,
            released,
            on,
        } => handover::complete(book, account, handover, released, *on),
        Command::AbandonHandover {
            account,
            handover,
            on,
        } => handover::abandon(book, account, handover, *on),
        Command::SignContract {
            account,
            contract,
            signed_on,
            terms,
            on,
        } => Deciding::new(book, account, contract, *on)?.sign(*signed_on, terms),
        Command::RenewContract {
            account,
            contract,
            months,
            on,
        } => Deciding::new(book, account, contract, *on)?.renew(*months),
        Command::AgreeLine {
            account,
            contract,
            line,
            terms,
            on,
        } => Deciding::new(book, account, contract, *on)?.agree(line, terms),
        Command::RemoveLine {
            account,
            contract,
            line,
            on,
        } => Deciding::new(book, account, contract, *on)?.remove(line),
        Command::SwapPlan {
            account,
            contract,
            from,
            to,
            terms,
            on,
        } => Deciding::new(book, account, contract, *on)?.swap(from, to, terms),
        Command::GrantDiscount {
            account,
            contract,
            discount,
            terms,
            on,
        } => Deciding::new(book, account, contract, *on)?.grant(discount, terms),
        Command::EndDiscount {
            account,
            contract,
            discount,
            on,
        } => Deciding::new(book, account, contract, *on)?.end_discount(discount),
        Command::PauseContract {
            account,
            contract,
            on,
        } => Deciding::new(book, account, contract, *on)?.pause(),
        Command::ResumeContract {
            account,
            contract,
            on,
        } => Deciding::new(book, account, contract, *on)?.resume(),
        Command::CancelContract {
            account,
            contract,
            effective,
            service_end,
            on,
        } => Deciding::new(book, account, contract, *on)?.cancel(*effective, *service_end),
        Command::RetractCancellation {
            account,
            contract,
            on,
        } => Deciding::new(book, account, contract, *on)?.retract(),
        Command::AgreeEscalator {
            account,
            contract,
            escalator,
            on,
        } => Deciding::new(book, account, contract, *on)?.escalate(*escalator),
        Command::RecordSurveyAnswer {
            account,
            on,
            answer,
        } => survey::answer(book, account, *on, answer),
        Command::RecordInteraction {
            account,
            on,
            interaction,
        } => interaction::hold(book, account, *on, interaction),
        Command::MakeCommitment {
            account,
            on,
            commitment,
        } => interaction::promise(book, account, *on, commitment),
        Command::SettleCommitment {
            account,
            commitment,
            outcome,
            on,
        } => interaction::settle(book, account, commitment, *outcome, *on),
        Command::OpenCase { account, on, case } => case::open(book, account, *on, case),
        Command::MoveCase {
            account,
            case,
            to,
            on,
            at,
        } => case::happen(book, account, case, *on, *at, CaseEvent::Moved(*to)),
        Command::AnswerCase {
            account,
            case,
            on,
            at,
        } => case::happen(book, account, case, *on, *at, CaseEvent::Answered),
        Command::RecordCustomerReply {
            account,
            case,
            on,
            at,
        } => case::happen(book, account, case, *on, *at, CaseEvent::CustomerReplied),
        Command::PrioritiseCase {
            account,
            case,
            priority,
            on,
            at,
        } => case::happen(
            book,
            account,
            case,
            *on,
            *at,
            CaseEvent::Prioritised(*priority),
        ),
        Command::HandCaseOver {
            account,
            case,
            role,
            on,
            at,
        } => case::happen(book, account, case, *on, *at, CaseEvent::HandedOver(*role)),
        Command::EscalateCase {
            account,
            case,
            to,
            reason,
            on,
            at,
        } => {
            let event = CaseEvent::Escalated {
                to: *to,
                reason: reason.clone(),
            };
            case::happen(book, account, case, *on, *at, event)
        }
        Command::DeescalateCase {
            account,
            case,
            on,
            at,
        } => case::happen(book, account, case, *on, *at, CaseEvent::Deescalated),
        Command::RecordFitReview {
            account,
            on,
            review,
        } => fit_review::hold(book, account, *on, review),
        Command::TieLiaison {
            account,
            liaison,
            purpose,
            on,
        } => liaison::tie(book, account, liaison, purpose, *on),
        Command::UntieLiaison {
            account,
            liaison,
            on,
        } => liaison::untie(book, account, liaison, *on),
        Command::RequestLiaison {
            account,
            on,
            request,
        } => liaison::ask(book, account, *on, request),
        Command::AnswerLiaisonRequest {
            account,
            request,
            on,
        } => liaison::answer(book, account, request, *on),
        Command::OpenOpportunity {
            account,
            on,
            opportunity,
        } => opportunity::open(book, account, *on, opportunity),
        Command::MoveOpportunity {
            account,
            opportunity,
            to,
            on,
        } => opportunity::advance(book, account, opportunity, *to, *on),
        Command::ReviseOpportunity {
            account,
            opportunity,
            monthly,
            expected_close,
            on,
        } => {
            let terms = OpportunityTerms {
                monthly: *monthly,
                expected_close: *expected_close,
            };
            opportunity::revise(book, account, opportunity, terms, *on)
        }
        Command::CloseOpportunity {
            account,
            opportunity,
            outcome,
            reason,
            on,
        } => opportunity::close(book, account, opportunity, *outcome, reason, *on),
        Command::CarryOutPlan { steps, on } => plan::carry_out(book, steps, *on),
        Command::StartPlay {
            account,
            run,
            play,
            on,
        } => play::start(book, account, run, play, *on),
        Command::DoPlayStep {
            account,
            run,
            step,
            on,
        } => play::settle(book, account, run, step, Settlement::Done, *on),
        Command::SkipPlayStep {
            account,
            run,
            step,
            reason,
            on,
        } => {
            let settlement = Settlement::Waived(reason.clone());
            play::settle(book, account, run, step, settlement, *on)
        }
        Command::EndPlay {
            account,
            run,
            exit,
            on,
        } => play::end(book, account, run, exit, *on),
        Command::RateAccount { account, on, rated } => rating::rate(book, account, rated, *on),
    }
}

fn of_account(account: &AccountId, on: NaiveDate, fact: impl Into<Fact>) -> NewRecord {
    NewRecord {
        stream: StreamId::Account(account.clone()),
        effective_on: on,
        corrects: None,
        fact: fact.into(),
    }
}

fn of_directory(on: NaiveDate, fact: impl Into<Fact>) -> NewRecord {
    NewRecord {
        stream: StreamId::Directory,
        effective_on: on,
        corrects: None,
        fact: fact.into(),
    }
}
