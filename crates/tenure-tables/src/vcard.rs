//! Contacts as vCards (RFC 6350), for an address book.

use std::io::{self, Write};

use crate::content_line::{ContentLines, is_domain, push_part};
use crate::{Columns, ContactRow, TableError};

/// Writes the contacts that are there as vCards of version 4.0, in the order given, and gives how many there were.
///
/// A card has the name (the contact's id where no name is known), the account as organisation, e-mail address and telephone number.
/// Its unique id, `contact-ACCOUNT-CONTACT@DOMAIN`, stays the same from export to export. Cards are personal data as a whole, so personal
/// columns have to be asked for.
///
/// ```
/// use tenure_tables::{Columns, TableError, write_vcards};
///
/// let refused = write_vcards(std::io::sink(), "crm.example.com", [], Columns::OPEN);
/// assert!(matches!(refused, Err(TableError::Personal { .. })));
/// ```
///
/// # Errors
/// [`TableError::Personal`]; [`TableError::Domain`]; [`TableError::Write`].
pub fn write_vcards<'a>(
    out: impl Write,
    domain: &str,
    contacts: impl IntoIterator<Item = ContactRow<'a>>,
    columns: Columns,
) -> Result<u64, TableError> {
    if !columns.personal {
        return Err(TableError::Personal { what: "contacts" });
    }
    if !is_domain(domain) {
        return Err(TableError::Domain {
            domain: domain.to_owned(),
        });
    }
    let mut lines = ContentLines::new(io::BufWriter::new(out));
    let mut count = 0;
    let refused = |row, source| TableError::Write {
        table: "contact",
        row,
        source,
    };
    for contact in contacts.into_iter().filter(|contact| contact.active) {
        card(&mut lines, domain, &contact).map_err(|source| refused(count + 1, source))?;
        count += 1;
    }
    lines.finish().map_err(|source| refused(count, source))?;
    Ok(count)
}

fn card<W: Write>(
    lines: &mut ContentLines<W>,
    domain: &str,
    contact: &ContactRow<'_>,
) -> io::Result<()> {
    let mut uid = String::from("contact");
    for id in [contact.account, contact.contact] {
        uid.push('-');
        push_part(&mut uid, id);
    }
    uid.push('@');
    uid.push_str(domain);

    lines.plain("BEGIN", "VCARD")?;
    lines.plain("VERSION", "4.0")?;
    lines.plain("UID;VALUE=text", &uid)?;
    lines.plain("KIND", "individual")?;
    lines.text("FN", contact.name.unwrap_or(contact.contact))?;
    lines.text("ORG", contact.account)?;
    let roles = [
        (contact.decision_maker, "decision maker"),
        (contact.sponsor, "sponsor"),
        (contact.champion, "champion"),
        (contact.user, "user"),
        (contact.billing, "billing"),
    ];
    for (_, role) in roles.iter().filter(|(plays, _)| *plays) {
        lines.text("ROLE", role)?;
    }
    if let Some(email) = contact.email {
        lines.text("EMAIL", email)?;
    }
    if let Some(phone) = contact.phone {
        lines.text("TEL;VALUE=text", phone)?;
    }
    lines.plain("END", "VCARD")
}
