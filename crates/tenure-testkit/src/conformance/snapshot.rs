use std::collections::BTreeMap;

use tenure::journal::{
    Expected, Journal, JournalErrorKind, JournalExt, Resumable, Resumed, Snapshot, Snapshots,
};
use tenure::{Name, Record, TenantId};

use super::block_on;
use super::make::*;

/// A fold that notices everything: the records of each stream, and the order in which all came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Trail {
    streams: BTreeMap<String, u64>,
    order: u64,
    /// Not of the state: how many records this very value took in.
    seen: u64,
}

impl Resumable for Trail {
    const NAME: &'static str = "trail 1";

    fn apply(&mut self, record: &Record) {
        *self.streams.entry(record.stream.to_string()).or_default() += 1;
        self.order = self
            .order
            .wrapping_mul(1_000_003)
            .wrapping_add(record.position.get())
            .wrapping_add(record.fact.type_name().len() as u64);
        self.seen += 1;
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.order.to_le_bytes().to_vec();
        for (stream, records) in &self.streams {
            bytes.extend_from_slice(&records.to_le_bytes());
            bytes.extend_from_slice(&(stream.len() as u64).to_le_bytes());
            bytes.extend_from_slice(stream.as_bytes());
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        fn number(bytes: &mut &[u8]) -> Option<u64> {
            let (number, rest) = bytes.split_first_chunk()?;
            *bytes = rest;
            Some(u64::from_le_bytes(*number))
        }
        let mut rest = bytes;
        let mut trail = Self {
            order: number(&mut rest)?,
            ..Self::default()
        };
        while !rest.is_empty() {
            let records = number(&mut rest)?;
            let length = usize::try_from(number(&mut rest)?).ok()?;
            let (stream, after) = rest.split_at_checked(length)?;
            rest = after;
            let stream = String::from_utf8(stream.to_vec()).ok()?;
            trail.streams.insert(stream, records);
        }
        Some(trail)
    }
}

/// The same bytes under a name of its own: what is kept for one is nothing to the other.
#[derive(Default)]
struct Elsewhere(Trail);

impl Resumable for Elsewhere {
    const NAME: &'static str = "trail 2";

