//! The life of a made-up customer: what two years with one account leave behind.

use std::error::Error;

use chrono::{DateTime, Months, NaiveDate, TimeDelta};
use tenure::decide::decide_all;
use tenure::journal::NewRecord;
use tenure::{AccountId, Book, Command, CommandId, Fact, Position, Record, StreamId, Version};

/// The facts of one directory and of one account, to be told of any number of accounts.
pub(crate) struct Story {
    directory: Vec<Record>,
    account: Vec<NewRecord>,
}

impl Story {
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let mut book = Book::default();
        let directory = decided(&mut book, DIRECTORY)?;
        let mut account = decided(&mut book, BEGINNING)?;
        for month in 1..=12 {
            account.extend(decided(&mut book, &monthly(month)?)?);
        }
        account.extend(decided(&mut book, LATER)?);
        let directory = (1..).zip(directory);
        let directory = directory.map(|(number, new)| record(number, number, new));
        Ok(Self {
            directory: directory.collect::<Result<_, _>>()?,
            account,
        })
    }

    pub(crate) fn id(number: u32) -> Result<AccountId, Box<dyn Error>> {
        Ok(AccountId::new(format!("account-{number:06}"))?)
    }

    pub(crate) fn directory(&self) -> &[Record] {
        &self.directory
    }

    /// The first so many facts of an account.
    pub(crate) fn account(&self, number: u32, facts: usize) -> Result<Vec<Record>, Box<dyn Error>> {
        (0..facts).map(|fact| self.record(number, fact)).collect()
    }

    /// One fact of an account, at the place that it has when a book is told fact by fact.
    pub(crate) fn record(&self, number: u32, fact: usize) -> Result<Record, Box<dyn Error>> {
        let version = fact as u64 + 1;
        let position = 1_000 + fact as u64 * 1_000_000 + u64::from(number);
        let mut new = self.account.get(fact).ok_or("the story is over")?.clone();
        new.stream = StreamId::Account(Self::id(number)?);
        // Read anew, as from a journal: no two accounts share a text in memory.
        new.fact = Fact::from_json(
            new.fact.type_name(),
            new.fact.schema(),
            &new.fact.to_json()?,
        )?;
        record(position, version, new)
    }

    /// What may come next in the account with number 0: one request of each kind that a working day brings.
    pub(crate) fn next_requests() -> Result<Vec<Command>, Box<dyn Error>> {
        Ok(serde_json::from_str(NEXT)?)
    }
}

fn decided(book: &mut Book, requests: &str) -> Result<Vec<NewRecord>, Box<dyn Error>> {
    let requests: Vec<Command> = serde_json::from_str(requests)?;
    Ok(
        decide_all(book, &requests)
            .map_err(|(place, rejection)| format!("{place}: {rejection}"))?,
    )
}

fn record(position: u64, version: u64, new: NewRecord) -> Result<Record, Box<dyn Error>> {
    let seconds = TimeDelta::try_seconds(i64::try_from(position)?).ok_or("too late")?;
    Ok(Record {
        position: Position::new(position).ok_or("no position 0")?,
        stream: new.stream,
        version: Version::new(version),
        effective_on: new.effective_on,
        recorded_at: DateTime::UNIX_EPOCH + seconds,
        command: CommandId::new("story")?,
        actor: None,
        corrects: new.corrects,
        fact: new.fact,
    })
}

