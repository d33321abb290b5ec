//! The result depends on the file alone: not on blocks, threads, or which of two ways a record was read.

use proptest::prelude::*;
use tenure::{Currency, Span};

use crate::source::Sizes;
use crate::*;

type Row = (String, u32, Span, i64, u64, Option<String>);

/// Everything an import says, in a form to compare.
#[derive(Debug, PartialEq)]
enum Outcome {
    Rows(Currency, Vec<String>, Vec<Row>),
    Errors(u64, Vec<RowError>),
    Problem(String),
}

fn outcome(file: &[u8], options: &SubscriptionOptions, sizes: Sizes, threads: usize) -> Outcome {
    match Subscriptions::import("book.csv", file, options, sizes, threads) {
        Ok(book) => {
            let rows: Vec<Row> = book
                .rows()
                .map(|row| {
                    let id = row.id().map(str::to_owned);
                    let account = row.account().to_string();
                    (
                        account,
                        row.account_index(),
                        row.span(),
                        row.amount_minor(),
                        row.line(),
                        id,
                    )
                })
                .collect();
            assert_eq!(rows.len(), book.len());
            let dates = rows
                .iter()
                .flat_map(|row| [Some(row.2.start()), row.2.end()]);
            assert_eq!(dates.max().flatten(), Some(book.latest_date()));
            let accounts = book.accounts().iter().map(ToString::to_string);
            Outcome::Rows(book.currency(), accounts.collect(), rows)
        }
        Err(ImportError::Rows(errors)) => {
            Outcome::Errors(errors.total(), errors.as_slice().to_vec())
        }
        Err(other) => Outcome::Problem(other.to_string()),
    }
}

const WHOLE: Sizes = Sizes {
    first_block: 1 << 20,
    block: 1 << 20,
    record: 90,
};

fn sizes() -> impl Strategy<Value = Sizes> {
    (1..60_usize, 1..200_usize).prop_map(|(first_block, block)| Sizes {
        first_block,
        block,
        record: WHOLE.record,
    })
}

