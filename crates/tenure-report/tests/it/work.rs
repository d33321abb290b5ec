//! The pages of a manager and of renewals: their form, and that what they show adds up.

use std::path::Path;

use tenure_report::Language;

use crate::office::Office;
use crate::{golden, html};

#[test]
fn golden_pages_of_work() {
    let office = Office::of(5);
    let shown = office.shown();
    for language in Language::ALL {
        let (mut manager, mut renewals) = (shown.manager(), shown.renewals());
        (manager.heading.language, renewals.heading.language) = (*language, *language);
        for (name, page) in [
            ("manager", manager.to_html().unwrap()),
            ("renewals", renewals.to_html().unwrap()),
        ] {
            html::assert_self_contained(&page);
            golden::compare(&page, &format!("{name}.{}.html", language.code()));
        }
    }
}

#[test]
fn pages_of_a_realistic_size_are_well_formed_and_light() {
    let office = Office::of(48);
    let shown = office.shown();
    for language in Language::ALL {
        let (mut manager, mut renewals) = (shown.manager(), shown.renewals());
        (manager.heading.language, renewals.heading.language) = (*language, *language);
        for (name, page, charts) in [
            ("manager", manager.to_html().unwrap(), 6),
            ("renewals", renewals.to_html().unwrap(), 1),
        ] {
            html::assert_self_contained(&page);
            assert_eq!(page.matches("<svg").count(), charts, "{name}");
            assert!(page.len() < 400_000, "{name}: {} bytes", page.len());
            let name = format!("{name}.{}.html", language.code());
            std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), page).unwrap();
        }
    }
}

#[test]
fn every_action_is_on_the_page_or_counted() {
    let office = Office::of(400);
    let shown = office.shown();
    let page = shown.manager().to_html().unwrap();
    let listed = page.matches("<li value=").count();
    let more = page.split("<p class=\"rest\">").skip(1).map(|rest| {
        let number = rest.trim_start_matches("and ").split(' ').next().unwrap();
        number.replace(',', "").parse::<usize>().unwrap()
    });
    assert_eq!(listed + more.sum::<usize>(), shown.agenda.actions().len());
}

#[test]
fn what_is_shown_of_a_mix_adds_up() {
    let office = Office::of(30);
    let shown = office.shown();
    let page = shown.manager().to_html().unwrap();
    let table = page
        .split("they add up to the mix</caption>")
        .nth(1)
        .unwrap();
    let table = &table[..table.find("</table>").unwrap()];
    let mut sums = [0_i64; 5];
    let mut mixes = 0;
    for row in table.split("<tr").skip(2) {
        let cells: Vec<&str> = row.split("<td>").skip(1).collect();
        let numbers: Vec<i64> = cells[cells.len() - 5..]
            .iter()
            .map(|cell| hundredths(cell))
            .collect();
        if row.starts_with(" class=\"whole-row\"") {
            assert_eq!(sums.as_slice(), numbers.as_slice());
            assert_eq!(numbers.iter().sum::<i64>(), 10_000);
            sums = [0; 5];
            mixes += 1;
        } else {
            for (sum, number) in sums.iter_mut().zip(numbers) {
                *sum += number;
            }
        }
    }
    assert_eq!(mixes, shown.accounts.len());
}

#[test]
fn what_is_shown_of_a_change_of_health_adds_up() {
    let office = Office::of(30);
    let shown = office.shown();
    let page = shown.manager().to_html().unwrap();
    let table = page
        .split("with the causes of its change</caption>")
        .nth(1)
        .unwrap();
    let table = &table[..table.find("</table>").unwrap()];
    let mut changed = 0;
    for row in table.split("<tr>").skip(2) {
        let total = row.split("<td>").nth(3).unwrap();
        if total.starts_with('–') {
            continue;
        }
        let causes = row.split("<li>").skip(1).map(hundredths);
        assert_eq!(causes.sum::<i64>(), hundredths(total), "{row}");
        changed += i32::from(hundredths(total) != 0);
    }
    assert!(changed > 3);
}

/// `−1,234.56` at the head of a text as hundredths.
fn hundredths(text: &str) -> i64 {
    let end = text
        .find(|c: char| !"+−,.0123456789".contains(c))
        .unwrap_or(text.len());
    let digits: String = text[..end].chars().filter(char::is_ascii_digit).collect();
    let number: i64 = digits.parse().unwrap();
    if text.starts_with('−') {
        -number
    } else {
        number
    }
}
