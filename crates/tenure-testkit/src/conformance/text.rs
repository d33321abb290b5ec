use std::collections::BTreeSet;

use tenure::fact::AccountClassified;
use tenure::journal::{Append, Expected, Journal, Profile, ProfileState};
use tenure::{ActorId, CommandId, Name, SubjectId, TenantId};

use super::block_on;
use super::make::*;
use crate::{Dice, effort};

/// Text that is something else to careless code: SQL, formats, paths, escapes, other scripts.
const HOSTILE: &[&str] = &[
    "'; DROP TABLE record;--",
    "\"quoted\" \\ back\\slash \\u0041 \\0",
    "$1 ?1 :a @b %s %n {} {0} ${x}",
    "%_*[a]^~",
    "../../etc/passwd",
    "account:directory",
    "NULL",
    "0",
    "-1e309",
    "\u{202e}txt.exe\u{202c}",
    "تجربة الحساب",
    "ఖాతా నిర్వాహకుడు",
    "𝄞 💶 👩‍👩‍👧 \u{10ffff}",
    "\u{feff}bom\u{200b}zero width",
    "a\u{fffd}b",
    "<script>&amp;",
    "line\u{2028}separator",
];

/// What texts are made of that something could take for more than text.
const PIECES: &[&str] = &[
    "'",
    "''",
    "\"",
    "`",
    "\\",
    "\\'",
    ";",
    "--",
    "/*",
    "*/",
    "#",
    "%",
    "%s",
    "%n",
    "_",
    "*",
    "?",
    "?1",
    "$1",
    "$$",
    ":a",
    "@a",
    "{",
    "}",
    "{}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "&",
    "&amp;",
    "|",
    "~",
    "^",
    "=",
    "!",
    ",",
    ".",
    "..",
    "/",
    "\\u0000",
    "\\x00",
    "\\n",
    "0",
    "00",
    "1e9",
    "NaN",
    "null",
    "NULL",
    "true",
    "SELECT",
    " OR 1=1",
    "DROP TABLE",
    "COMMIT",
    "a",
    "A",
    "z",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ı",
    "ﬁ",
    "Ω",
    "ω",
    "𝄞",
    "💶",
    "\u{200d}",
    "\u{feff}",
    "\u{fffd}",
    "\u{202e}",
    "\u{e000}",
    "\u{10ffff}",
    "అ",
    "ا",
    "中",
];

/// Every field that takes text keeps it to the byte, and does nothing else with it.
pub fn hostile_text_is_only_text(journal: &dyn Journal) {
    for text in HOSTILE {
        let tenant = TenantId::new(format!("hostile_text_is_only_text {text}")).unwrap();
        let a = account(text);
        let append = Append {
            actor: Some(ActorId::new(text).unwrap()),
            ..request(text)
        }
        .expect(&a, exactly(0))
        .record(&a, started(text, "1.00 EUR"))
        .record(
            &a,
            AccountClassified {
                dimension: Name::new(text).unwrap(),
                class: Some(Name::new(text).unwrap()),
            }
            .into(),
        );
        let receipt = journal.write(&tenant, append.clone());
        assert_eq!(receipt.command.as_str(), *text);
        assert_eq!(receipt.versions[0].0, a);
        assert!(journal.write(&tenant, append.clone()).replayed);
        let records = journal.stream(&tenant, &a);
        assert_eq!(records, journal.all(&tenant));
        assert_eq!(records.len(), 2);
        for (record, new) in records.iter().zip(append.records) {
            assert_eq!(record.stream, a);
            assert_eq!(record.command, append.command);
            assert_eq!(record.actor, append.actor);
            assert_eq!(record.fact, new.fact);
        }

        // Values of profiles may hold anything, control characters included.
        let subject = SubjectId::new(text).unwrap();
        let fields = [
            (Name::new(text).unwrap(), format!(" {text}\0\r\n\u{7f} ")),
            (Name::new("empty").unwrap(), String::new()),
        ];
        let profile = Profile::new(fields.into()).unwrap();
        block_on(journal.put_profile(&tenant, &subject, profile.clone())).unwrap();
        assert_eq!(
            block_on(journal.profile(&tenant, &subject)).unwrap(),
            ProfileState::Present(profile)
        );
        assert_eq!(block_on(journal.verify(&tenant)).unwrap().streams, 1);
    }
}

