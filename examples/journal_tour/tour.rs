//! The steps that are the same on every journal.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tenure::journal::{
    self, Append, Archive, Expected, Head, Journal, JournalExt, MemoryJournal, NewRecord, Profile,
};
use tenure::{
    AccountId, ActorId, Command, CommandId, Desk, Known, Name, Position, Request, Span, StreamId,
    SubjectId, SubscriptionId, TenantId, Version, fact,
};

/// A journal that is walked through.
pub(crate) struct Tour {
    pub(crate) tenant: TenantId,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) archive: Arc<dyn Archive>,
}

type Done<T = ()> = Result<T, Box<dyn Error>>;

impl Tour {
    /// Steps 2 to 9: what a service does.
    pub(crate) async fn records(&self) -> Done {
        let (tenant, journal) = (&self.tenant, &self.journal);
        let (nova, subscription) = (AccountId::new("nova")?, SubscriptionId::new("S-1")?);
        let stream = StreamId::Account(nova.clone());
        let desk = Desk::new(Arc::clone(journal), tenant.clone());

        println!("\n2. Append. Commands become facts, recorded all or none.");
        let request = Request {
            id: CommandId::new("sign nova")?,
            actor: Some(ActorId::new("asha")?),
            at: instant(0)?,
            commands: vec![
                Command::OpenAccount {
                    account: nova.clone(),
                    on: day(1, 1)?,
                },
                Command::StartSubscription {
                    account: nova.clone(),
                    subscription: subscription.clone(),
                    span: Span::new(day(1, 1)?, None)?,
                    monthly: "900.00 EUR".parse()?,
                },
            ],
        };
        desk.execute(&request).await?;
        self.show(None).await?;

        println!("\n3. Conflict. A decision holds only for the version it was based on.");
        let outdated = Append {
            command: CommandId::new("from an old page")?,
            actor: None,
            at: instant(1)?,
            expect: vec![(stream.clone(), Expected::Exactly(Version::new(1)))],
            records: vec![NewRecord {
                stream: stream.clone(),
                effective_on: day(2, 1)?,
                corrects: None,
                fact: fact::SubscriptionEnded {
                    subscription: subscription.clone(),
                }
                .into(),
            }],
        };
        match journal.append(tenant, outdated).await {
            Ok(_) => return Err("an outdated decision was recorded".into()),
            Err(error) => println!("   refused: {error}"),
        }

        println!("\n4. Retry. The same command again is answered, and writes nothing.");
        desk.execute(&request).await?;
        let receipt = journal.receipt(tenant, &request.id).await?;
        let receipt = receipt.ok_or("the receipt is there")?;
        println!(
            "   records {} to {}, replayed: {}",
            receipt.first, receipt.last, receipt.replayed
        );
        println!(
            "   the journal has {} records",
            count(&journal.head(tenant).await?)
        );

        println!("\n5. As of. A discount agreed for March is recorded in May.");
        self.execute(
            &desk,
            "reprice",
            120,
            vec![Command::RepriceSubscription {
                account: nova.clone(),
                subscription: subscription.clone(),
                monthly: "750.00 EUR".parse()?,
                on: day(3, 1)?,
            }],
        )
        .await?;
        let in_april = Known::At(instant(100)?);
        self.amount(&desk, "known in April", in_april).await?;
        self.amount(&desk, "known now     ", Known::Now).await?;

        println!(
            "\n6. Correct. It was another customer's discount: the record is taken back, and stays."
        );
        let wrong = self.last().await?;
        self.execute(
            &desk,
            "take back",
            121,
            vec![Command::WithdrawRecord {
                stream: stream.clone(),
                record: wrong,
            }],
        )
        .await?;
        self.amount(&desk, "known now     ", Known::Now).await?;
        self.show(Some(wrong)).await?;

        println!(
            "\n7. Forget. Personal data is beside the facts and can go; what was counted stays."
        );
        let contact = SubjectId::new("contact-7")?;
        let fields = [(Name::new("name")?, "Lakshmi Rao".to_owned())];
        journal
            .put_profile(tenant, &contact, Profile::new(fields.into())?)
            .await?;
        println!("   {:?}", journal.profile(tenant, &contact).await?);
        journal.forget(tenant, &contact).await?;
        println!("   {:?}", journal.profile(tenant, &contact).await?);

        println!("\n8. Tenants are apart.");
        let other = TenantId::new(format!("{tenant}-neighbour"))?;
        println!(
            "   the neighbour has {} records",
            journal.scan_all(&other).await?.len()
        );

        println!(
            "\n9. Verify. Every checksum, every place, and the hash over all of it: the anchor to keep elsewhere."
        );
        let verified = journal.verify(tenant).await?;
        println!(
            "   {} records of {} streams",
            count(&verified.head),
            verified.streams
        );
        println!("   {}", verified.head.chain);
        Ok(())
    }

    /// Step 11: out as lines of text, and in again, into another kind of journal.
    pub(crate) async fn restore(&self, folder: &Path) -> Done {
        println!(
            "\n11. Restore. An export is lines of JSON; whatever journal reads them comes to the same hash."
        );
        let path = folder.join("export.jsonl");
        let mut file = BufWriter::new(File::create(&path)?);
        let head = journal::export(self.archive.as_ref(), &self.tenant, |line| {
            writeln!(file, "{line}")
        })
        .await?;
        file.into_inner()?.sync_all()?;
        let text = std::fs::read_to_string(&path)?;
        for line in text.lines().take(3) {
            println!("   {line}");
        }
        println!("   … {} lines", text.lines().count());
        let restored = MemoryJournal::new();
        let verified =
            journal::restore(&restored, BufReader::new(File::open(&path)?).lines()).await?;
        println!("   the same hash: {}", verified.head == head);
        Ok(())
    }

    async fn execute(&self, desk: &Desk, id: &str, days: i64, commands: Vec<Command>) -> Done {
        let request = Request {
            id: CommandId::new(id)?,
            actor: Some(ActorId::new("asha")?),
            at: instant(days)?,
            commands,
        };
        desk.execute(&request).await?;
        Ok(())
    }

    /// What an account paid in March, by what was known then.
    async fn amount(&self, desk: &Desk, when: &str, known: Known) -> Done {
        let book = desk.book(known).await?;
        let account = book
            .account(&AccountId::new("nova")?)
            .ok_or("the account is there")?;
        let subscription = account
            .subscription(&SubscriptionId::new("S-1")?)
            .ok_or("the subscription is there")?;
        let amount = subscription
            .monthly_on(day(3, 31)?)
            .ok_or("it is in force")?;
        println!("   {when}: {amount} a month on 31 March");
        Ok(())
    }

    async fn last(&self) -> Done<Position> {
        let head = self.journal.head(&self.tenant).await?;
        Ok(head.position.ok_or("there are records")?)
    }

    /// The records after a place, as they stand.
    async fn show(&self, after: Option<Position>) -> Done {
        let mut lines = Vec::new();
        self.journal
            .scan_each(&self.tenant, after, |page| {
                lines.extend(page.into_iter().map(|record| {
                    let corrects = record.corrects.map(|place| format!(", corrects {place}"));
                    format!(
                        "   {}  {}  {}  from {}{}",
                        record.position,
                        record.stream,
                        record.fact.type_name(),
                        record.effective_on,
                        corrects.unwrap_or_default()
                    )
                }));
                std::ops::ControlFlow::Continue(())
            })
            .await?;
        for line in lines {
            println!("{line}");
        }
        Ok(())
    }
}

pub(crate) fn count(head: &Head) -> u64 {
    head.position.map_or(0, Position::get)
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
