//! Whatever columns a journal finds, they are a record or a typed error; a fact that can be read is written so that it is read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tenure::Fact;
use tenure::journal::{ChainHash, RecordReader, StoredRecord};

fuzz_target!(|input: (&str, &str, &str, Option<&str>, [i64; 2], [u64; 3], u8, u32)| {
    // A line of the golden facts: type, schema, JSON.
    let (line, stream, command, actor, [effective_day, recorded_us], numbers, schema, checksum) = input;
    let mut fields = line.splitn(3, '\t');
    let type_name = fields.next().unwrap_or_default();
    let stated = fields.next().and_then(|stated| stated.parse().ok());
    let payload = fields.next().unwrap_or(line);
    let schema = stated.unwrap_or(u32::from(schema));
    if let Ok(fact) = Fact::from_json(type_name, schema, payload) {
        let json = fact.to_json().expect("what was read can be written");
        let again = Fact::from_json(fact.type_name(), fact.schema(), &json).expect("and read again");
        assert_eq!(again, fact);
        assert_eq!(again.to_json().expect("written"), json);
    }
    let stored = StoredRecord {
        position: numbers[0],
        stream,
        version: numbers[1],
        effective_day,
        recorded_us,
        command,
        actor,
        corrects: (numbers[2] > 0).then_some(numbers[2]),
        type_name,
        schema,
        payload,
    };
    let (fitting, _) = stored.seal(&ChainHash::from([0; 32]), &mut Vec::new());
    let mut reader = RecordReader::default();
    if let Ok(record) = reader.open(&stored, fitting) {
        assert_eq!(record.position.get(), stored.position);
        assert_eq!(record.stream.to_string(), stored.stream);
        assert_eq!(StoredRecord::day_of(record.effective_on), stored.effective_day);
        assert_eq!(record.recorded_at.timestamp_micros(), stored.recorded_us);
        assert_eq!(record.command.as_str(), stored.command);
        // A reader that has read another one before reads the same.
        assert_eq!(reader.open(&stored, fitting).expect("again"), record);
    }
    assert_eq!(reader.open(&stored, checksum).is_ok() && checksum != fitting, false);
});
