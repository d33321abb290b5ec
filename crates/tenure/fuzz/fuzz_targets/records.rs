//! Whatever columns a journal finds, they are a record or a typed error; a fact that can be read is written so that it is read again.
#![no_main]

use std::str::FromStr;

use libfuzzer_sys::fuzz_target;
use tenure::Fact;
use tenure::journal::{ChainHash, RecordReader, StoredRecord};

fn number<T: FromStr>(field: Option<&str>, otherwise: T) -> T {
    field.and_then(|field| field.parse().ok()).unwrap_or(otherwise)
}

// Fields between tabs: those of a line of the golden facts (type, schema, JSON), then the other columns, each with a usual value where it
// is missing.
fuzz_target!(|line: &str| {
    let mut fields = line.split('\t');
    let type_name = fields.next().unwrap_or_default();
    let schema = number(fields.next(), 1);
    let payload = fields.next().unwrap_or("{}");
    if let Ok(fact) = Fact::from_json(type_name, schema, payload) {
        let json = fact.to_json().expect("what was read can be written");
        let again = Fact::from_json(fact.type_name(), fact.schema(), &json).expect("and read again");
        assert_eq!(again, fact);
        assert_eq!(again.to_json().expect("written"), json);
    }
    let stream = fields.next().unwrap_or("account:A");
    let command = fields.next().unwrap_or("c");
    let actor = fields.next();
    let corrects = number(fields.next(), 0);
    let stored = StoredRecord {
        stream,
        command,
        actor,
        corrects: (corrects > 0).then_some(corrects),
        type_name,
        schema,
        payload,
        effective_day: number(fields.next(), 20_000),
        recorded_us: number(fields.next(), 1_790_000_000_000_000),
        position: number(fields.next(), 1),
        version: number(fields.next(), 1),
    };
    let (checksum, _) = stored.seal(&ChainHash::from([0; 32]), &mut Vec::new());
    let mut reader = RecordReader::default();
    if let Ok(record) = reader.open(&stored, checksum) {
        assert_eq!(record.position.get(), stored.position);
        assert_eq!(record.stream.to_string(), stored.stream);
        assert_eq!(StoredRecord::day_of(record.effective_on), stored.effective_day);
        assert_eq!(record.recorded_at.timestamp_micros(), stored.recorded_us);
        assert_eq!(record.command.as_str(), stored.command);
        // A reader that has read one before reads the same.
        assert_eq!(reader.open(&stored, checksum).expect("again"), record);
    }
    assert!(reader.open(&stored, checksum ^ 1).is_err());
});
