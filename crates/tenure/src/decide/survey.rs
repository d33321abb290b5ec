//! Answers to surveys.

use chrono::NaiveDate;

use super::account::existing;
use super::of_account;
use super::work::is_new;
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
    let known = existing(book, account)?.survey_answer(&answer.response);
    let item = || WorkItem::SurveyResponse(answer.response.clone());
    let new = is_new(known, item, on, answer)?;
    Ok(new
        .then(|| of_account(account, on, answer.clone()))
        .into_iter()
        .collect())
}
