//! What a format of another crate is held against: the golden CSV file of each table, and digests of its own bytes.

use std::fmt::Write as _;
use std::path::Path;

/// A line a table: its name, the bytes of its file and their checksum.
#[derive(Default)]
pub(crate) struct Digests(String);

impl Digests {
    pub(crate) fn add(&mut self, table: &str, file: &[u8]) {
        let digest = crc32fast::hash(file);
        writeln!(self.0, "{table} {} {digest:08x}", file.len()).unwrap();
    }

    /// Compares them with those of the crate that is tested, or writes these anew.
    pub(crate) fn check(&self) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/digests.txt");
        if std::env::var_os("TENURE_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &self.0).unwrap();
        }
        assert_eq!(self.0, std::fs::read_to_string(&path).unwrap());
    }
}

/// The names of the columns and the rows of a table's golden CSV file.
pub(crate) fn golden_csv(table: &str) -> (Vec<String>, Vec<csv::StringRecord>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tenure-tables/tests/golden");
    let mut golden = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
    let header = golden.headers().unwrap().iter().map(str::to_owned);
    let header = header.collect();
    (header, golden.records().map(Result::unwrap).collect())
}
