//! Currencies by their ISO 4217 code.

use std::fmt;
use std::str::FromStr;

use crate::text::{excerpt, serde_as_text};

/// A currency of [ISO 4217](https://www.iso.org/iso-4217-currency-codes.html), with the number of digits of its minor unit.
///
/// Known are all codes in force as published on 2026-01-01, funds included; without metals, bond market units and the other codes
/// that have no minor unit, in which nobody is billed. Codes withdrawn since 2010 (`HRK`, `BGN`, `ANG`, ...) are known too: books
/// hold amounts of their day. A code once known stays known, with the digits it has here, because what is stored must stay
/// readable.
///
/// Ordered by code. Shown, parsed and serialised as the three upper-case letters.
///
/// ```
/// use tenure::Currency;
///
/// let yen: Currency = "JPY".parse()?;
/// assert_eq!(yen.minor_digits(), 0);
/// assert_eq!(Currency::USD.to_string(), "USD");
/// assert!("usd".parse::<Currency>().is_err()); // codes are upper case
/// assert!("XYZ".parse::<Currency>().is_err());
/// # Ok::<(), tenure::UnknownCurrency>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: [u8; 3],
    minor_digits: u8,
}

/// A code that is not that of a known [`Currency`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{code}` is not a currency code of ISO 4217; use three upper-case letters such as USD or EUR"
)]
pub struct UnknownCurrency {
    code: String,
}

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self::listed(*b"USD", 2);
    /// Euro.
    pub const EUR: Self = Self::listed(*b"EUR", 2);
    /// Pound sterling.
    pub const GBP: Self = Self::listed(*b"GBP", 2);
    /// Indian rupee.
    pub const INR: Self = Self::listed(*b"INR", 2);
    /// Japanese yen, which has no minor unit.
    pub const JPY: Self = Self::listed(*b"JPY", 0);

    /// The currency with this three-letter code.
    ///
    /// # Errors
    /// [`UnknownCurrency`] when the code is not known, or not in upper case.
    pub fn from_code(code: &str) -> Result<Self, UnknownCurrency> {
        let unknown = || UnknownCurrency {
            code: excerpt(code),
        };
        let wanted: [u8; 3] = code.as_bytes().try_into().map_err(|_| unknown())?;
        // Compared as numbers, which takes no call.
        let number =
            |[first, second, third]: [u8; 3]| u32::from_be_bytes([0, first, second, third]);
        let at = ISO_4217
            .binary_search_by_key(&number(wanted), |(code, _)| number(*code))
            .map_err(|_| unknown())?;
        ISO_4217
            .get(at)
            .map(|(code, minor_digits)| Self::listed(*code, *minor_digits))
            .ok_or_else(unknown)
    }

    /// Every known currency, by code.
    ///
    /// ```
    /// use tenure::Currency;
    ///
    /// let in_thousandths: Vec<_> = Currency::all().filter(|currency| currency.minor_digits() == 3).collect();
    /// assert_eq!(format!("{in_thousandths:?}"), "[BHD, IQD, JOD, KWD, LYD, OMR, TND]");
    /// ```
    pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
        ISO_4217
            .iter()
            .map(|(code, minor_digits)| Self::listed(*code, *minor_digits))
    }

    const fn listed(code: [u8; 3], minor_digits: u8) -> Self {
        Self { code, minor_digits }
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// Decimal digits of the minor unit: 2 for cents, 0 where there is none.
    #[must_use]
    pub const fn minor_digits(self) -> u32 {
        self.minor_digits as u32
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::from_code(code)
    }
}

serde_as_text!(Currency, "a currency code like `USD`");

