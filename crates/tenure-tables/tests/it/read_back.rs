//! What other programs read is what was written, whatever the text.

use proptest::prelude::*;
use tenure::{Currency, Money, Ratio};
use tenure_tables::{CohortRow, write_csv, write_jsonl};

use crate::samples;

/// Text that breaks careless writers, besides any text at all.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\",;\r\n\t' =+@-]{0,12}",
        Just("=HYPERLINK(\"http://example.com\",\"x\")".to_owned()),
        Just("@SUM(1)\r\n-2+3".to_owned()),
        Just("שלום \u{202e}abc\u{202c} مرحبا".to_owned()),
        Just("𝔘𝔫𝔦 😀 స్థూల".to_owned()),
        Just("\u{feff}\u{0}\u{7f}\u{2028}".to_owned()),
        Just("\\N \\\" \"\"".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn csv_reads_back(
        rows in prop::collection::vec((hostile(), any::<u64>(), any::<i64>(), any::<Option<(i64, u32)>>()), 0..8),
    ) {
        let written: Vec<CohortRow> = rows.iter().map(row).collect();
        let mut bytes = Vec::new();
        write_csv(&mut bytes, &written).unwrap();

        let byte_order_mark = "\u{feff}".as_bytes();
        prop_assert!(!bytes.starts_with(byte_order_mark));
        prop_assert!(bytes.ends_with(b"\n"));
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let records: Vec<_> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(records.len(), written.len());
        for (record, row) in records.iter().zip(&written) {
            prop_assert_eq!(record.len(), 7);
            prop_assert_eq!(&record[0], row.slice);
            prop_assert_eq!(record[3].parse::<u64>().unwrap(), row.active_accounts);
            prop_assert_eq!(format!("{} USD", &record[4]).parse::<Money>().unwrap(), row.revenue);
            prop_assert_eq!(&record[5], rate_text(row.logo_retention));
        }
    }

    #[test]
    fn json_lines_read_back(
        rows in prop::collection::vec((hostile(), any::<u64>(), any::<i64>(), any::<Option<(i64, u32)>>()), 0..8),
    ) {
        let written: Vec<CohortRow> = rows.iter().map(row).collect();
        let mut bytes = Vec::new();
        write_jsonl(&mut bytes, &written).unwrap();

        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<_> = text.split_terminator('\n').collect();
        prop_assert_eq!(lines.len(), written.len());
        for (line, row) in lines.iter().zip(&written) {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert_eq!(value.as_object().unwrap().len(), 7);
            prop_assert_eq!(value["slice"].as_str().unwrap(), row.slice);
            prop_assert_eq!(value["active_accounts"].as_u64().unwrap(), row.active_accounts);
            let revenue = value["revenue"].as_str().unwrap();
            prop_assert_eq!(format!("{revenue} USD").parse::<Money>().unwrap(), row.revenue);
            prop_assert_eq!(value["logo_retention"].as_str().unwrap_or_default(), rate_text(row.logo_retention));
            prop_assert_eq!(value["logo_retention"].is_null(), row.logo_retention.is_none());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn numbers_read_back_to_the_last_bit(bits in any::<u64>()) {
        let number = f64::from_bits(bits);
        prop_assume!(number.is_finite());
        let mut row = samples::survival_curves()[0];
        row.survival = number;
        let (mut csv, mut lines) = (Vec::new(), Vec::new());
        write_csv(&mut csv, [row]).unwrap();
        write_jsonl(&mut lines, [row]).unwrap();

        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let record = reader.records().next().unwrap().unwrap();
        prop_assert_eq!(record[5].parse::<f64>().unwrap(), number);
        prop_assert!(record[5].len() <= 24);
        let text = String::from_utf8(lines).unwrap();
        let written = format!("\"survival\":{},", &record[5]);
        prop_assert!(text.contains(&written));
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["survival"].is_number());
    }
}

fn row((slice, count, minor, rate): &(String, u64, i64, Option<(i64, u32)>)) -> CohortRow<'_> {
    CohortRow {
        slice,
        cohort_month: samples::day(2026, 1),
        age_months: 0,
        active_accounts: *count,
        revenue: Money::from_minor(i128::from(*minor), Currency::USD).unwrap(),
        logo_retention: rate.and_then(|(a, b)| Ratio::of(i128::from(a), i128::from(b))),
        revenue_retention: None,
    }
}

/// The core's own long division as the judge of the short one.
fn rate_text(rate: Option<Ratio>) -> String {
    rate.and_then(|rate| rate.to_decimal(12, tenure::Rounding::HalfEven))
        .map(|decimal| format!("{decimal:.12}"))
        .unwrap_or_default()
}
