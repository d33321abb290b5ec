//! Wholes and what they are made of, as bars cut into parts.

use maud::{Markup, html};

use crate::colour::Shade;
use crate::reader::Reader;
use crate::scale::{Px, Scale};

const WIDTH: f64 = 860.0;
const LEFT: f64 = 216.0;
const RIGHT: f64 = 744.0;
const ROW: f64 = 30.0;
const BAR: f64 = 20.0;
const TOP: f64 = 6.0;
/// Room for the names of marks above the bars.
const MARKS: f64 = 20.0;
/// Room one character takes within a bar.
const CHARACTER_WIDTH: f64 = 6.6;
/// Paper between two parts of a bar.
const GAP: f64 = 1.5;

/// One bar: what it is of, its parts from left to right, and the whole in words.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    /// A text of a host, or of the page.
    pub(crate) name: String,
    pub(crate) parts: Vec<StackPart>,
    pub(crate) shown: String,
    /// How long it was before, where there is something to compare with.
    pub(crate) before: Option<i128>,
}

#[derive(Clone, Debug)]
pub(crate) struct StackPart {
    /// What it is.
    pub(crate) name: &'static str,
    pub(crate) shade: Shade,
    /// In whole units, the same for all bars; parts below nothing are not drawn.
    pub(crate) value: i128,
    pub(crate) shown: String,
}

/// A line across all bars, such as a limit.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) at: i128,
    pub(crate) name: String,
}

/// The bars from top to bottom, with marks across them, on a scale that reaches `full` at least. Nothing for no bars.
pub(crate) fn draw(
    reader: &Reader,
    stacks: &[Stack],
    marks: &[Mark],
    full: i128,
    label: &str,
    description: &str,
) -> Option<Markup> {
    let lengths = stacks
        .iter()
        .flat_map(|stack| [Some(stack.length()), stack.before]);
    let longest = lengths.flatten().max()?;
    let marked = marks.iter().map(|mark| mark.at).max().unwrap_or_default();
    let x = Scale::new(0, longest.max(marked).max(full), LEFT, RIGHT);
    let top = if marks.is_empty() { TOP } else { TOP + MARKS };
    let height = top + ROW * stacks.len() as f64 + TOP;
    Some(html! {
        svg.chart.bars viewBox={ "0 0 " (Px(WIDTH)) " " (Px(height)) } role="img" aria-label=(label) {
            desc { (description) }
            @for (place, stack) in stacks.iter().enumerate() {
                @let above = top + ROW * place as f64 + (ROW - BAR) / 2.0;
                @let middle = above + BAR / 2.0 + 4.0;
                text.who x=(Px(LEFT - 14.0)) y=(Px(middle)) text-anchor="end" { (reader.short(&stack.name)) }
                @for (part, from, to) in stack.places() {
                    @let (left, width) = (x.at(from), (x.at(to) - x.at(from) - GAP).max(0.4));
                    g {
                        title { (reader.isolated(&stack.name)) ": " (part.name) " " (part.shown) }
                        rect class=(part.shade.class()) x=(Px(left)) y=(Px(above)) width=(Px(width)) height=(Px(BAR)) rx="1.5" {}
                        @if part.shown.chars().count() as f64 * CHARACTER_WIDTH + 8.0 <= width {
                            text.cell fill=(part.shade.text()) x=(Px(left + width / 2.0)) y=(Px(middle)) text-anchor="middle" { (part.shown) }
                        }
                    }
                }
                @if let Some(before) = stack.before {
                    line.before x1=(Px(x.at(before))) x2=(Px(x.at(before))) y1=(Px(above - 3.0)) y2=(Px(above + BAR + 3.0)) {}
                }
                text.value x=(Px(x.at(stack.length().max(stack.before.unwrap_or_default())) + 8.0)) y=(Px(middle)) { (stack.shown) }
            }
            @for mark in marks {
                @let at = x.at(mark.at);
                line.mark x1=(Px(at)) x2=(Px(at)) y1=(Px(top - 4.0)) y2=(Px(height)) {}
                text.label x=(Px(at)) y=(Px(top - 9.0)) text-anchor=(if at < WIDTH / 2.0 { "start" } else { "end" }) { (mark.name) }
            }
            line.axis x1=(Px(LEFT - 1.0)) x2=(Px(LEFT - 1.0)) y1=(Px(top)) y2=(Px(height - TOP)) {}
        }
    })
}

/// The shades and what they stand for.
pub(crate) fn legend(parts: impl Iterator<Item = (&'static str, Shade)>) -> Markup {
    html! {
        ul.legend aria-hidden="true" {
            @for (name, shade) in parts { li { span class={ "swatch " (shade.class()) } {} (name) } }
        }
    }
}

impl Stack {
    fn length(&self) -> i128 {
        self.parts.iter().map(|part| part.value.max(0)).sum()
    }

    /// Every part above nothing with where it begins and ends.
    fn places(&self) -> impl Iterator<Item = (&StackPart, i128, i128)> {
        let mut end = 0;
        let parts = self.parts.iter().filter(|part| part.value > 0);
        parts.map(move |part| {
            let start = end;
            end += part.value;
            (part, start, end)
        })
    }
}
