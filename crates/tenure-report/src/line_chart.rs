//! Rates over time as lines, with gaps where there is no rate.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};
use tenure::Ratio;

use crate::reader::{Reader, scaled};
use crate::scale::{Px, Scale, ticks};

const WIDTH: f64 = 1040.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 884.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 222.0;
/// Lines between the names at the right end.
const NAME_HEIGHT: f64 = 17.0;
/// One whole, in the thousandths that rates are placed by.
const WHOLE: i128 = 1000;

/// One line: its name, its class in the style sheet, and a rate or none for each month.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) name: &'static str,
    pub(crate) class: &'static str,
    pub(crate) rates: Vec<Option<Ratio>>,
}

/// The lines over their months. Nothing when no line has any rate.
pub(crate) fn draw(
    reader: &Reader,
    months: &[NaiveDate],
    series: &[Series],
    label: &str,
) -> Option<Markup> {
    let values = || {
        let rates = series.iter().flat_map(|line| line.rates.iter().flatten());
        rates.filter_map(|rate| scaled(*rate, 3))
    };
    let low = values().min()?.min(WHOLE);
    let high = values().max()?.max(WHOLE);
    let room = ((high - low) / 12).max(1);
    let (floor, ceiling) = (low - room, high + room);
    let mut ticks = ticks(low, high, 6);
    ticks.retain(|tick| (floor..=ceiling).contains(tick));
    let y = Scale::new(floor, ceiling, BOTTOM, TOP);
    let step = (RIGHT - LEFT - 16.0) / months.len().saturating_sub(1).max(1) as f64;
    let x = |place: usize| LEFT + 8.0 + step * place as f64;
    Some(html! {
        svg.chart viewBox={ "0 0 " (Px(WIDTH)) " " (Px(HEIGHT)) } role="img" aria-label=(label) {
            @for tick in &ticks {
                line class=(if *tick == WHOLE { "whole" } else { "grid" })
                    x1=(Px(LEFT)) x2=(Px(RIGHT)) y1=(Px(y.at(*tick))) y2=(Px(y.at(*tick))) {}
                text.tick x=(Px(LEFT - 8.0)) y=(Px(y.at(*tick) + 4.0)) text-anchor="end" { (reader.axis_percent(*tick)) }
            }
            line.axis x1=(Px(LEFT)) x2=(Px(RIGHT)) y1=(Px(BOTTOM)) y2=(Px(BOTTOM)) {}
            @for (place, month) in months.iter().enumerate() {
                @if is_labelled(*month, months.len()) {
                    line.axis x1=(Px(x(place))) x2=(Px(x(place))) y1=(Px(BOTTOM)) y2=(Px(BOTTOM + 5.0)) {}
                    text.label x=(Px(x(place))) y=(Px(BOTTOM + 22.0)) text-anchor="middle" { (reader.month(*month)) }
                }
            }
            @for line in series {
                @for run in runs(&line.rates) {
                    @if let [_, _, ..] = run.as_slice() {
                        polyline class={ "line " (line.class) } points=(points(&run, x, y)) {}
                    }
                }
                @for (place, (month, rate)) in months.iter().zip(&line.rates).enumerate() {
                    @if let Some(value) = rate.and_then(|rate| scaled(rate, 3)) {
                        g {
                            title { (line.name) ", " (reader.month(*month)) ": " (reader.percent(*rate)) }
                            circle.target cx=(Px(x(place))) cy=(Px(y.at(value))) r="8" {}
                            circle class={ "dot " (line.class) } cx=(Px(x(place))) cy=(Px(y.at(value))) r="2.2" {}
                        }
                    }
                }
            }
            @for (line, value, at) in names(reader, series, y) {
                text class={ "name " (line.class) } x=(Px(RIGHT + 10.0)) y=(Px(at + 4.0)) { (line.name) " " (value) }
            }
        }
    })
}

