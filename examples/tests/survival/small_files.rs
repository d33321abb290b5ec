//! Files small enough to check by hand.

use std::fs;

use crate::program::Folder;

#[test]
fn one_group_is_called_all() {
    let folder = Folder::new();
    folder.file("lives.csv", "days,left\n2,1\n3.5,no\n4,YES\n9,false\n");
    let printed = folder.succeed(&[
        "--lifetimes",
        "lives.csv",
        "--duration",
        "days",
        "--event",
        "left",
        "--out",
        "new/out",
    ]);
    let read = |name: &str| fs::read_to_string(folder.path("new/out").join(name)).unwrap();
    let curve = read("survival_curve.csv");
    let mut lines = curve.lines();
    assert_eq!(
        lines.next(),
        Some(
            "group,time,at_risk,events,censored,survival,std_error,ci_lower,ci_upper,nelson_aalen"
        )
    );
    for (line, begins) in lines.zip([
        "all,2,4,1,0,0.75,0.2165063509461",
        "all,3.5,3,0,1,0.75,0.2165063509461",
        "all,4,2,1,0,0.375,0.2864109809347",
        "all,9,1,0,1,0.375,0.2864109809347",
    ]) {
        assert!(line.starts_with(begins), "{line}");
    }
    let summary = read("survival_summary.csv");
    let row = summary.lines().nth(1).unwrap();
    // 2 + 2 x 0.75 + 5 x 0.375
    assert!(row.starts_with("all,4,2,4,2,,9,5.375,"), "{row}");
    assert!(printed.contains("4 (2 to -)"), "{printed}");
}

#[test]
fn groups_come_in_byte_order_and_nothing_else() {
    let folder = Folder::new();
    folder.file(
        "lives.csv",
        "plan,days,left\nb,2,1\nZ,3,0\na,4,1\nall,1,1\nb,9,0\n",
    );
    folder.succeed(&[
        "--lifetimes",
        "lives.csv",
        "--duration",
        "days",
        "--event",
        "left",
        "--group",
        "plan",
        "--out",
        "out",
    ]);
    for table in ["survival_curve.csv", "survival_summary.csv"] {
        let text = fs::read_to_string(folder.path("out").join(table)).unwrap();
        let mut groups: Vec<_> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap())
            .collect();
        groups.dedup();
        assert_eq!(groups, ["Z", "a", "all", "b"]);
    }
}

#[test]
fn late_beginnings_and_gaps_are_told() {
    let folder = Folder::new();
    folder.file("lives.csv", "days,left,since\n3,1,1\n4,1,2\n9,0,6\n");
    let printed = folder.succeed(&[
        "--lifetimes",
        "lives.csv",
        "--duration",
        "days",
        "--event",
        "left",
        "--entry",
        "since",
        "--out",
        "out",
    ]);
    assert!(
        printed.contains("all: nobody was under observation before 1;"),
        "{printed}"
    );
    assert!(
        printed.contains("all: after 4 nobody was at risk until 6;"),
        "{printed}"
    );
}

#[test]
fn groups_that_cannot_be_compared_have_their_curves() {
    let folder = Folder::new();
    folder.file("lives.csv", "plan,days,left\na,2,0\nb,3,0\n");
    let printed = folder.succeed(&[
        "--lifetimes",
        "lives.csv",
        "--duration",
        "days",
        "--event",
        "left",
        "--group",
        "plan",
        "--out",
        "out",
    ]);
    assert!(
        printed.contains("the groups cannot be compared"),
        "{printed}"
    );
    assert!(folder.path("out/survival_curve.csv").exists());
}

#[test]
fn without_arguments_it_shows_a_simulated_book() {
    let folder = Folder::new();
    let printed = folder.succeed(&[]);
    assert!(printed.starts_with("A simulated book"), "{printed}");
    assert!(printed.lines().count() < 25);
    for table in ["survival_curve.csv", "survival_summary.csv"] {
        assert!(folder.path("target/survival").join(table).exists());
    }
    assert_eq!(folder.succeed(&[]), printed);
}

#[test]
fn help_names_every_option() {
    let printed = Folder::new().succeed(&["--help"]);
    for option in [
        "--lifetimes",
        "--duration",
        "--event",
        "--entry",
        "--group",
        "--horizon",
        "--out",
    ] {
        assert!(printed.contains(option));
    }
}
