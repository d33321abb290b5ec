//! How much memory this process has, as the kernel counts it.

use std::error::Error;
use std::fs;

fn status(field: &str) -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kib = line.and_then(|line| line.split_whitespace().next());
    let kib: u64 = kib.ok_or("the kernel names no such field")?.parse()?;
    Ok(kib * 1024)
}

pub(crate) fn resident() -> Result<u64, Box<dyn Error>> {
    status("VmRSS:")
}

/// The most since it was last reset.
pub(crate) fn peak() -> Result<u64, Box<dyn Error>> {
    status("VmHWM:")
}

pub(crate) fn reset_peak() -> Result<(), Box<dyn Error>> {
    Ok(fs::write("/proc/self/clear_refs", "5")?)
}
