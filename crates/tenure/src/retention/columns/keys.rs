//! What a fact carries on its way beside its value: the place of its account in a group, and its day.

/// Keys of the facts of groups of so many accounts, a power of two. They rise by account and, within one, by day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys<const GROUP: usize> {
    /// The earliest day of all facts; days are counted from it.
    first: i32,
}

impl<const GROUP: usize> Keys<GROUP> {
    /// After every key.
    pub(super) const END: u32 = u32::MAX;

    const DAY_BITS: u32 = u32::BITS - GROUP.ilog2();
    const LATEST: u32 = (1 << Self::DAY_BITS) - 1;

    pub(super) const fn from_day(first: i32) -> Self {
        Self { first }
    }

    /// Whether a key has room for this day.
    pub(super) fn reach(self, day: i32) -> bool {
        // One day less than there is room for: the last key is the end.
        i64::from(day) - i64::from(self.first) < i64::from(Self::LATEST)
    }

    /// The key of a day within reach.
    #[inline]
    pub(super) const fn key(self, account: u32, day: i32) -> u32 {
        // What is above the place of an account in its group is shifted out.
        (account << Self::DAY_BITS) | day.wrapping_sub(self.first).cast_unsigned()
    }

    /// The place of the account in its group.
    #[inline]
    pub(super) const fn place(key: u32) -> usize {
        (key >> Self::DAY_BITS) as usize
    }

    #[inline]
    pub(super) const fn same_account(one: u32, other: u32) -> bool {
        (one ^ other) >> Self::DAY_BITS == 0
    }

    #[inline]
    pub(super) const fn day(self, key: u32) -> i32 {
        (key & Self::LATEST).cast_signed().wrapping_add(self.first)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::{GROUP, SMALL_GROUP};
    use super::Keys;

    #[test]
    fn keys_give_back_what_they_were_made_of() {
        let keys = Keys::<GROUP>::from_day(-3);
        let last = -3 + (1 << 21) - 2;
        assert!(keys.reach(last) && !keys.reach(last + 1));
        let key = keys.key(GROUP as u32 * 7 + 2_047, last);
        assert!(key < Keys::<GROUP>::END);
        assert_eq!(Keys::<GROUP>::place(key), 2_047);
        assert_eq!(keys.day(key), last);
        assert!(keys.key(2_046, last) < keys.key(2_047, -3));
        assert!(!Keys::<GROUP>::same_account(
            keys.key(1, last),
            keys.key(2, last)
        ));
    }

    #[test]
    fn small_groups_have_room_for_every_date() {
        let keys = Keys::<SMALL_GROUP>::from_day(NaiveDate::MIN.to_epoch_days());
        assert!(keys.reach(NaiveDate::MAX.to_epoch_days()));
    }
}