/// A row that is sound, or nearly.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let id = prop::sample::select(vec![
        "S1",
        "S2",
        "S3",
        "\"S4\"",
        "\"S,5\"",
        "\"S\"\"6\"",
        "",
        "\"S\n7\"",
        "é",
    ]);
    let account = prop::sample::select(vec!["A", "B", "\"C\"", "D", " E", "=1+1", "\"F;G\""]);
    let start = prop::sample::select(vec!["2026-01-01", "\"2026-02-01\"", "2026-02-30", ""]);
    let end = prop::sample::select(vec!["", "2026-03-01", "2025-01-01", "\"\"", "soon"]);
    let amount = prop::sample::select(vec!["1", "2.50", "\"3\"", "-1", "x", "0.005"]);
    let currency = prop::sample::select(vec!["USD", "USD", "USD", "EUR", "usd", "\"USD\""]);
    let sound =
        (0..10_000_u32, "[A-E]", "[0-9]{1,3}(\\.[0-9]{1,3})?").prop_map(|(id, account, amount)| {
            format!("T{id},{account},2026-01-01,,{amount},USD").into_bytes()
        });
    let odd = (id, account, start, end, amount, currency).prop_map(
        |(id, account, start, end, amount, currency)| {
            format!("{id},{account},{start},{end},{amount},{currency}").into_bytes()
        },
    );
    let raw = prop::collection::vec(
        prop::sample::select(b"\",\n\r a1\xff\xc3\xa9;".to_vec()),
        0..12,
    );
    let long = (60..120_usize, any::<bool>()).prop_map(|(length, quoted)| {
        let quote = if quoted { "\"" } else { "" };
        format!("L,{quote}{}{quote},2026-01-01,,1,USD", "x".repeat(length)).into_bytes()
    });
    prop_oneof![12 => sound, 3 => odd, 1 => raw, 1 => long]
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let ends = prop::sample::select(vec!["\n", "\r\n"]);
    let file = (
        any::<bool>(),
        ends,
        prop::collection::vec(line(), 0..40),
        any::<bool>(),
    );
    file.prop_map(|(mark, end, lines, last)| {
        let mut file = if mark {
            b"\xef\xbb\xbf".to_vec()
        } else {
            Vec::new()
        };
        file.extend_from_slice(b"id,account,start,end,amount,currency");
        for line in lines {
            file.extend_from_slice(end.as_bytes());
            file.extend_from_slice(&line);
        }
        if last {
            file.extend_from_slice(end.as_bytes());
        }
        file
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn blocks_and_threads_change_nothing(file in file(), sizes in sizes(), threads in 1..4_usize, given in any::<bool>()) {
        let mut options = SubscriptionOptions::new(AmountUnit::Major);
        if given {
            options = options.in_currency(Currency::USD);
        }
        let expected = outcome(&file, &options, WHOLE, 1);
        prop_assert_eq!(outcome(&file, &options, sizes, threads), expected);
    }

    #[test]
    fn any_bytes_give_an_answer(file in prop::collection::vec(any::<u8>(), 0..300), sizes in sizes()) {
        let options = SubscriptionOptions::new(AmountUnit::Minor).in_currency(Currency::USD);
        prop_assert_eq!(outcome(&file, &options, sizes, 2), outcome(&file, &options, WHOLE, 1));
        let table = [b"account,start,end,amount\n".as_slice(), &file].concat();
        prop_assert_eq!(outcome(&table, &options, sizes, 2), outcome(&table, &options, WHOLE, 1));
    }

    #[test]
    fn accounts_do_not_depend_on_blocks(
        lines in prop::collection::vec(prop_oneof![20 => "[a-z]{3},[xyz]?", 1 => "[a-c]?,[ xyz,]{0,2}"], 0..60),
        sizes in sizes(),
        threads in 1..4_usize,
    ) {
        let file = format!("account,class\n{}", lines.join("\n"));
        let options = AccountOptions::new().by(["class"]).reserve(["z"]);
        let import = |sizes, threads| {
            let accounts = Accounts::import("a.csv", file.as_bytes(), &options, sizes, threads);
            accounts.map_err(|error| error.to_string()).map(|accounts| {
                for row in accounts.rows() {
                    assert_eq!(accounts.get(row.id().as_str()).map(|found| found.line()), Some(row.line()));
                }
                accounts.rows().map(|row| (row.id().clone(), row.line(), row.class(0).cloned())).collect::<Vec<_>>()
            })
        };
        prop_assert_eq!(import(sizes, threads), import(WHOLE, 1));
    }
}

/// Enough rows that every part of the work runs on more than one thread.
#[test]
fn many_rows_on_many_threads_are_those_of_one() {
    let mut file = String::from("id,account,start,end,amount\n");
    for row in 0..90_000_u32 {
        let account = row.wrapping_mul(2_654_435_761) % 9_973;
        file += &format!("S{},A{account},2026-01-01,,{row}\n", row % 89_000);
    }
    let options = SubscriptionOptions::new(AmountUnit::Minor).in_currency(Currency::USD);
    let one = outcome(file.as_bytes(), &options, Sizes::USUAL, 1);
    let Outcome::Errors(1_000, errors) = &one else {
        panic!("{one:?}");
    };
    assert_eq!(errors.len(), MAX_ROW_ERRORS);
    assert_eq!(outcome(file.as_bytes(), &options, Sizes::USUAL, 4), one);
    let sound = file.split_inclusive('\n').take(89_001).collect::<String>();
    let one = outcome(sound.as_bytes(), &options, Sizes::USUAL, 1);
    let Outcome::Rows(_, accounts, rows) = &one else {
        panic!("{one:?}");
    };
    assert_eq!((accounts.len(), rows.len()), (9_973, 89_000));
    assert_eq!(outcome(sound.as_bytes(), &options, Sizes::USUAL, 4), one);
}
