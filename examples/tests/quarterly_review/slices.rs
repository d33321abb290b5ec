//! Slices of the figures, by a column of the accounts file.

use crate::program::{Folder, fail, of_slice, rows, succeed};

const SUBSCRIPTIONS: &str = "id,account,start,end,amount\n\
    1,a,2025-01-10,,100\n\
    2,b,2025-01-31,2025-03-01,40.50\n\
    3,c,2025-02-01,2025-02-01,7\n\
    4,b,2025-04-15,,60\n\
    5,d,2025-02-20,,0\n\
    6,a,2025-03-03,,20\n";

const ACCOUNTS: &str = "account,segment\na,large\nb,small\nc,small\nd,\n";

#[test]
fn slices_come_after_the_whole_and_add_up_to_it() {
    let folder = Folder::new();
    let out = folder.path("out");
    succeed(&[
        "--subscriptions",
        folder
            .file("subscriptions.csv", SUBSCRIPTIONS)
            .to_str()
            .unwrap(),
        "--accounts",
        folder.file("accounts.csv", ACCOUNTS).to_str().unwrap(),
        "--by",
        "segment",
        "--out",
        out.to_str().unwrap(),
    ]);
    for table in ["bridge_monthly", "bridge_quarterly"] {
        let found = rows(&out.join(format!("{table}.csv")));
        let mut slices: Vec<_> = found.iter().map(|row| row["slice"].as_str()).collect();
        slices.dedup();
        assert_eq!(slices, ["all", "large", "small", "unassigned"]);
        let parts: Vec<_> = slices[1..]
            .iter()
            .map(|slice| of_slice(&found, slice))
            .collect();
        for (at, whole) in of_slice(&found, "all").iter().enumerate() {
            for (name, value) in whole {
                if ["slice", "month", "quarter", "currency"].contains(&name.as_str())
                    || name.contains("retention")
                {
                    continue;
                }
                let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
                let sum: i64 = parts.iter().map(|rows| cents(&rows[at][name])).sum();
                assert_eq!(sum, cents(value), "{name} of {whole:?}");
            }
        }
    }
    let february = &of_slice(&rows(&out.join("bridge_monthly.csv")), "all")[1];
    assert_eq!(february["month"], "2025-02-01");
    assert_eq!(february["closing"], "140.50");
    assert_eq!(
        february["closing_accounts"], "2",
        "a trial and an empty span are no customers"
    );
}

#[test]
fn a_slice_may_not_be_named_like_the_whole_or_the_rest() {
    for name in ["all", "unassigned"] {
        refused_as_a_class(name);
    }
}

fn refused_as_a_class(name: &str) {
    let folder = Folder::new();
    let out = folder.path("out");
    let error = fail(&[
        "--subscriptions",
        folder
            .file("subscriptions.csv", SUBSCRIPTIONS)
            .to_str()
            .unwrap(),
        "--accounts",
        folder
            .file("accounts.csv", format!("account,segment\na,{name}\n"))
            .to_str()
            .unwrap(),
        "--by",
        "segment",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(
        error.contains(&format!("`{name}`")) && error.contains(":2:"),
        "{error}"
    );
    assert!(!out.exists());
}
