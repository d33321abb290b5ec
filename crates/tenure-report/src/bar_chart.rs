//! Parts of a whole as bars to both sides of nothing: gains to the right, losses to the left.

use maud::{Markup, html};

use crate::reader::Reader;
use crate::scale::{Px, Scale};

const WIDTH: f64 = 860.0;
const LEFT: f64 = 216.0;
const RIGHT: f64 = 852.0;
const ROW: f64 = 27.0;
const BAR: f64 = 17.0;
const TOP: f64 = 6.0;
/// Room for a value beside its bar.
const VALUE: f64 = 108.0;

/// One bar: what it is of, its size, and the size in words.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// A text of a host, or of the page.
    pub(crate) name: String,
    /// In whole units of any kind, the same for all bars.
    pub(crate) value: i128,
    pub(crate) shown: String,
    pub(crate) tone: Tone,
}

/// How a bar is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Gain,
    Loss,
    /// All that have no bar of their own, together.
    Rest,
}

impl Tone {
    /// By the sign of an effect.
    pub(crate) const fn of(effect: i128) -> Self {
        if effect < 0 { Self::Loss } else { Self::Gain }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Gain => "gain",
            Self::Loss => "loss",
            Self::Rest => "rest",
        }
    }
}

/// The bars from top to bottom. Nothing for none.
pub(crate) fn draw(
    reader: &Reader,
    bars: &[Bar],
    label: &str,
    description: &str,
) -> Option<Markup> {
    if bars.is_empty() {
        return None;
    }
    let values = || bars.iter().map(|bar| bar.value);
    let low = values().min()?.min(0);
    let high = values().max()?.max(0);
    // Values stand at the far ends of their bars, so each side that has bars keeps room for them.
    let left = if low < 0 { LEFT + VALUE } else { LEFT };
    let right = if high > 0 { RIGHT - VALUE } else { RIGHT };
    let x = Scale::new(low, high, left, right);
    let zero = x.at(0);
    let height = TOP * 2.0 + ROW * bars.len() as f64;
    Some(html! {
        svg.chart.bars viewBox={ "0 0 " (Px(WIDTH)) " " (Px(height)) } role="img" aria-label=(label) {
            desc { (description) }
            @for (place, bar) in bars.iter().enumerate() {
                @let top = TOP + ROW * place as f64 + (ROW - BAR) / 2.0;
                @let middle = top + BAR / 2.0 + 4.0;
                @let end = x.at(bar.value);
                g {
                    title { (reader.isolated(&bar.name)) ": " (bar.shown) }
                    rect.target x="0" y=(Px(top)) width=(Px(WIDTH)) height=(Px(BAR)) {}
                    rect class=(bar.tone.class()) x=(Px(zero.min(end))) y=(Px(top)) width=(Px((end - zero).abs().max(0.6))) height=(Px(BAR)) rx="1.5" {}
                }
                text.who x=(Px(LEFT - 14.0)) y=(Px(middle)) text-anchor="end" { (reader.short(&bar.name)) }
                @if bar.value < 0 {
                    text.value x=(Px(end - 7.0)) y=(Px(middle)) text-anchor="end" { (bar.shown) }
                } @else {
                    text.value x=(Px(end + 7.0)) y=(Px(middle)) { (bar.shown) }
                }
            }
            line.axis x1=(Px(zero)) x2=(Px(zero)) y1="0" y2=(Px(height)) {}
        }
    })
}