/// Code and minor digits by code: list one of ISO 4217 as published on 2026-01-01 less the codes without a minor unit, and of list
/// three the codes withdrawn since 2010. Entries are only ever added.
#[rustfmt::skip]
const ISO_4217: &[([u8; 3], u8)] = &[
    (*b"AED", 2), (*b"AFN", 2), (*b"ALL", 2), (*b"AMD", 2), (*b"ANG", 2), (*b"AOA", 2),
    (*b"ARS", 2), (*b"AUD", 2), (*b"AWG", 2), (*b"AZN", 2), (*b"BAM", 2), (*b"BBD", 2),
    (*b"BDT", 2), (*b"BGN", 2), (*b"BHD", 3), (*b"BIF", 0), (*b"BMD", 2), (*b"BND", 2),
    (*b"BOB", 2), (*b"BOV", 2), (*b"BRL", 2), (*b"BSD", 2), (*b"BTN", 2), (*b"BWP", 2),
    (*b"BYN", 2), (*b"BYR", 0), (*b"BZD", 2), (*b"CAD", 2), (*b"CDF", 2), (*b"CHE", 2),
    (*b"CHF", 2), (*b"CHW", 2), (*b"CLF", 4), (*b"CLP", 0), (*b"CNY", 2), (*b"COP", 2),
    (*b"COU", 2), (*b"CRC", 2), (*b"CUC", 2), (*b"CUP", 2), (*b"CVE", 2), (*b"CZK", 2),
    (*b"DJF", 0), (*b"DKK", 2), (*b"DOP", 2), (*b"DZD", 2), (*b"EEK", 2), (*b"EGP", 2),
    (*b"ERN", 2), (*b"ETB", 2), (*b"EUR", 2), (*b"FJD", 2), (*b"FKP", 2), (*b"GBP", 2),
    (*b"GEL", 2), (*b"GHS", 2), (*b"GIP", 2), (*b"GMD", 2), (*b"GNF", 0), (*b"GTQ", 2),
    (*b"GYD", 2), (*b"HKD", 2), (*b"HNL", 2), (*b"HRK", 2), (*b"HTG", 2), (*b"HUF", 2),
    (*b"IDR", 2), (*b"ILS", 2), (*b"INR", 2), (*b"IQD", 3), (*b"IRR", 2), (*b"ISK", 0),
    (*b"JMD", 2), (*b"JOD", 3), (*b"JPY", 0), (*b"KES", 2), (*b"KGS", 2), (*b"KHR", 2),
    (*b"KMF", 0), (*b"KPW", 2), (*b"KRW", 0), (*b"KWD", 3), (*b"KYD", 2), (*b"KZT", 2),
    (*b"LAK", 2), (*b"LBP", 2), (*b"LKR", 2), (*b"LRD", 2), (*b"LSL", 2), (*b"LTL", 2),
    (*b"LVL", 2), (*b"LYD", 3), (*b"MAD", 2), (*b"MDL", 2), (*b"MGA", 2), (*b"MKD", 2),
    (*b"MMK", 2), (*b"MNT", 2), (*b"MOP", 2), (*b"MRO", 2), (*b"MRU", 2), (*b"MUR", 2),
    (*b"MVR", 2), (*b"MWK", 2), (*b"MXN", 2), (*b"MXV", 2), (*b"MYR", 2), (*b"MZN", 2),
    (*b"NAD", 2), (*b"NGN", 2), (*b"NIO", 2), (*b"NOK", 2), (*b"NPR", 2), (*b"NZD", 2),
    (*b"OMR", 3), (*b"PAB", 2), (*b"PEN", 2), (*b"PGK", 2), (*b"PHP", 2), (*b"PKR", 2),
    (*b"PLN", 2), (*b"PYG", 0), (*b"QAR", 2), (*b"RON", 2), (*b"RSD", 2), (*b"RUB", 2),
    (*b"RWF", 0), (*b"SAR", 2), (*b"SBD", 2), (*b"SCR", 2), (*b"SDG", 2), (*b"SEK", 2),
    (*b"SGD", 2), (*b"SHP", 2), (*b"SLE", 2), (*b"SLL", 2), (*b"SOS", 2), (*b"SRD", 2),
    (*b"SSP", 2), (*b"STD", 2), (*b"STN", 2), (*b"SVC", 2), (*b"SYP", 2), (*b"SZL", 2),
    (*b"THB", 2), (*b"TJS", 2), (*b"TMT", 2), (*b"TND", 3), (*b"TOP", 2), (*b"TRY", 2),
    (*b"TTD", 2), (*b"TWD", 2), (*b"TZS", 2), (*b"UAH", 2), (*b"UGX", 0), (*b"USD", 2),
    (*b"USN", 2), (*b"USS", 2), (*b"UYI", 0), (*b"UYU", 2), (*b"UYW", 4), (*b"UZS", 2),
    (*b"VED", 2), (*b"VEF", 2), (*b"VES", 2), (*b"VND", 0), (*b"VUV", 0), (*b"WST", 2),
    (*b"XAD", 2), (*b"XAF", 0), (*b"XCD", 2), (*b"XCG", 2), (*b"XOF", 0), (*b"XPF", 0),
    (*b"YER", 2), (*b"ZAR", 2), (*b"ZMK", 2), (*b"ZMW", 2), (*b"ZWG", 2), (*b"ZWL", 2),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_the_search_finds_every_code() {
        assert!(ISO_4217.is_sorted_by_key(|(code, _)| *code));
        for (code, minor_digits) in ISO_4217 {
            let text = std::str::from_utf8(code).unwrap();
            assert_eq!(
                Currency::from_code(text).unwrap().minor_digits(),
                u32::from(*minor_digits)
            );
        }
    }

    #[test]
    fn constants_agree_with_the_table() {
        for currency in [
            Currency::USD,
            Currency::EUR,
            Currency::GBP,
            Currency::INR,
            Currency::JPY,
        ] {
            assert_eq!(Currency::from_code(currency.code()), Ok(currency));
        }
    }
}
