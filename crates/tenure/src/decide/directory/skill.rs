//! What a manager can do.

use chrono::NaiveDate;

use super::{known_manager, said_for};
use crate::book::Book;
use crate::decide::of_directory;
use crate::directory::{EducationLevel, LanguageLevel, Proficiency};
use crate::fact::{EducationCompleted, LanguageAssessed, RoleProficiencyAssessed};
use crate::id::ManagerId;
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::role::Role;
use crate::text::Name;

pub(in crate::decide) fn assess_role(
    book: &Book,
    manager: &ManagerId,
    role: Role,
    proficiency: Option<Proficiency>,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    if said_for(known.assessments(role), on, &proficiency) {
        return Ok(Vec::new());
    }
    let fact = RoleProficiencyAssessed {
        manager: manager.clone(),
        role,
        proficiency,
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn assess_language(
    book: &Book,
    manager: &ManagerId,
    language: &Name,
    level: Option<LanguageLevel>,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    if said_for(known.assessments_of_language(language), on, &level) {
        return Ok(Vec::new());
    }
    let fact = LanguageAssessed {
        manager: manager.clone(),
        language: language.clone(),
        level,
    };
    Ok(vec![of_directory(on, fact)])
}

pub(in crate::decide) fn complete_education(
    book: &Book,
    manager: &ManagerId,
    level: EducationLevel,
    field: &Name,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known_manager(book, manager)?;
    // Two on one day are two, so every entry of the day counts and not the last alone.
    let mut entries = known.education().entries().iter();
    let said = entries
        .any(|entry| entry.on == on && entry.value.level == level && entry.value.field == *field);
    if said {
        return Ok(Vec::new());
    }
    let fact = EducationCompleted {
        manager: manager.clone(),
        level,
        field: field.clone(),
    };
    Ok(vec![of_directory(on, fact)])
}
