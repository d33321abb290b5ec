//! Answers to surveys.

use chrono::NaiveDate;

use super::account::existing;
use super::of_account;
use super::work::{acquainted, is_new};
use crate::book::Book;
use crate::fact::SurveyAnswered;
use crate::id::AccountId;
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::work_item::WorkItem;

pub(super) fn answer(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
    answer: &SurveyAnswered,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    let known = state.survey_answer(&answer.response);
    let item = || WorkItem::SurveyResponse(answer.response.clone());
    if !is_new(known, item, on, answer)? {
        return Ok(Vec::new());
    }
    acquainted(state, &answer.contact, on)?;
    Ok(vec![of_account(account, on, answer.clone())])
}