/// Two talks, a promise kept, an answer to a survey and, now and then, a problem: what a month brings.
fn monthly(month: u32) -> Result<String, Box<dyn Error>> {
    let start = NaiveDate::from_ymd_opt(2025, 1, 10).ok_or("no such day")?;
    let on = start + Months::new(month);
    let due = on + TimeDelta::days(14);
    let mut requests = vec![
        format!(
            r#"{{"record_interaction":{{"account":"account-000000","on":"{on}","interaction":{{"interaction":"call-{month}","kind":"call","manager":"maria","role":"relationship","contacts":["ada"],"minutes":30,"sentiment":"positive","notes":null}}}}}}"#
        ),
        format!(
            r#"{{"make_commitment":{{"account":"account-000000","on":"{on}","commitment":{{"commitment":"promise-{month}","origin":{{"interaction":"call-{month}"}},"owner":"maria","due":"{due}","notes":null}}}}}}"#
        ),
        format!(
            r#"{{"settle_commitment":{{"account":"account-000000","commitment":"promise-{month}","outcome":"kept","on":"{due}"}}}}"#
        ),
        format!(
            r#"{{"record_survey_answer":{{"account":"account-000000","on":"{due}","answer":{{"response":"answer-{month}","contact":"ada","score":{{"scale":"nps","value":9}},"comment":null}}}}}}"#
        ),
    ];
    if month.is_multiple_of(3) {
        let case = |rest: &str| {
            format!(r#""account":"account-000000","case":"case-{month}","on":"{on}"{rest}"#)
        };
        requests.push(format!(
            r#"{{"open_case":{{"account":"account-000000","on":"{on}","case":{{"case":"case-{month}","at":"09:00:00","kind":"problem","role":"support","priority":"normal","topic":"login","contact":"ada","notes":null}}}}}}"#
        ));
        requests.push(format!(
            r#"{{"answer_case":{{{}}}}}"#,
            case(r#","at":"09:30:00""#)
        ));
        requests.push(format!(
            r#"{{"move_case":{{{}}}}}"#,
            case(r#","to":"waiting_for_customer","at":"09:31:00""#)
        ));
        requests.push(format!(
            r#"{{"record_customer_reply":{{{}}}}}"#,
            case(r#","at":"11:00:00""#)
        ));
        requests.push(format!(
            r#"{{"move_case":{{{}}}}}"#,
            case(r#","to":"resolved","at":"12:00:00""#)
        ));
    }
    Ok(format!("[{}]", requests.join(",")))
}

const DIRECTORY: &str = r#"[
    {"hire_manager":{"manager":"maria","on":"2020-01-01"}},
    {"hire_manager":{"manager":"ravi","on":"2020-01-01"}},
    {"assess_role":{"manager":"ravi","role":"technical","proficiency":"expert","on":"2020-01-01"}},
    {"offer_product":{"product":"gold","needs":["close the books"],"on":"2020-01-01"}},
    {"form_team":{"team":"sales","name":"Sales","discipline":"sales","on":"2020-01-01"}}
]"#;

/// What the first days bring: 20 facts make a young account.
const BEGINNING: &str = r#"[
    {"open_account":{"account":"account-000000","on":"2025-01-01"}},
    {"agree_billing_currency":{"account":"account-000000","currency":"EUR","on":"2025-01-01"}},
    {"locate_account":{"account":"account-000000","time_zone":"Europe/Berlin","on":"2025-01-01"}},
    {"classify_account":{"account":"account-000000","dimension":"segment","class":"enterprise","on":"2025-01-01"}},
    {"classify_account":{"account":"account-000000","dimension":"industry","class":"EdTech","on":"2025-01-01"}},
    {"acquire_customer":{"account":"account-000000","cost":"1200.00 EUR","source":"referral","on":"2025-01-02"}},
    {"move_account":{"account":"account-000000","to":"onboarding","on":"2025-01-02"}},
    {"add_contact":{"account":"account-000000","contact":"ada","subject":"person-1","on":"2025-01-02"}},
    {"give_contact_role":{"account":"account-000000","contact":"ada","role":"sponsor","on":"2025-01-02"}},
    {"judge_influence":{"account":"account-000000","contact":"ada","influence":"high","on":"2025-01-02"}},
    {"add_contact":{"account":"account-000000","contact":"ben","subject":"person-2","on":"2025-01-02"}},
    {"give_contact_role":{"account":"account-000000","contact":"ben","role":"user","on":"2025-01-02"}},
    {"assign_manager":{"account":"account-000000","manager":"maria","cause":"rule","on":"2025-01-02"}},
    {"assign_support":{"account":"account-000000","seat":{"manager":"ravi","role":"technical"},"credit":2000,"on":"2025-01-02"}},
    {"sign_contract":{"account":"account-000000","contract":"K-1","signed_on":"2024-12-15","terms":{"length":{"fixed":{"months":12,"auto_renew":true}},"notice_days":30},"on":"2025-01-05"}},
    {"agree_line":{"account":"account-000000","contract":"K-1","line":"S-1","terms":{"product":"gold","quantity":10,"unit_price":"50.00 EUR","interval":{"every":1,"unit":"month"},"trial_until":null},"on":"2025-01-05"}},
    {"agree_line":{"account":"account-000000","contract":"K-1","line":"S-2","terms":{"product":"gold","quantity":1,"unit_price":"600.00 EUR","interval":{"every":1,"unit":"year"},"trial_until":null},"on":"2025-01-05"}},
    {"grant_discount":{"account":"account-000000","contract":"K-1","discount":"D-1","terms":{"line":"S-1","off":{"percent":1000},"until":"2025-07-01"},"on":"2025-01-05"}},
    {"move_account":{"account":"account-000000","to":"active","on":"2025-01-20"}},
    {"record_fit_review":{"account":"account-000000","on":"2025-01-20","review":{"review":"fit-1","manager":"maria","sales":{"team":"sales"},"products":{"gold":{"clarity":"clear","suitability":"suits","gaps":[]}},"notes":null}}}
]"#;

const LATER: &str = r#"[
    {"tie_liaison":{"account":"account-000000","liaison":{"team":"sales"},"purpose":"growth","on":"2026-02-01"}},
    {"open_opportunity":{"account":"account-000000","on":"2026-02-01","opportunity":{"opportunity":"O-1","kind":"upsell","monthly":"250.00 EUR","expected_close":"2026-06-30"}}},
    {"move_opportunity":{"account":"account-000000","opportunity":"O-1","to":"qualified","on":"2026-02-10"}},
    {"move_opportunity":{"account":"account-000000","opportunity":"O-1","to":"proposed","on":"2026-02-20"}},
    {"revise_opportunity":{"account":"account-000000","opportunity":"O-1","monthly":"300.00 EUR","expected_close":"2026-05-31","on":"2026-02-25"}},
    {"arrange_cover":{"account":"account-000000","manager":"ravi","on":"2026-03-01","until":"2026-03-10"}},
    {"move_account":{"account":"account-000000","to":"at_risk","on":"2026-03-01"}},
    {"agree_line":{"account":"account-000000","contract":"K-1","line":"S-1","terms":{"product":"gold","quantity":12,"unit_price":"50.00 EUR","interval":{"every":1,"unit":"month"},"trial_until":null},"on":"2026-03-01"}},
    {"agree_escalator":{"account":"account-000000","contract":"K-1","escalator":{"rise":300,"every_months":12,"times":2},"on":"2026-03-01"}},
    {"move_account":{"account":"account-000000","to":"active","on":"2026-03-15"}},
    {"open_case":{"account":"account-000000","on":"2026-03-16","case":{"case":"case-20","at":"09:00:00","kind":"need","role":"support","priority":"normal","topic":"export","contact":"ben","notes":null}}},
    {"make_commitment":{"account":"account-000000","on":"2026-03-16","commitment":{"commitment":"promise-20","origin":null,"owner":"maria","due":"2026-06-01","notes":null}}}
]"#;

const NEXT: &str = r#"[
    {"record_interaction":{"account":"account-000000","on":"2026-04-01","interaction":{"interaction":"talk","kind":"meeting","manager":"maria","role":"relationship","contacts":["ada","ben"],"minutes":45,"sentiment":"neutral","notes":null}}},
    {"make_commitment":{"account":"account-000000","on":"2026-04-01","commitment":{"commitment":"new","origin":null,"owner":"maria","due":"2026-05-01","notes":null}}},
    {"settle_commitment":{"account":"account-000000","commitment":"promise-20","outcome":"kept","on":"2026-04-01"}},
    {"record_survey_answer":{"account":"account-000000","on":"2026-04-01","answer":{"response":"new","contact":"ada","score":{"scale":"nps","value":7},"comment":null}}},
    {"open_case":{"account":"account-000000","on":"2026-04-01","case":{"case":"new","at":"09:00:00","kind":"problem","role":"support","priority":"high","topic":"outage","contact":"ada","notes":null}}},
    {"answer_case":{"account":"account-000000","case":"case-20","on":"2026-04-01","at":"10:00:00"}},
    {"move_case":{"account":"account-000000","case":"case-20","to":"open","on":"2026-04-01","at":"10:00:00"}},
    {"move_account":{"account":"account-000000","to":"at_risk","on":"2026-04-01"}},
    {"cancel_account":{"account":"account-000000","reason":"price","on":"2026-04-01"}},
    {"classify_account":{"account":"account-000000","dimension":"segment","class":"mid-market","on":"2026-04-01"}},
    {"add_contact":{"account":"account-000000","contact":"cleo","subject":"person-3","on":"2026-04-01"}},
    {"give_contact_role":{"account":"account-000000","contact":"ben","role":"champion","on":"2026-04-01"}},
    {"contact_leaves":{"account":"account-000000","contact":"ada","on":"2026-04-01"}},
    {"assign_manager":{"account":"account-000000","manager":"ravi","cause":"transfer","on":"2026-04-01"}},
    {"assign_support":{"account":"account-000000","seat":{"manager":"ravi","role":"technical"},"credit":3000,"on":"2026-04-01"}},
    {"arrange_cover":{"account":"account-000000","manager":"ravi","on":"2026-05-01","until":"2026-05-10"}},
    {"start_handover":{"account":"account-000000","handover":"H-1","to":"ravi","items":[{"case":"case-20"},{"commitment":"promise-20"},{"introduction":"ada"}],"on":"2026-04-01"}},
    {"agree_line":{"account":"account-000000","contract":"K-1","line":"S-1","terms":{"product":"gold","quantity":14,"unit_price":"50.00 EUR","interval":{"every":1,"unit":"month"},"trial_until":null},"on":"2026-04-01"}},
    {"swap_plan":{"account":"account-000000","contract":"K-1","from":"S-2","to":"S-3","terms":{"product":"gold","quantity":1,"unit_price":"70.00 EUR","interval":{"every":1,"unit":"month"},"trial_until":null},"on":"2026-04-01"}},
    {"pause_contract":{"account":"account-000000","contract":"K-1","on":"2026-04-01"}},
    {"cancel_contract":{"account":"account-000000","contract":"K-1","effective":"2027-01-04","service_end":"2027-01-05","on":"2026-04-01"}},
    {"start_subscription":{"account":"account-000000","subscription":"S-9","span":{"start":"2026-04-01","end":null},"monthly":"49.90 EUR"}},
    {"record_fit_review":{"account":"account-000000","on":"2026-04-01","review":{"review":"fit-2","manager":"maria","sales":{"team":"sales"},"products":{"gold":{"clarity":"clear","suitability":"suits","gaps":[]}},"notes":null}}},
    {"request_liaison":{"account":"account-000000","on":"2026-04-01","request":{"request":"Q-1","liaison":{"team":"sales"},"topic":"offer","expected_by":"2026-04-10","notes":null}}},
    {"close_opportunity":{"account":"account-000000","opportunity":"O-1","outcome":"won","reason":"fits","on":"2026-04-01"}},
    {"withdraw_record":{"stream":"account:account-000000","record":99001000}}
]"#;
