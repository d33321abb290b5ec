//! What the program itself says on the page, in each of the page's languages. On the command line it speaks English.

use chrono::NaiveDate;
use tenure_report::Language;

/// What a reader must know before any figure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Note {
    /// The book is made up.
    Simulated,
    /// The figures are those of an earlier state of knowledge.
    KnownAtTheEndOf(NaiveDate),
}

struct Words {
    title: &'static str,
    subtitle: &'static str,
    simulated: &'static str,
    known: fn(NaiveDate) -> String,
}

const ENGLISH: Words = Words {
    title: "Retention review",
    subtitle: "All subscriptions",
    simulated: "A simulated book: made up, seeded, no customer is in it.",
    known: |day| format!("As it was known in the journal at the end of {day} (UTC)."),
};

const TELUGU: Words = Words {
    title: "నిలుపుదల సమీక్ష",
    subtitle: "అన్ని చందాలు",
    simulated: "ఇది కల్పిత సమాచారం: ప్రదర్శన కోసం తయారు చేసినది, ఇందులో నిజమైన వినియోగదారులు ఎవరూ లేరు.",
    known: |day| format!("{day} రోజు చివరికి (UTC) నమోదులో తెలిసినట్లుగా."),
};

pub(crate) const fn title(language: Language) -> &'static str {
    words(language).title
}

pub(crate) const fn subtitle(language: Language) -> &'static str {
    words(language).subtitle
}

impl Note {
    pub(crate) fn text(self, language: Language) -> String {
        let words = words(language);
        match self {
            Self::Simulated => words.simulated.to_owned(),
            Self::KnownAtTheEndOf(day) => (words.known)(day),
        }
    }
}

const fn words(language: Language) -> &'static Words {
    match language {
        Language::Telugu => &TELUGU,
        // A page in a language that this program does not speak has its headings in English.
        _ => &ENGLISH,
    }
}
