//! Days that matter as an iCalendar file (RFC 5545): renewals, last days for notice, follow-ups.

use std::borrow::Cow;
use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};

use crate::content_line::{ContentLines, is_domain, push_part};
use crate::{AgendaRow, CommitmentRow, RenewalRow, TableError, text};

/// What a calendar is called and says of itself.
#[derive(Clone, Copy, Debug)]
pub struct CalendarOptions<'a> {
    /// A domain name of the host's own, which makes the ids of events unique in the world.
    pub domain: &'a str,
    /// The name of the calendar.
    pub name: &'a str,
    /// The day the events are of. Events carry it as their stamp, so that the same book gives the same bytes, and a later export
    /// replaces an earlier one wherever it was imported.
    pub as_of: NaiveDate,
    /// How many days before an event to give a reminder, for each reminder.
    pub reminders: &'a [u16],
}

/// What happens on the day of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A contract renews or lapses.
    Renewal,
    /// A subscription that was recorded by itself ends.
    End,
    /// The last day on which notice can be given.
    Notice,
    /// Something promised to a customer is due.
    FollowUp,
    /// Something on an agenda is due.
    Action,
}

/// A whole day in a calendar.
///
/// Its unique id is made of what it is about, not of its summary: `renewal-ACCOUNT-CONTRACT-2026-04-01@DOMAIN`,
/// `notice-ACCOUNT-CONTRACT-2026-04-01@DOMAIN` (the day of the renewal), `follow-up-ACCOUNT-COMMITMENT@DOMAIN`, and as for a renewal
/// `end-ACCOUNT-SUBSCRIPTION-2026-04-01@DOMAIN`; of an agenda `action-ACCOUNT-WHAT@DOMAIN`, where `WHAT` has the action, what it is
/// about and its id, with line ends between, so that it stays when the day moves. In ids every byte
/// but ASCII letters, digits, `.` and `_` stands as `%` and two hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEvent<'a> {
    /// What happens.
    pub kind: EventKind,
    /// The account.
    pub account: &'a str,
    /// The contract, subscription or commitment; of an agenda what it is about, in words that do not change.
    pub about: Cow<'a, str>,
    /// The day of the renewal, for a renewal, end or notice: which of the contract's renewals it is.
    pub renewal: Option<NaiveDate>,
    /// The day.
    pub on: NaiveDate,
    /// Raised by a host that moves an event within one day; the stamp orders all others.
    pub sequence: u32,
    /// The title, any text.
    pub summary: String,
    /// More about it, any text.
    pub description: String,
}

/// The events of renewals: the renewal itself and, where it is another day, the last one for notice. What is cancelled has none, and of a
/// subscription that ends there is nothing to give notice of.
pub fn renewal_events<'a>(
    rows: impl IntoIterator<Item = RenewalRow<'a>>,
) -> impl Iterator<Item = CalendarEvent<'a>> {
    let coming = rows.into_iter().filter(|row| !row.cancelled);
    coming.flat_map(|row| {
        let of_contract = row.kind == "contract";
        let base = row
            .base
            .map(|base| format!("{base} a month. "))
            .unwrap_or_default();
        let manager = row.manager.unwrap_or("nobody");
        let what = if row.automatic {
            "renews"
        } else {
            "lapses unless renewed"
        };
        let event = CalendarEvent {
            kind: if of_contract {
                EventKind::Renewal
            } else {
                EventKind::End
            },
            account: row.account,
            about: row.contract.into(),
            renewal: Some(row.renews_on),
            on: row.renews_on,
            sequence: 0,
            summary: format!("{}: {} {} {what}", row.account, row.kind, row.contract),
            description: if of_contract {
                format!("{base}Notice by {}. Held by {manager}.", row.notice_by)
            } else {
                format!("{base}Held by {manager}.")
            },
        };
        let notice = CalendarEvent {
            kind: EventKind::Notice,
            on: row.notice_by,
            summary: format!(
                "{}: last day for notice on contract {}",
                row.account, row.contract
            ),
            description: format!("{base}It {what} on {}. Held by {manager}.", row.renews_on),
            ..event.clone()
        };
        let notice = (of_contract && row.notice_by != row.renews_on).then_some(notice);
        std::iter::once(event).chain(notice)
    })
}