    fn apply(&mut self, record: &Record) {
        self.0.apply(record);
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Trail::from_bytes(bytes).map(Self)
    }
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn open<F: Resumable>(journal: &dyn Snapshots, tenant: &TenantId) -> Resumed<F> {
    block_on(Resumed::open(journal, tenant)).unwrap()
}

fn kept(journal: &dyn Snapshots, tenant: &TenantId, fold: &str) -> Option<Snapshot> {
    block_on(journal.snapshot(tenant, &name(fold))).unwrap()
}

fn keep(
    journal: &dyn Snapshots,
    tenant: &TenantId,
    position: u64,
    state: &[u8],
) -> Result<bool, JournalErrorKind> {
    let snapshot = Snapshot {
        position: place(position),
        state: state.to_vec(),
    };
    block_on(journal.keep_snapshot(tenant, &name("a fold"), snapshot))
        .map_err(|error| error.kind().clone())
}

/// Records of a few streams, from this number on.
fn filled(journal: &dyn Snapshots, tenant: &TenantId, from: usize, records: usize) {
    let port: &dyn Journal = journal;
    for nth in from..from + records {
        let stream = account(&format!("A{}", nth % 3));
        let append = request(&format!("c{nth}")).expect(&stream, Expected::Any);
        port.write(tenant, append.record(&stream, opened()));
    }
}

/// A fold goes on where its snapshot ends, reads nothing twice, and comes to what it would have come to from the first record.
pub fn a_fold_goes_on_from_its_snapshot(journal: &dyn Snapshots) {
    let tenant = tenant("a_fold_goes_on_from_its_snapshot");
    assert!(!block_on(open::<Trail>(journal, &tenant).keep(journal)).unwrap());
    for round in 0..4 {
        filled(journal, &tenant, round * 5, 5);
        let resumed = open::<Trail>(journal, &tenant);
        assert_eq!(resumed.fold().seen, 5, "round {round}");
        let mut whole = Trail::default();
        for record in block_on(journal.scan_all(&tenant)).unwrap() {
            whole.apply(&record);
        }
        assert_eq!(resumed.fold().to_bytes(), whole.to_bytes());
        assert_eq!(resumed.position(), Some(place(round as u64 * 5 + 5)));
        assert!(block_on(resumed.keep(journal)).unwrap());
        assert_eq!(kept(journal, &tenant, Trail::NAME), resumed.snapshot());
    }
    // One that runs on reads what was added, and that alone.
    let mut running = open::<Trail>(journal, &tenant);
    assert_eq!(running.fold().seen, 0);
    filled(journal, &tenant, 20, 2);
    assert_eq!(block_on(running.read_on(journal)).unwrap(), 2);
    assert_eq!(block_on(running.read_on(journal)).unwrap(), 0);
    assert_eq!(running.position(), Some(place(22)));
}

/// Dropped and made again, a snapshot is the same bytes, and records and hash are as they were.
pub fn dropped_snapshots_come_back_the_same(journal: &dyn Snapshots) {
    let tenant = tenant("dropped_snapshots_come_back_the_same");
    assert_eq!(block_on(journal.drop_snapshots(&tenant)).unwrap(), 0);
    filled(journal, &tenant, 0, 7);
    block_on(open::<Trail>(journal, &tenant).keep(journal)).unwrap();
    filled(journal, &tenant, 7, 4);
    // In two steps, and through its bytes.
    block_on(open::<Trail>(journal, &tenant).keep(journal)).unwrap();
    block_on(open::<Elsewhere>(journal, &tenant).keep(journal)).unwrap();
    let before = (
        kept(journal, &tenant, Trail::NAME).unwrap(),
        kept(journal, &tenant, Elsewhere::NAME).unwrap(),
    );
    assert_eq!(before.0, before.1);
    let verified = block_on(journal.verify(&tenant)).unwrap();

    assert_eq!(block_on(journal.drop_snapshots(&tenant)).unwrap(), 2);
    assert_eq!(block_on(journal.drop_snapshots(&tenant)).unwrap(), 0);
    assert_eq!(kept(journal, &tenant, Trail::NAME), None);
    assert_eq!(block_on(journal.verify(&tenant)).unwrap(), verified);
    // In one step, from the first record.
    let again = open::<Trail>(journal, &tenant);
    assert_eq!(again.fold().seen, 11);
    assert!(block_on(again.keep(journal)).unwrap());
    assert_eq!(kept(journal, &tenant, Trail::NAME).unwrap(), before.0);
    assert_eq!(kept(journal, &tenant, Elsewhere::NAME), None);
}

/// Whoever was slower takes nothing back, and nobody keeps the state of records that are not there.
pub fn a_later_snapshot_stays(journal: &dyn Snapshots) {
    let tenant = tenant("a_later_snapshot_stays");
    let past = Err(JournalErrorKind::Invalid);
    assert_eq!(keep(journal, &tenant, 1, b"of nothing"), past);
    filled(journal, &tenant, 0, 3);
    assert_eq!(keep(journal, &tenant, 4, b"of the future"), past);
    assert_eq!(keep(journal, &tenant, 2, b"two"), Ok(true));
    assert_eq!(keep(journal, &tenant, 1, b"one"), Ok(false));
    let state = || kept(journal, &tenant, "a fold").map(|kept| (kept.position.get(), kept.state));
    assert_eq!(state(), Some((2, b"two".to_vec())));
    assert_eq!(keep(journal, &tenant, 2, b"two again"), Ok(true));
    assert_eq!(keep(journal, &tenant, 3, b""), Ok(true));
    assert_eq!(state(), Some((3, Vec::new())));
}

/// A state is kept byte by byte, of any length up to the stated one.
pub fn any_state_is_kept(journal: &dyn Snapshots) {
    let tenant = tenant("any_state_is_kept");
    filled(journal, &tenant, 0, 1);
    let every: Vec<u8> = (0..=u8::MAX).collect();
    let mut longest = vec![0xa5; Snapshot::MAX_BYTES];
    for state in [&b""[..], b"\0", &every, &longest] {
        assert_eq!(keep(journal, &tenant, 1, state), Ok(true));
        let kept = kept(journal, &tenant, "a fold").unwrap();
        assert!(kept.state == state, "{} bytes", state.len());
    }
    longest.push(0);
    let refused = Err(JournalErrorKind::TooLarge);
    assert_eq!(keep(journal, &tenant, 1, &longest), refused);
}

/// Bytes that a fold cannot read are no state: it folds from the first record.
pub fn a_state_that_cannot_be_read_is_folded_again(journal: &dyn Snapshots) {
    let tenant = tenant("a_state_that_cannot_be_read_is_folded_again");
    filled(journal, &tenant, 0, 4);
    let foreign = Snapshot {
        position: place(2),
        state: b"no trail".to_vec().repeat(3),
    };
    block_on(journal.keep_snapshot(&tenant, &name(Trail::NAME), foreign)).unwrap();
    let resumed = open::<Trail>(journal, &tenant);
    assert_eq!(resumed.fold().seen, 4);
    assert!(block_on(resumed.keep(journal)).unwrap());
    assert_eq!(open::<Trail>(journal, &tenant).fold().seen, 0);
}

/// Neither reading, nor keeping, nor dropping reaches another tenant.
pub fn snapshots_of_tenants_are_apart(journal: &dyn Snapshots) {
    let one = tenant("snapshots_of_tenants_are_apart");
    let other = tenant("snapshots_of_tenants_are_apart' OR '1'='1");
    for tenant in [&one, &other] {
        filled(journal, tenant, 0, 2);
        let state = tenant.as_str().as_bytes();
        assert_eq!(keep(journal, tenant, 2, state), Ok(true));
    }
    assert_eq!(block_on(journal.drop_snapshots(&other)).unwrap(), 1);
    assert_eq!(kept(journal, &other, "a fold"), None);
    let left = kept(journal, &one, "a fold").unwrap();
    assert_eq!(left.state, one.as_str().as_bytes());
}
