//! The steps that are the same on every journal.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tenure::journal::{
    self, Append, Archive, Expected, Head, Journal, JournalErrorKind, JournalExt, MemoryJournal,
    NewRecord, Profile, ProfileState, Schema,
};
use tenure::{
    AccountId, ActorId, Command, CommandId, Desk, Known, Name, Outcome, Position, Request, Span,
    StreamId, SubjectId, SubscriptionId, TenantId, fact,
};

type Done<T = ()> = Result<T, Box<dyn Error>>;

/// A journal that is walked through, and what has been said of it.
pub(crate) struct Tour {
    pub(crate) tenant: TenantId,
    journal: Arc<dyn Journal>,
    archive: Arc<dyn Archive>,
    desk: Desk,
    account: AccountId,
    subscription: SubscriptionId,
    said: String,
}

impl Tour {
    pub(crate) fn new(journal: Arc<dyn Journal>, archive: Arc<dyn Archive>) -> Done<Self> {
        let tenant = TenantId::new("journal-tour")?;
        Ok(Self {
            desk: Desk::new(Arc::clone(&journal), tenant.clone()),
            tenant,
            journal,
            archive,
            account: AccountId::new("nova")?,
            subscription: SubscriptionId::new("S-1")?,
            said: String::new(),
        })
    }

    /// The headline of a step.
    pub(crate) fn step(&mut self, text: &str) {
        if !self.said.is_empty() {
            self.said.push('\n');
        }
        self.said.push_str(text);
        self.said.push('\n');
    }

    pub(crate) fn say(&mut self, text: impl fmt::Display) {
        self.said.push_str(&format!("    {text}\n"));
    }

    pub(crate) fn said(self) -> String {
        self.said
    }

    /// Steps 2 to 9: what a service does.
    pub(crate) async fn records(&mut self) -> Done {
        let signing = self.append().await?;
        self.conflict().await?;
        self.retry(&signing).await?;
        self.as_of().await?;
        self.correct().await?;
        self.forget().await?;
        self.neighbour().await?;
        self.verify().await
    }

    async fn append(&mut self) -> Done<Request> {
        self.step("2. Append. Commands become facts, recorded all or none.");
        let signing = Request {
            id: CommandId::new("sign nova")?,
            actor: Some(ActorId::new("asha")?),
            at: instant(0)?,
            commands: vec![
                Command::OpenAccount {
                    account: self.account.clone(),
                    on: day(1, 1)?,
                },
                Command::StartSubscription {
                    account: self.account.clone(),
                    subscription: self.subscription.clone(),
                    span: Span::new(day(1, 1)?, None)?,
                    monthly: "900.00 EUR".parse()?,
                },
            ],
        };
        self.desk.execute(&signing).await?;
        self.show(None).await?;
        Ok(signing)
    }

    async fn conflict(&mut self) -> Done {
        self.step(
            "3. Conflict. Two ended the subscription on what each had read; the second is told.",
        );
        let stream = self.stream();
        let read = self.journal.load_all(&self.tenant, &stream).await?;
        let version = read.last().ok_or("the account has records")?.version;
        let end = |who: &str, month| -> Done<Append> {
            Ok(Append {
                command: CommandId::new(format!("end by {who}"))?,
                actor: Some(ActorId::new(who)?),
                at: instant(1)?,
                expect: vec![(stream.clone(), Expected::Exactly(version))],
                records: vec![NewRecord {
                    stream: stream.clone(),
                    effective_on: day(month, 1)?,
                    corrects: None,
                    fact: fact::SubscriptionEnded {
                        subscription: self.subscription.clone(),
                    }
                    .into(),
                }],
            })
        };
        let (first, second) = (end("asha", 12)?, end("ravi", 11)?);
        let receipt = self.journal.append(&self.tenant, first).await?;
        let refused = match self.journal.append(&self.tenant, second).await {
            Ok(_) => return Err("a decision on an old state was recorded".into()),
            Err(error) => error,
        };
        if !matches!(refused.kind(), JournalErrorKind::Conflict { .. }) {
            return Err(refused.into());
        }
        self.say(format_args!("asha: record {}", receipt.first));
        self.say(format_args!("ravi: {refused}"));
        Ok(())
    }