/// The events of commitments that are open: the days on which they are due.
pub fn follow_up_events<'a>(
    rows: impl IntoIterator<Item = CommitmentRow<'a>>,
) -> impl Iterator<Item = CalendarEvent<'a>> {
    let open = rows.into_iter().filter(|row| row.settled_on.is_none());
    open.map(|row| CalendarEvent {
        kind: EventKind::FollowUp,
        account: row.account,
        about: row.commitment.into(),
        renewal: None,
        on: row.due,
        sequence: 0,
        summary: format!("{}: commitment {} is due", row.account, row.commitment),
        description: format!("Promised on {}. Owner: {}.", row.made_on, row.owner),
    })
}

/// The events of agendas: the last days on which actions are in time. Renewals and commitments are left out, for they have
/// [events](renewal_events) [of their own](follow_up_events), and so is what has no day or concerns no account.
pub fn agenda_events<'a>(
    rows: impl IntoIterator<Item = AgendaRow<'a>>,
) -> impl Iterator<Item = CalendarEvent<'a>> {
    rows.into_iter().filter_map(|row| {
        let (account, due) = row.account.zip(row.due)?;
        if matches!(row.about, "contract" | "subscription" | "commitment") {
            return None;
        }
        let what = row.action.replace('_', " ");
        let subject = [row.subject, row.step];
        let which: String = subject
            .iter()
            .flatten()
            .flat_map(|part| [" ", *part])
            .collect();
        // No id has a line end in it, so what is put together can be told apart.
        let about = [Some(row.action), Some(row.about), row.subject, row.step];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        Some(CalendarEvent {
            kind: EventKind::Action,
            account,
            about: about.join("\n").into(),
            renewal: None,
            on: due,
            sequence: 0,
            summary: format!("{account}: {what}{which}"),
            description: format!(
                "{} minutes, as {}. Owner: {}.",
                row.minutes,
                row.role.replace('_', " "),
                row.manager
            ),
        })
    })
}

/// Writes events as one calendar, in the order given, and gives how many there were.
///
/// Every event is a whole day that ends where the next begins, does not make anybody busy, and has its own unique id, so that
/// importing the file again changes what is there and adds nothing twice.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure_tables::{CalendarEvent, CalendarOptions, EventKind, write_calendar};
///
/// let day = |d| NaiveDate::from_ymd_opt(2026, 4, d).expect("a day");
/// let event = CalendarEvent {
///     kind: EventKind::Renewal, account: "acme", about: "C-1".into(), renewal: Some(day(1)), on: day(1), sequence: 0,
///     summary: "acme renews".to_owned(), description: String::new(),
/// };
/// let options = CalendarOptions { domain: "crm.example.com", name: "Renewals", as_of: day(1), reminders: &[7] };
/// let mut file = Vec::new();
/// write_calendar(&mut file, &options, [event])?;
/// let file = String::from_utf8(file).expect("text");
/// assert!(file.contains("UID:renewal-acme-C%2D1-2026-04-01@crm.example.com\r\n"));
/// assert!(file.contains("DTSTART;VALUE=DATE:20260401\r\nDTEND;VALUE=DATE:20260402\r\n"));
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
///
/// # Errors
/// [`TableError::Domain`]; [`TableError::Unsuited`] at a day outside the years 0 to 9999; [`TableError::Write`].
pub fn write_calendar<'a>(
    out: impl Write,
    options: &CalendarOptions<'_>,
    events: impl IntoIterator<Item = CalendarEvent<'a>>,
) -> Result<u64, TableError> {
    if !is_domain(options.domain) {
        return Err(TableError::Domain {
            domain: options.domain.to_owned(),
        });
    }
    let mut count = 0;
    let refused = |row, source| TableError::Write {
        table: "calendar",
        row,
        source,
    };
    let mut lines = ContentLines::new(io::BufWriter::new(out));
    head(&mut lines, options).map_err(|source| refused(0, source))?;
    for event in events {
        let days = Days::of(&event, options.as_of)?;
        write_event(&mut lines, options, &event, &days)
            .map_err(|source| refused(count + 1, source))?;
        count += 1;
    }
    lines
        .plain("END", "VCALENDAR")
        .and_then(|()| lines.finish())
        .map_err(|source| refused(count, source))?;
    Ok(count)
}

