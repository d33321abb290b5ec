//! Book, tables, import, book: nothing is lost on the way.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta};
use tenure::decide::decide_all;
use tenure::fact::Fact;
use tenure::journal::NewRecord;
use tenure::{
    AccountId, ActorId, AssignmentCause, Book, Command, CommandId, Currency, Known, ManagerId,
    Money, Name, Position, Record, RecurringRule, Span, StreamId, SubscriptionId, Version,
};
use tenure_import::{
    AccountOptions, Accounts, AmountUnit, ImportError, Rule, StatedClass, StatedSubscription,
    SubscriptionOptions, Subscriptions, plan, records_from_reader,
};
use tenure_tables::{
    RecordCells, account_class_rows, account_rows, assignment_rows, contract_line_rows, write_csv,
};
use tenure_testkit::simulation::SimulatedBook;

fn csv(records: &[Record]) -> Vec<u8> {
    let cells: Vec<_> = records
        .iter()
        .map(|record| RecordCells::of(record).unwrap())
        .collect();
    let mut file = Vec::new();
    write_csv(&mut file, cells.iter().map(RecordCells::row)).unwrap();
    file
}

/// Facts as a journal would number and stamp them.
fn recorded(facts: impl IntoIterator<Item = NewRecord>) -> Vec<Record> {
    let mut versions: BTreeMap<StreamId, u64> = BTreeMap::new();
    let facts = (1_u64..).zip(facts);
    facts
        .map(|(position, new)| {
            let version = versions.entry(new.stream.clone()).or_default();
            *version += 1;
            Record {
                position: Position::new(position).unwrap(),
                stream: new.stream,
                version: Version::new(*version),
                effective_on: new.effective_on,
                recorded_at: DateTime::UNIX_EPOCH
                    + TimeDelta::microseconds(1_700_000_000_000_001 * (1 + position as i64 % 2)),
                command: CommandId::new(format!("c, \"{position}\"")).unwrap(),
                actor: (position % 3 == 0).then(|| ActorId::new("job; నవం").unwrap()),
                corrects: new.corrects,
                fact: new.fact,
            }
        })
        .collect()
}

fn decided(commands: &[Command]) -> (Book, Vec<Record>) {
    let mut book = Book::default();
    let facts = decide_all(&mut book, commands)
        .map_err(|(_, refused)| refused)
        .unwrap();
    let records = recorded(facts);
    (Book::fold(&records, Known::Now).unwrap(), records)
}

/// A simulated book with its managers.
fn commands() -> Vec<Command> {
    let book = SimulatedBook::new(
        7,
        60,
        "2024-01".parse().unwrap(),
        "2025-12".parse().unwrap(),
    );
    let mut commands: Vec<Command> = book
        .managers
        .iter()
        .map(|(name, on)| Command::HireManager {
            manager: ManagerId::new(name).unwrap(),
            on: *on,
        })
        .collect();
    for account in &book.accounts {
        let id = AccountId::new(&account.id).unwrap();
        let of_account = book
            .subscriptions
            .iter()
            .filter(|row| row.account == account.id);
        let on = of_account.clone().map(|row| row.start).min().unwrap();
        commands.push(Command::OpenAccount {
            account: id.clone(),
            on,
        });
        commands.push(Command::ClassifyAccount {
            account: id.clone(),
            dimension: Name::new("segment").unwrap(),
            class: Some(Name::new(account.segment).unwrap()),
            on,
        });
        commands.extend(of_account.map(|row| Command::StartSubscription {
            account: id.clone(),
            subscription: SubscriptionId::new(&row.id).unwrap(),
            span: Span::new(row.start, row.end).unwrap(),
            monthly: Money::from_minor(i128::from(row.monthly_minor), Currency::USD).unwrap(),
        }));
    }
    commands.extend(book.assignments.iter().map(|row| Command::AssignManager {
        account: AccountId::new(&row.account).unwrap(),
        manager: ManagerId::new(&row.manager).unwrap(),
        cause: AssignmentCause::Import,
        on: row.from,
    }));
    commands
}

#[test]
fn a_book_comes_back_from_the_table_of_its_records() {
    let (book, records) = decided(&commands());
    let back = records_from_reader("record.csv", csv(&records).as_slice()).unwrap();
    assert_eq!(back, records);
    assert_eq!(Book::fold(&back, Known::Now).unwrap(), book);
    assert_eq!(csv(&back), csv(&records));
}