    async fn retry(&mut self, signing: &Request) -> Done {
        self.step(
            "4. Retry. Was it recorded before the connection broke? Sent again, it is done once.",
        );
        let Outcome::Recorded(receipt) = self.desk.execute(signing).await? else {
            return Err("the request is not known".into());
        };
        self.say(format_args!(
            "records {} and {}, replayed: {}",
            receipt.first,
            receipt.last,
            yes(receipt.replayed)
        ));
        let unsent = CommandId::new("sign nova again")?;
        let unknown = self.journal.receipt(&self.tenant, &unsent).await?;
        self.say(format_args!(
            "what was never sent has a receipt: {}",
            yes(unknown.is_some())
        ));
        let head = self.journal.head(&self.tenant).await?;
        self.say(format_args!("the journal has {} records", count(&head)));
        Ok(())
    }

    async fn as_of(&mut self) -> Done {
        self.step("5. As of. A discount from March on is recorded in May, and each day knows what it knew.");
        let reprice = Command::RepriceSubscription {
            account: self.account.clone(),
            subscription: self.subscription.clone(),
            monthly: "750.00 EUR".parse()?,
            on: day(3, 1)?,
        };
        self.execute("reprice", 130, reprice).await?;
        self.price("as known in April", Known::At(instant(100)?))
            .await?;
        self.price("as known now", Known::Now).await
    }

    async fn correct(&mut self) -> Done {
        self.step("6. Correct. It was somebody else's discount: the record is taken back, and stays to be seen.");
        let head = self.journal.head(&self.tenant).await?;
        let wrong = head.position.ok_or("there are records")?;
        let withdraw = Command::WithdrawRecord {
            stream: self.stream(),
            record: wrong,
        };
        self.execute("take back", 131, withdraw).await?;
        let before = Position::new(wrong.get().saturating_sub(1));
        self.show(before).await?;
        self.price("as known on 11 May", Known::At(instant(130)?))
            .await?;
        self.price("as known now", Known::Now).await
    }

    async fn forget(&mut self) -> Done {
        self.step(
            "7. Forget. Personal data stands beside the facts, and goes; what is counted stays.",
        );
        let contact = SubjectId::new("contact-7")?;
        let fields = [(Name::new("name")?, "Lakshmi Rao".to_owned())];
        let profile = Profile::new(fields.into())?;
        let before = self.journal.head(&self.tenant).await?;
        self.journal
            .put_profile(&self.tenant, &contact, profile.clone())
            .await?;
        self.profile("kept", &contact).await?;
        self.journal.forget(&self.tenant, &contact).await?;
        self.profile("forgotten", &contact).await?;
        let again = self
            .journal
            .put_profile(&self.tenant, &contact, profile)
            .await;
        let refused = again.err().ok_or("who was forgotten is known again")?;
        self.say(format_args!("kept again: {refused}"));
        let same = self.journal.head(&self.tenant).await? == before;
        self.say(format_args!(
            "the facts and their hash are the same: {}",
            yes(same)
        ));
        Ok(())
    }

    async fn neighbour(&mut self) -> Done {
        self.step("8. Tenants are apart.");
        let neighbour = TenantId::new("neighbour")?;
        let records = self.journal.load_all(&neighbour, &self.stream()).await?;
        self.say(format_args!(
            "asked for the same account the neighbour gets {} records",
            records.len()
        ));
        Ok(())
    }

    async fn verify(&mut self) -> Done {
        self.step("9. Verify. Every checksum, every place, and the hash over all of it: the anchor to keep elsewhere.");
        let verified = self.journal.verify(&self.tenant).await?;
        self.say(format_args!(
            "{} records in {} stream",
            count(&verified.head),
            verified.streams
        ));
        self.say(verified.head.chain);
        Ok(())
    }