/// Every month where there is room, else the first of every quarter or every January.
fn is_labelled(month: NaiveDate, count: usize) -> bool {
    match count {
        0..=12 => true,
        13..=36 => month.month0().is_multiple_of(3),
        _ => month.month0() == 0,
    }
}

/// Unbroken stretches of rates: place and thousandths.
fn runs(rates: &[Option<Ratio>]) -> Vec<Vec<(usize, i128)>> {
    let mut runs = vec![Vec::new()];
    for (place, rate) in rates.iter().enumerate() {
        match rate.and_then(|rate| scaled(rate, 3)) {
            Some(value) => runs
                .last_mut()
                .into_iter()
                .for_each(|run| run.push((place, value))),
            None => runs.push(Vec::new()),
        }
    }
    runs
}

fn points(run: &[(usize, i128)], x: impl Fn(usize) -> f64, y: Scale) -> String {
    let points: Vec<_> = run
        .iter()
        .map(|(place, value)| format!("{},{}", Px(x(*place)), Px(y.at(*value))))
        .collect();
    points.join(" ")
}

/// Each line's name and last rate, at the height of that rate, pushed apart where they would touch.
fn names<'a>(reader: &Reader, series: &'a [Series], y: Scale) -> Vec<(&'a Series, String, f64)> {
    let mut names: Vec<_> = series
        .iter()
        .filter_map(|line| {
            let last = line.rates.last().copied().flatten()?;
            Some((line, reader.percent(Some(last)), y.at(scaled(last, 3)?)))
        })
        .collect();
    names.sort_by(|a, b| a.2.total_cmp(&b.2));
    let mut lowest_free = TOP;
    for (_, _, at) in &mut names {
        *at = at.max(lowest_free);
        lowest_free = *at + NAME_HEIGHT;
    }
    // Pushed below the chart: move back up from the bottom.
    let mut highest_free = BOTTOM;
    for (_, _, at) in names.iter_mut().rev() {
        *at = at.min(highest_free);
        highest_free = *at - NAME_HEIGHT;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    fn reader() -> Reader {
        Reader::new(Language::English).unwrap()
    }

    #[test]
    fn a_month_without_a_rate_breaks_the_line() {
        let rate = |thousandths| Ratio::of(thousandths, WHOLE);
        let rates = [None, rate(900), rate(950), None, rate(1000)];
        assert_eq!(
            runs(&rates),
            [vec![], vec![(1, 900), (2, 950)], vec![(4, 1000)]]
        );

        let months: Vec<_> = (1..=5)
            .filter_map(|month| NaiveDate::from_ymd_opt(2026, month, 1))
            .collect();
        let line = Series {
            name: "Net",
            class: "net",
            rates: rates.to_vec(),
        };
        let page = draw(&reader(), &months, &[line], "label")
            .unwrap()
            .into_string();
        assert_eq!(page.matches("<polyline").count(), 1);
        assert_eq!(page.matches("class=\"dot net\"").count(), 3);
        assert!(page.contains("<title>Net, Mar 2026: 95.0%</title>"));
    }

    #[test]
    fn no_rates_are_no_chart() {
        let line = Series {
            name: "Net",
            class: "net",
            rates: vec![None, None],
        };
        assert!(draw(&reader(), &[], &[line], "label").is_none());
        assert!(draw(&reader(), &[], &[], "label").is_none());
    }

    #[test]
    fn names_do_not_touch_and_stay_in_the_chart() {
        for rate in [0, 500, 1000] {
            let line = |name| Series {
                name,
                class: "net",
                rates: vec![Ratio::of(rate, WHOLE)],
            };
            let series = ["a", "b", "c"].map(line);
            let y = Scale::new(0, 1000, BOTTOM, TOP);
            let places: Vec<_> = names(&reader(), &series, y)
                .into_iter()
                .map(|(_, _, at)| at)
                .collect();
            assert!(
                places
                    .windows(2)
                    .all(|pair| pair[1] - pair[0] >= NAME_HEIGHT)
            );
            assert!(places[0] >= TOP - 1.0 && places[2] <= BOTTOM);
        }
    }
}