/// Letters that look alike or differ only in case are others: no id is folded, trimmed or brought to another form.
pub fn letters_are_compared_byte_by_byte(journal: &dyn Journal) {
    let alike = ["é", "e\u{301}", "E\u{301}", "É", "e", "E", "е"];
    let shared = tenant("letters_are_compared_byte_by_byte");
    for text in alike {
        let own = TenantId::new(format!("letters_are_compared_byte_by_byte {text}")).unwrap();
        let a = account(text);
        for tenant in [&own, &shared] {
            let receipt = journal.write(
                tenant,
                request(text)
                    .expect(&a, exactly(0))
                    .record(&a, started(text, "1.00 EUR")),
            );
            assert!(!receipt.replayed);
        }
        assert_eq!(journal.all(&own).len(), 1);
        let subject = SubjectId::new(text).unwrap();
        assert_eq!(
            block_on(journal.profile(&shared, &subject)).unwrap(),
            ProfileState::Absent
        );
        block_on(journal.put_profile(&shared, &subject, Profile::default())).unwrap();
    }
    assert_eq!(journal.all(&shared).len(), alike.len());
    for text in alike {
        assert_eq!(journal.stream(&shared, &account(text)).len(), 1);
        let receipt = block_on(journal.receipt(&shared, &CommandId::new(text).unwrap()));
        assert_eq!(receipt.unwrap().unwrap().versions[0].0, account(text));
    }
    let after = journal.write(
        &shared,
        request("last")
            .expect(&account("e"), Expected::Any)
            .record(&account("e"), opened()),
    );
    assert_eq!(after.versions[0].1.get(), 2);
}

/// Text made of what has meaning to somebody, by chance, in every field that takes text, comes back as it was.
pub fn any_text_is_only_text(journal: &dyn Journal) {
    let mut dice = Dice::new(7);
    let tenant = tenant("any_text_is_only_text");
    let mut seen = BTreeSet::new();
    for _ in 0..effort::times("TENURE_TEXTS", 150, 10_000) {
        let text: String = (0..1 + dice.index(6))
            .map(|_| PIECES[dice.index(PIECES.len())])
            .collect();
        // The bounds of names are not this suite's business, and a command is used once.
        let Ok(command) = CommandId::new(&text) else {
            continue;
        };
        if !seen.insert(text.clone()) {
            continue;
        }
        let a = account(&text);
        let append = Append {
            command,
            actor: Some(ActorId::new(&text).unwrap()),
            ..request("c")
        }
        .expect(&a, exactly(0))
        .record(&a, started(&text, "1.00 EUR"));
        let receipt = journal.write(&tenant, append.clone());
        assert_eq!(receipt.versions[0].0, a, "{text:?}");
        let records = journal.stream(&tenant, &a);
        assert_eq!(records.len(), 1, "{text:?}");
        assert_eq!(records[0].fact, append.records[0].fact, "{text:?}");
        assert_eq!(records[0].actor, append.actor, "{text:?}");
        let known = block_on(journal.receipt(&tenant, &append.command)).unwrap();
        assert_eq!(known.map(|known| known.first), Some(receipt.first));

        let subject = SubjectId::new(&text).unwrap();
        let profile = Profile::new([(Name::new(&text).unwrap(), text.repeat(3))].into()).unwrap();
        block_on(journal.put_profile(&tenant, &subject, profile.clone())).unwrap();
        assert_eq!(
            block_on(journal.profile(&tenant, &subject)).unwrap(),
            ProfileState::Present(profile),
            "{text:?}"
        );
    }
    assert_eq!(journal.all(&tenant).len(), seen.len());
    assert_eq!(
        block_on(journal.verify(&tenant)).unwrap().streams,
        seen.len()
    );
}