    /// Step 11: out as lines of text, and in again, into another kind of journal.
    pub(crate) async fn restore(&mut self, folder: &Path) -> Done {
        self.step("11. Restore. An export is lines of JSON; whichever journal reads them comes to the same hash.");
        let path = folder.join("export.jsonl");
        let mut file = BufWriter::new(File::create(&path)?);
        let head = journal::export(self.archive.as_ref(), &self.tenant, |line| {
            writeln!(file, "{line}")
        })
        .await?;
        file.into_inner()?.sync_all()?;
        let lines = BufReader::new(File::open(&path)?).lines().count();

        let restored = Arc::new(MemoryJournal::new());
        let lines_again = BufReader::new(File::open(&path)?).lines();
        let verified = journal::restore(restored.as_ref(), lines_again).await?;
        self.say(format_args!("{lines} lines, read into a journal in memory"));
        self.say(format_args!(
            "the same hash: {}",
            yes(verified.head == head)
        ));
        let (there, here) = (
            restored.scan_all(&self.tenant).await?,
            self.journal.scan_all(&self.tenant).await?,
        );
        self.say(format_args!("the same records: {}", yes(there == here)));
        let contact = SubjectId::new("contact-7")?;
        let forgotten = restored.profile(&self.tenant, &contact).await? == ProfileState::Forgotten;
        self.say(format_args!("forgotten there too: {}", yes(forgotten)));
        Ok(())
    }

    fn stream(&self) -> StreamId {
        StreamId::Account(self.account.clone())
    }

    async fn execute(&self, id: &str, days: i64, command: Command) -> Done {
        let request = Request {
            id: CommandId::new(id)?,
            actor: Some(ActorId::new("asha")?),
            at: instant(days)?,
            commands: vec![command],
        };
        self.desk.execute(&request).await?;
        Ok(())
    }

    /// What the account paid on 31 March, by what was known then.
    async fn price(&mut self, when: &str, known: Known) -> Done {
        let book = self.desk.book(known).await?;
        let amount = book
            .account(&self.account)
            .and_then(|account| account.subscription(&self.subscription))
            .and_then(|subscription| subscription.monthly_on(day(3, 31).ok()?))
            .ok_or("the subscription is in force")?;
        self.say(format_args!("{when}: {amount} a month on 31 March"));
        Ok(())
    }

    async fn profile(&mut self, when: &str, subject: &SubjectId) -> Done {
        let said = match self.journal.profile(&self.tenant, subject).await? {
            ProfileState::Absent => "nothing".to_owned(),
            ProfileState::Forgotten => "nothing, and nothing will be".to_owned(),
            ProfileState::Present(profile) => {
                let fields = profile.fields().iter();
                let fields: Vec<String> = fields
                    .map(|(name, value)| format!("{name} {value}"))
                    .collect();
                fields.join(", ")
            }
        };
        self.say(format_args!("{when}: {said}"));
        Ok(())
    }

    /// The records after a place, as they stand.
    async fn show(&mut self, after: Option<Position>) -> Done {
        let mut lines = Vec::new();
        self.journal
            .scan_each(&self.tenant, after, |page| {
                lines.extend(page.into_iter().map(|record| {
                    let corrects = record.corrects.map(|place| format!(", corrects {place}"));
                    format!(
                        "{}  {}  {}  from {}, recorded on {}{}",
                        record.position,
                        record.stream,
                        record.fact.type_name(),
                        record.effective_on,
                        record.recorded_at.date_naive(),
                        corrects.unwrap_or_default()
                    )
                }));
                ControlFlow::Continue(())
            })
            .await?;
        for line in lines {
            self.say(line);
        }
        Ok(())
    }
}

pub(crate) fn count(head: &Head) -> u64 {
    head.position.map_or(0, Position::get)
}

/// What a store is, in words.
pub(crate) fn schema(schema: Schema) -> &'static str {
    match schema {
        Schema::Absent => "no journal",
        Schema::Current => "a journal of this version",
        Schema::Outdated { .. } => "an older journal",
        Schema::Newer { .. } => "a newer journal",
        _ => "something else",
    }
}

pub(crate) fn yes(so: bool) -> &'static str {
    if so { "yes" } else { "no" }
}

fn day(month: u32, day: u32) -> Done<NaiveDate> {
    Ok(NaiveDate::from_ymd_opt(2026, month, day).ok_or("a day")?)
}

/// So many days after the beginning of 2026: the tour brings its own clock.
fn instant(days: i64) -> Done<DateTime<Utc>> {
    let start = day(1, 1)?.and_hms_opt(9, 0, 0).ok_or("a time")?.and_utc();
    Ok(start
        .checked_add_signed(TimeDelta::days(days))
        .ok_or("an instant")?)
}
