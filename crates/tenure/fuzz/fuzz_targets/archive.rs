//! Whatever lines an export is said to have, they are restored or refused; what was restored exports to lines that restore to the same.
#![no_main]

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use libfuzzer_sys::fuzz_target;
use tenure::TenantId;
use tenure::journal::{self, Journal, MemoryJournal};

/// The journal in memory waits for nothing.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory is never waited for"),
    }
}

fn exported(journal: &MemoryJournal, tenant: &TenantId) -> Vec<String> {
    let mut lines = Vec::new();
    block_on(journal::export(journal, tenant, |line| {
        lines.push(line.to_owned());
        Ok::<(), Infallible>(())
    }))
    .expect("memory can be exported");
    lines
}

fn lines(text: &str) -> Vec<Result<String, Infallible>> {
    text.lines().map(|line| Ok(line.to_owned())).collect()
}

fuzz_target!(|text: &str| {
    let memory = MemoryJournal::new();
    let _ = block_on(journal::restore_profiles(&memory, lines(text)));
    let memory = MemoryJournal::new();
    if block_on(journal::restore(&memory, lines(text))).is_err() {
        return;
    }
    // The tenant stands in the first line, which was read.
    let first: serde_json::Value =
        serde_json::from_str(text.lines().next().unwrap_or_default()).expect("the first line was read");
    let tenant = first["tenure"]["tenant"].as_str().and_then(|name| TenantId::new(name).ok()).expect("its tenant");
    let written = exported(&memory, &tenant);
    let other = MemoryJournal::new();
    block_on(journal::restore(&other, lines(&written.join("\n")))).expect("an export restores");
    assert_eq!(block_on(other.head(&tenant)).expect("a head"), block_on(memory.head(&tenant)).expect("a head"));
    assert_eq!(exported(&other, &tenant), written);
});
