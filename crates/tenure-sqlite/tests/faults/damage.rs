//! Bits that turn, sectors that are lost or written to another place, a file that is cut, and forged records.

use tenure_testkit::store;

use crate::store::FileStore;

#[test]
fn damage_is_found() {
    let damages = store::damage_is_found(&FileStore::new());
    assert!(damages.noticed > damages.tried / 3, "{damages:?}");
}

#[test]
fn forgery_is_found() {
    store::forgery_is_found(&FileStore::new());
}