/// Every shape of every fact, as the core keeps them.
#[test]
fn every_fact_comes_back() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tenure/tests/golden/facts.tsv");
    let golden = std::fs::read_to_string(path).unwrap();
    let facts = golden.lines().map(|line| {
        let mut parts = line.splitn(3, '\t');
        let (name, schema, json) = (
            parts.next().unwrap(),
            parts.next().unwrap(),
            parts.next().unwrap(),
        );
        let stream = if line.len() % 2 == 0 {
            StreamId::Directory
        } else {
            "account:=1+1, \"x\"".parse().unwrap()
        };
        NewRecord {
            stream,
            effective_on: NaiveDate::from_ymd_opt(2026, 1, 31).unwrap(),
            corrects: None,
            fact: Fact::from_json(name, schema.parse().unwrap(), json).unwrap(),
        }
    });
    let mut records = recorded(facts);
    records[1].corrects = Some(Position::FIRST);
    assert!(records.len() > 100);
    let back = records_from_reader("record.csv", csv(&records).as_slice()).unwrap();
    for (found, written) in back.iter().zip(&records) {
        assert_eq!(found, written);
    }
    assert_eq!(back.len(), records.len());
}

/// The tidy tables feed the importer that reads a host's own files.
#[test]
fn a_book_of_subscriptions_comes_back_from_its_tables() {
    let (book, _) = decided(&commands());
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let (mut lines, mut accounts) = (Vec::new(), Vec::new());
    write_csv(
        &mut lines,
        contract_line_rows(&book, &RecurringRule::default()).unwrap(),
    )
    .unwrap();
    write_csv(&mut accounts, account_rows(&book, today)).unwrap();

    let options = SubscriptionOptions::new(AmountUnit::Major)
        .with_columns("amount=monthly,id=line".parse().unwrap());
    let read = Subscriptions::from_reader("contract_line.csv", lines.as_slice(), &options).unwrap();
    let stated: Vec<_> = read
        .rows()
        .map(|row| StatedSubscription {
            account: row.account().clone(),
            subscription: SubscriptionId::new(row.id().unwrap()).unwrap(),
            span: row.span(),
            monthly: row.amount(),
        })
        .collect();
    let segment = Name::new("segment").unwrap();
    let read = Accounts::from_reader(
        "account.csv",
        accounts.as_slice(),
        &AccountOptions::new().by(["segment"]),
    )
    .unwrap();
    let classes: Vec<_> = read
        .rows()
        .map(|row| StatedClass {
            account: row.id().clone(),
            dimension: segment.clone(),
            class: row.class(0).cloned(),
        })
        .collect();

    assert_eq!(plan(&book, &stated, &classes).unwrap().commands, []);
    let (again, _) = decided(&plan(&Book::default(), &stated, &classes).unwrap().commands);
    let tables = |book: &Book| {
        let mut all = Vec::new();
        write_csv(
            &mut all,
            contract_line_rows(book, &RecurringRule::default()).unwrap(),
        )
        .unwrap();
        write_csv(&mut all, account_class_rows(book)).unwrap();
        String::from_utf8(all).unwrap()
    };
    assert_eq!(tables(&again), tables(&book));
    assert!(assignment_rows(&again).is_empty() && !assignment_rows(&book).is_empty());
}

#[test]
fn what_was_meddled_with_is_told_by_line_and_column() {
    let file = "position,stream,version,effective_on,recorded_at,command,actor,corrects,fact,schema,data\n\
        0,accounts:A,1,2026-02-30,yesterday,c,,,account_opened,1,{}\n\
        2,directory,2,2026-02-28,2026-01-05T08:00:00.000000Z,c,,,account_opened,9,{}\n";
    let Err(ImportError::Rows(errors)) = records_from_reader("record.csv", file.as_bytes()) else {
        panic!("accepted");
    };
    let found: Vec<_> = errors
        .iter()
        .map(|error| (error.line(), error.column().unwrap().to_owned()))
        .collect();
    let expected =
        ["position", "stream", "effective_on", "recorded_at"].map(|column| (2, column.to_owned()));
    assert_eq!(found[..4], expected);
    assert_eq!(found[4..], [(3, "data".to_owned())]);
    assert!(
        errors
            .iter()
            .all(|error| matches!(error.rule(), Rule::Record { .. }))
    );
}
