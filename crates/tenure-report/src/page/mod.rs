//! What the pages share: the document around them, and figures with a chart and its numbers.

pub(crate) mod retention;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::reader::Reader;

const STYLE: &str = include_str!("../style.css");

/// What stands at the head of a page.
pub(crate) struct Head<'a> {
    /// Which kind of page it is, in the page's language.
    pub(crate) kind: &'a str,
    pub(crate) title: &'a str,
    pub(crate) subtitle: &'a str,
    /// As of when, and in what.
    pub(crate) as_of: String,
    /// What this page says about its own figures before the notes of the host.
    pub(crate) remark: Option<String>,
    pub(crate) notes: &'a [&'a str],
}

/// A whole document: its head, the parts of its body, and what stands below them.
pub(crate) fn document(reader: &Reader, head: &Head<'_>, main: Markup, foot: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(reader.words.code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (reader.name(head.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.eyebrow { (head.kind) }
                    h1 dir="auto" { (reader.text(head.title)) }
                    @if !head.subtitle.is_empty() { p.subtitle dir="auto" { (reader.text(head.subtitle)) } }
                    p.as-of { (head.as_of) }
                    @if let Some(remark) = &head.remark { p.note { (remark) } }
                    @for note in head.notes { p.note dir="auto" { (reader.text(note)) } }
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
