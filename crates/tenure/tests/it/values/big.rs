//! Whole numbers of 384 bits: wide enough for any product that an exact check needs.

use std::cmp::Ordering;

/// In two's complement, lowest word first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Big([u64; 6]);

impl From<i128> for Big {
    fn from(value: i128) -> Self {
        let above = if value < 0 { u64::MAX } else { 0 };
        Self([
            value as u64,
            (value >> 64) as u64,
            above,
            above,
            above,
            above,
        ])
    }
}

impl Big {
    pub(super) fn plus(self, other: Self) -> Self {
        let mut words = [0; 6];
        let mut carry = 0_u128;
        for (word, (a, b)) in words.iter_mut().zip(self.0.into_iter().zip(other.0)) {
            let sum = u128::from(a) + u128::from(b) + carry;
            *word = sum as u64;
            carry = sum >> 64;
        }
        Self(words)
    }

    pub(super) fn negated(self) -> Self {
        Self(self.0.map(|word| !word)).plus(Self::from(1))
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    pub(super) fn times(self, other: Self) -> Self {
        let mut words = [0_u64; 6];
        for (i, a) in self.0.into_iter().enumerate() {
            let mut carry = 0_u128;
            for (j, b) in other.0.into_iter().enumerate().take(6 - i) {
                let sum = u128::from(a) * u128::from(b) + u128::from(words[i + j]) + carry;
                words[i + j] = sum as u64;
                carry = sum >> 64;
            }
        }
        Self(words)
    }

    pub(super) fn magnitude(self) -> Self {
        if self.is_negative() {
            self.negated()
        } else {
            self
        }
    }

    fn is_negative(self) -> bool {
        self.0[5] >> 63 == 1
    }
}

impl PartialOrd for Big {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Big {
    fn cmp(&self, other: &Self) -> Ordering {
        let difference = self.minus(*other);
        if difference.is_negative() {
            Ordering::Less
        } else if difference == Self::from(0) {
            Ordering::Equal
        } else {
            Ordering::Greater
        }
    }
}

#[test]
fn it_counts_right_where_128_bits_can_be_asked() {
    let cases = [
        0,
        1,
        -1,
        7,
        -7,
        i128::from(u64::MAX),
        i128::from(i64::MIN),
        1 << 62,
    ];
    for a in cases {
        for b in cases {
            let (x, y) = (Big::from(a), Big::from(b));
            assert_eq!(x.plus(y), Big::from(a + b));
            assert_eq!(x.minus(y), Big::from(a - b));
            assert_eq!(x.cmp(&y), a.cmp(&b));
            if let Some(product) = a.checked_mul(b) {
                assert_eq!(x.times(y), Big::from(product));
            }
        }
    }
    let most = Big::from(i128::MAX);
    assert!(most.times(most) > most && most.times(most).negated() < most);
}
