//! Plays: started with the version adopted, gone through step by step, ended by one of their exits.

use chrono::NaiveDate;

use super::account::existing;
use super::of_account;
use super::work::may_step;
use crate::account::{PlayEvent, PlayRun, Settlement, Stepped};
use crate::book::Book;
use crate::fact::{PlayEnded, PlayStarted, PlayStepDone, PlayStepSkipped};
use crate::id::{AccountId, PlayRunId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::text::Name;
use crate::work_item::WorkItem;

pub(super) fn start(
    book: &Book,
    account: &AccountId,
    run: &PlayRunId,
    play: &Name,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    if let Some(known) = state.play(run).and_then(PlayRun::started) {
        if known.on == on && known.value.name() == play {
            return Ok(Vec::new());
        }
        return Err(Rejection::ItemExists {
            item: WorkItem::Play(run.clone()),
            on: known.on,
            record: known.by,
        });
    }
    let Some(adopted) = book.directory().play_on(play, on) else {
        let play = play.clone();
        return Err(Rejection::UnknownPlay { play, on });
    };
    let fact = PlayStarted {
        run: run.clone(),
        play: Box::new(adopted.clone()),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn settle(
    book: &Book,
    account: &AccountId,
    run: &PlayRunId,
    step: &Name,
    settlement: Settlement,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let event = PlayEvent::Settled(step.clone(), settlement.clone());
    let known = begun(book, account, run)?;
    if known.steps().has(on, &event) {
        return Ok(Vec::new());
    }
    let play = known.started().map(|started| started.value);
    if play.is_none_or(|play| play.step(step).is_none()) {
        return Err(Rejection::NotInPlay {
            run: run.clone(),
            name: step.clone(),
        });
    }
    if let Some(settled) = known.settled(step) {
        return Err(Rejection::StepSettled {
            run: run.clone(),
            step: step.clone(),
            on: settled.on,
            record: settled.by,
        });
    }
    may_step(known.steps(), || WorkItem::Play(run.clone()), on, &event)?;
    let (run, step) = (run.clone(), step.clone());
    Ok(vec![match settlement {
        Settlement::Done => of_account(account, on, PlayStepDone { run, step }),
        Settlement::Waived(reason) => {
            of_account(account, on, PlayStepSkipped { run, step, reason })
        }
    }])
}

pub(super) fn end(
    book: &Book,
    account: &AccountId,
    run: &PlayRunId,
    exit: &Name,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let event = PlayEvent::Ended(exit.clone());
    let known = begun(book, account, run)?;
    if known.steps().has(on, &event) {
        return Ok(Vec::new());
    }
    let play = known.started().map(|started| started.value);
    if play.is_none_or(|play| !play.exits().contains(exit)) {
        return Err(Rejection::NotInPlay {
            run: run.clone(),
            name: exit.clone(),
        });
    }
    may_step(known.steps(), || WorkItem::Play(run.clone()), on, &event)?;
    let (run, exit) = (run.clone(), exit.clone());
    Ok(vec![of_account(account, on, PlayEnded { run, exit })])
}

fn begun<'a>(
    book: &'a Book,
    account: &AccountId,
    run: &PlayRunId,
) -> Result<&'a PlayRun, Rejection> {
    existing(book, account)?
        .play(run)
        .ok_or_else(|| Rejection::UnknownItem {
            item: WorkItem::Play(run.clone()),
        })
}
