use std::collections::BTreeSet;

use tenure::Currency;

#[test]
fn minor_digits_are_those_of_the_standard() {
    for (code, digits) in [
        ("USD", 2),
        ("EUR", 2),
        ("GBP", 2),
        ("INR", 2),
        ("CHF", 2),
        ("XCG", 2),
        ("XAD", 2),
        ("ZWG", 2),
        ("VED", 2),
        ("MRU", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("CLP", 0),
        ("ISK", 0),
        ("UGX", 0),
        ("UYI", 0),
        ("XOF", 0),
        ("BHD", 3),
        ("IQD", 3),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("UYW", 4),
    ] {
        let currency: Currency = code.parse().unwrap();
        assert_eq!(currency.minor_digits(), digits, "{code}");
    }
}

#[test]
fn codes_that_were_withdrawn_since_2010_stay_readable() {
    for code in [
        "ANG", "BGN", "CUC", "EEK", "HRK", "LTL", "LVL", "MRO", "SLL", "STD", "USS", "VEF", "ZMK",
        "ZWL",
    ] {
        assert_eq!(
            code.parse::<Currency>().unwrap().minor_digits(),
            2,
            "{code}"
        );
    }
    assert_eq!("BYR".parse::<Currency>().unwrap().minor_digits(), 0);
}

#[test]
fn every_code_round_trips() {
    for currency in Currency::all() {
        assert_eq!(currency.code().len(), 3);
        assert_eq!(currency.to_string().parse(), Ok(currency));
        let json = serde_json::to_string(&currency).unwrap();
        assert_eq!(json, format!("\"{currency}\""));
        assert_eq!(serde_json::from_str::<Currency>(&json).unwrap(), currency);
    }
}

#[test]
fn all_is_in_the_order_of_codes_and_each_is_there_once() {
    let codes: Vec<_> = Currency::all()
        .map(|currency| currency.code().to_owned())
        .collect();
    let sorted: BTreeSet<_> = codes.iter().cloned().collect();
    assert_eq!(codes, sorted.into_iter().collect::<Vec<_>>());
    assert_eq!(codes.len(), 180);
    assert!(Currency::all().is_sorted());
}

#[test]
fn what_is_no_code_is_refused() {
    for text in [
        "",
        "U",
        "US",
        "usd",
        "Usd",
        "USDX",
        " USD",
        "USD ",
        "XYZ",
        "€",
        "\u{a3}\u{a3}\u{a3}",
        "XAU",
        "XTS",
        "XXX",
        "FRF",
        "ＵＳＤ",
        "US\0",
    ] {
        let error = text.parse::<Currency>().unwrap_err().to_string();
        assert!(error.contains("ISO 4217"), "{text}: {error}");
        let json = serde_json::to_string(text).unwrap();
        assert!(serde_json::from_str::<Currency>(&json).is_err(), "{text}");
    }
}

#[test]
fn a_refusal_shows_the_beginning_of_the_text_in_one_line() {
    let error = format!("A\nB{}", "C".repeat(10_000))
        .parse::<Currency>()
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("`A\\nBCCC") && error.contains("…`") && error.len() < 200,
        "{error}"
    );
}
