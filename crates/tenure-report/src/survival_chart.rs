//! What share of accounts is still there after a time, as falling steps with their limits.

use maud::{Markup, html};
use tenure_tables::SurvivalCurveRow;

use crate::reader::Reader;
use crate::scale::{Px, Scale, ticks};

const WIDTH: f64 = 1040.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 1016.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 232.0;
/// One whole, in the thousandths that shares are placed by.
const WHOLE: i128 = 1000;

/// A share of one in thousandths, half to even.
pub(crate) fn thousandths(share: f64) -> i128 {
    (share * 1000.0).round_ties_even() as i128
}

/// The curve of one group over days. Nothing for no rows.
pub(crate) fn draw(reader: &Reader, rows: &[SurvivalCurveRow<'_>], label: &str) -> Option<Markup> {
    let last = rows.last()?.time.ceil().max(1.0) as i128;
    let x = Scale::new(0, last, LEFT, RIGHT);
    let y = Scale::new(0, WHOLE, BOTTOM, TOP);
    let days = ticks(0, last, 8);
    let survival = |row: &SurvivalCurveRow<'_>| row.survival;
    // Where survival is 1 or 0 there are no limits: there the band has no height.
    let lower = |row: &SurvivalCurveRow<'_>| row.ci_lower.unwrap_or(row.survival);
    let upper = |row: &SurvivalCurveRow<'_>| row.ci_upper.unwrap_or(row.survival);
    let mut band = steps(rows, x, y, upper);
    band.extend(steps(rows, x, y, lower).into_iter().rev());
    Some(html! {
        svg.chart viewBox={ "0 0 " (Px(WIDTH)) " " (Px(HEIGHT)) } role="img" aria-label=(label) {
            @for tick in [0, 250, 500, 750, WHOLE] {
                line.grid x1=(Px(LEFT)) x2=(Px(RIGHT)) y1=(Px(y.at(tick))) y2=(Px(y.at(tick))) {}
                text.tick x=(Px(LEFT - 8.0)) y=(Px(y.at(tick) + 4.0)) text-anchor="end" { (reader.axis_percent(tick)) }
            }
            line.axis x1=(Px(LEFT)) x2=(Px(RIGHT)) y1=(Px(BOTTOM)) y2=(Px(BOTTOM)) {}
            @for day in days.iter().filter(|day| **day <= last) {
                line.axis x1=(Px(x.at(*day))) x2=(Px(x.at(*day))) y1=(Px(BOTTOM)) y2=(Px(BOTTOM + 5.0)) {}
                text.label x=(Px(x.at(*day))) y=(Px(BOTTOM + 20.0)) text-anchor="middle" { (reader.count(u64::try_from(*day).unwrap_or_default())) }
            }
            text.label x=(Px(f64::midpoint(LEFT, RIGHT))) y=(Px(HEIGHT - 8.0)) text-anchor="middle" { (reader.words.days_since_began) }
            polygon.band points=(points(&band)) {}
            polyline.line.survival points=(points(&steps(rows, x, y, survival))) {}
        }
    })
}

/// The corners of the steps from day 0 on: level until each time, then down. Corners that would fall on one pixel are one.
fn steps(
    rows: &[SurvivalCurveRow<'_>],
    x: Scale,
    y: Scale,
    share: impl Fn(&SurvivalCurveRow<'_>) -> f64,
) -> Vec<(f64, f64)> {
    let mut corners = vec![(x.at(0), y.at(WHOLE))];
    let mut level = y.at(WHOLE);
    for row in rows {
        let (across, down) = (x.at(row.time as i128), y.at(thousandths(share(row))));
        let first = corners.len() == 1;
        match corners.last_mut() {
            Some(last) if !first && (across - last.0).abs() < 0.5 => last.1 = down,
            _ if down != level => corners.extend([(across, level), (across, down)]),
            _ => {}
        }
        level = down;
    }
    if let Some(last) = rows.last() {
        corners.push((x.at(last.time as i128), level));
    }
    corners
}

fn points(corners: &[(f64, f64)]) -> String {
    let points: Vec<_> = corners
        .iter()
        .map(|(x, y)| format!("{},{}", Px(*x), Px(*y)))
        .collect();
    points.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    fn row(time: f64, survival: f64) -> SurvivalCurveRow<'static> {
        SurvivalCurveRow {
            group: "all",
            time,
            at_risk: 10,
            events: 1,
            censored: 0,
            survival,
            std_error: None,
            ci_lower: None,
            ci_upper: None,
            nelson_aalen: 0.0,
        }
    }

    #[test]
    fn steps_are_level_until_the_day_and_then_fall() {
        let x = Scale::new(0, 100, 0.0, 100.0);
        let y = Scale::new(0, WHOLE, 100.0, 0.0);
        let corners = steps(
            &[row(20.0, 0.9), row(50.0, 0.9), row(80.0, 0.5)],
            x,
            y,
            |row| row.survival,
        );
        assert_eq!(
            corners,
            [
                (0.0, 0.0),
                (20.0, 0.0),
                (20.0, 10.0),
                (80.0, 10.0),
                (80.0, 50.0),
                (80.0, 50.0)
            ]
        );
    }

    #[test]
    fn many_days_make_few_corners() {
        let rows: Vec<_> = (1..=10_000)
            .map(|day| row(f64::from(day), 1.0 - f64::from(day) / 20_000.0))
            .collect();
        let reader = Reader::new(Language::English).unwrap();
        let chart = draw(&reader, &rows, "label").unwrap().into_string();
        assert!(chart.len() < 80_000, "{} bytes", chart.len());
        assert!(draw(&reader, &[], "label").is_none());
    }
}
