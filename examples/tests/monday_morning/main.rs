//! The Monday morning as it is printed: as expected, and adding up.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

#[expect(dead_code, reason = "this program reads no files")]
#[path = "../support/mod.rs"]
mod support;

/// What it prints, run in a folder in which it leaves its pages.
fn printed_in(folder: &support::Folder, arguments: &[&str]) -> String {
    let mut program = support::example("monday_morning");
    let program = program.current_dir(folder.path(".")).args(arguments);
    let output = program.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).unwrap()
}

fn printed() -> String {
    printed_in(&support::Folder::new(), &[])
}

/// The numbers of a line, with their signs.
fn numbers(line: &str) -> Vec<f64> {
    let words = line.split(|c: char| !(c.is_ascii_digit() || "+-.".contains(c)));
    words.filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn it_says_what_is_expected() {
    let path = format!("{}/monday_morning/expected.txt", env!("CARGO_MANIFEST_DIR"));
    let expected = std::fs::read_to_string(path).unwrap();
    assert_eq!(printed(), expected);
}

#[test]
fn points_are_their_parts_and_fall() {
    let printed = printed();
    let mut points = Vec::new();
    for line in printed.lines().filter(|line| line.contains(" kind + ")) {
        let numbers = numbers(line);
        assert_eq!(numbers[0], numbers[1..5].iter().sum::<f64>(), "{line}");
        points.push(numbers[0]);
    }
    assert_eq!(points.len(), 12);
    assert!(points.is_sorted_by(|a, b| a >= b));
}

/// Every column of a focus goes from the base mix, reason by reason, to the mix.
#[test]
fn a_focus_adds_up() {
    let printed = printed();
    let section = printed.split("WHICH ROLE TO WEAR").nth(1).unwrap();
    let section = section.split("leading among all").next().unwrap();
    let mut shown = 0;
    let section = section.trim_end();
    for focus in section.split("\n\n").skip(1) {
        let rows: Vec<Vec<f64>> = focus
            .lines()
            .filter(|line| line.len() == 102)
            .map(|line| numbers(&line[52..]))
            .collect();
        let (now, before) = rows.split_last().unwrap();
        assert!(before.len() > 1, "no reason: {focus}");
        for role in 0..5 {
            let sum: f64 = before.iter().map(|row| row[role]).sum();
            assert!((sum - now[role]).abs() < 1e-6, "{focus}");
        }
        assert!((now.iter().sum::<f64>() - 100.0).abs() < 1e-6, "{focus}");
        shown += 1;
    }
    assert_eq!(shown, 3);
}

/// Causes are shown to a tenth of a point, so a sum is off by half a tenth each at the most.
#[test]
fn causes_add_up_to_the_change() {
    let printed = printed();
    let section = printed.split("who fell the most, and why:").nth(1).unwrap();
    let section = section.split("WHAT COMES UP").next().unwrap();
    let mut shown = 0;
    for change in section.trim().split("\n\n") {
        let mut lines = change.lines();
        let total = numbers(lines.next().unwrap().split(':').nth(1).unwrap())[0];
        let causes: Vec<f64> = lines.map(|line| numbers(line)[0]).collect();
        assert!(!causes.is_empty(), "{change}");
        let off = (causes.iter().sum::<f64>() - total).abs();
        assert!(off <= 0.05 * (causes.len() + 1) as f64 + 1e-9, "{change}");
        shown += 1;
    }
    assert_eq!(shown, 3);
}

/// The pages say what is printed.
#[test]
fn the_pages_have_the_agenda_and_the_renewals() {
    let folder = support::Folder::new();
    let printed = printed_in(&folder, &["--out", "pages"]);
    assert!(printed.ends_with("pages/manager.html and pages/renewals.html\n"));
    let page = |name: &str| std::fs::read_to_string(folder.path("pages").join(name)).unwrap();
    let (manager, renewals) = (page("manager.html"), page("renewals.html"));
    for (page, accounts) in [
        (&manager, ["tamarind-logistics", "harbour-dairy"]),
        (&renewals, ["quarry-media", "juniper-logistics"]),
    ] {
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Simulated data"));
        for account in accounts {
            assert!(page.contains(account), "{account}");
        }
    }
    for amount in ["6,841.00", "7,516.00", "18,226.00", "50,708.00"] {
        assert!(renewals.contains(amount), "{amount}");
    }
}
