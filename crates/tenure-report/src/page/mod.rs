//! What the pages share: the document around them, and figures with a chart and its numbers.

pub(crate) mod manager;
mod moved;
pub(crate) mod renewals;
pub(crate) mod restatement;
pub(crate) mod retention;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::Heading;
use crate::reader::Reader;

const STYLE: &str = include_str!("../style.css");

/// What stands at the head of a page.
pub(crate) struct Head<'a> {
    /// Which kind of page it is, in the page's language.
    pub(crate) kind: &'a str,
    pub(crate) heading: &'a Heading<'a>,
    /// As of when, and in what.
    pub(crate) as_of: String,
    /// What this page says about its own figures before the notes of the host.
    pub(crate) remark: Option<String>,
}

/// A whole document: its head, the parts of its body, and what stands below them.
pub(crate) fn document(reader: &Reader, head: &Head<'_>, main: Markup, foot: Markup) -> Markup {
    let Heading {
        title,
        subtitle,
        notes,
        ..
    } = *head.heading;
    html! {
        (DOCTYPE)
        html lang=(reader.words.code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (reader.name(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.eyebrow { (head.kind) }
                    h1 dir="auto" { (reader.text(title)) }
                    @if !subtitle.is_empty() { p.subtitle dir="auto" { (reader.text(subtitle)) } }
                    p.as-of { (head.as_of) }
                    @if let Some(remark) = &head.remark { p.note { (remark) } }
                    @for note in notes { p.note dir="auto" { (reader.text(note)) } }
                }
                main { (main) }
                (foot)
            }
        }
    }
}

/// A chart, its title, and what lies below it; a line of text where there is nothing to draw.
pub(crate) fn figure(
    reader: &Reader,
    title: &str,
    lead: &str,
    chart: Option<Markup>,
    below: Markup,
) -> Markup {
    html! {
        figure {
            figcaption {
                h3 { (title) }
                p { (lead) }
            }
            @match chart {
                Some(chart) => {
                    div.scroll tabindex="0" role="region" aria-label=(title) { (chart) }
                    (below)
                }
                None => p.nothing { (reader.words.nothing_to_show) },
            }
        }
    }
}

/// Numbers that a reader opens when they are wanted.
pub(crate) fn folded(summary: &str, table: Markup) -> Markup {
    html! { details { summary { (summary) } (table) } }
}

/// A figure at the head of a page: what it is, and on what it stands.
pub(crate) fn card(name: &str, value: &str, basis: &str) -> Markup {
    html! {
        div.card {
            dt { (name) }
            dd.figure { (value) }
            dd.basis { (basis) }
        }
    }
}

/// What the figures of a page mean, at its foot.
pub(crate) fn meanings(reader: &Reader, definitions: &[(&str, &str)]) -> Markup {
    html! {
        footer {
            h2 { (reader.words.definitions) }
            dl.definitions {
                @for (figure, definition) in definitions { div { dt { (figure) } dd { (definition) } } }
            }
        }
    }
}