fn head<W: Write>(lines: &mut ContentLines<W>, options: &CalendarOptions<'_>) -> io::Result<()> {
    lines.plain("BEGIN", "VCALENDAR")?;
    lines.plain("VERSION", "2.0")?;
    lines.plain("PRODID", "-//tenure//tenure-tables//EN")?;
    lines.plain("CALSCALE", "GREGORIAN")?;
    lines.plain("METHOD", "PUBLISH")?;
    // RFC 7986; and the name by which it went before that.
    lines.text("NAME", options.name)?;
    lines.text("X-WR-CALNAME", options.name)
}

fn write_event<W: Write>(
    lines: &mut ContentLines<W>,
    options: &CalendarOptions<'_>,
    event: &CalendarEvent<'_>,
    days: &Days,
) -> io::Result<()> {
    lines.plain("BEGIN", "VEVENT")?;
    lines.plain("UID", &uid(event, options.domain))?;
    lines.plain("DTSTAMP", &format!("{}T000000Z", days.stamp))?;
    lines.plain("SEQUENCE", &event.sequence.to_string())?;
    lines.plain("DTSTART;VALUE=DATE", &days.start)?;
    lines.plain("DTEND;VALUE=DATE", &days.end)?;
    lines.text("SUMMARY", &event.summary)?;
    if !event.description.is_empty() {
        lines.text("DESCRIPTION", &event.description)?;
    }
    lines.plain("CATEGORIES", event.kind.category())?;
    lines.plain("TRANSP", "TRANSPARENT")?;
    for days in options.reminders {
        lines.plain("BEGIN", "VALARM")?;
        lines.plain("ACTION", "DISPLAY")?;
        lines.text("DESCRIPTION", &event.summary)?;
        lines.plain("TRIGGER", &format!("-P{days}D"))?;
        lines.plain("END", "VALARM")?;
    }
    lines.plain("END", "VEVENT")
}

impl EventKind {
    const fn part(self) -> &'static str {
        match self {
            Self::Renewal => "renewal",
            Self::End => "end",
            Self::Notice => "notice",
            Self::FollowUp => "follow-up",
            Self::Action => "action",
        }
    }

    const fn category(self) -> &'static str {
        match self {
            Self::Renewal | Self::End => "RENEWAL",
            Self::Notice => "NOTICE",
            Self::FollowUp => "FOLLOW-UP",
            Self::Action => "ACTION",
        }
    }
}

fn uid(event: &CalendarEvent<'_>, domain: &str) -> String {
    let mut uid = String::from(event.kind.part());
    for id in [event.account, &*event.about] {
        uid.push('-');
        push_part(&mut uid, id);
    }
    if let Some(renewal) = event.renewal {
        uid.push('-');
        uid.push_str(&renewal.to_string());
    }
    uid.push('@');
    uid.push_str(domain);
    uid
}

/// The days of an event as a calendar writes them: `20260401`.
struct Days {
    stamp: String,
    start: String,
    end: String,
}

impl Days {
    fn of(event: &CalendarEvent<'_>, as_of: NaiveDate) -> Result<Self, TableError> {
        let written = |day: Option<NaiveDate>| {
            day.filter(|day| (0..=9999).contains(&day.year()))
                .map(|day| {
                    let mut digits = Vec::with_capacity(10);
                    text::push_date(&mut digits, day);
                    digits.retain(|byte| *byte != b'-');
                    String::from_utf8(digits).unwrap_or_default()
                })
                .ok_or_else(|| TableError::Unsuited {
                    slice: event.account.to_owned(),
                    reason: "a calendar has years from 0 to 9999 only; leave the event out",
                })
        };
        Ok(Self {
            stamp: written(Some(as_of))?,
            start: written(Some(event.on))?,
            end: written(event.on.succ_opt())?,
        })
    }
}
