use tenure::agenda::{Agenda, RenewalPipeline};
use tenure::focus::{Focus, FocusPolicy};
use tenure::health::{Health, HealthChange, Scorecard};
use tenure::situation::{Supplied, Viewpoint};
use tenure::staffing::ManagerLoad;
use tenure::{AccountId, ManagerId, Money};

use crate::reader::Reader;
use crate::{Heading, Names, ReportError, page};

/// A manager's book: what to do and what does not fit, which role to wear for whom, how healthy accounts are and why, what comes up
/// for renewal, and what all of it takes.
///
/// ```
/// use chrono::{Days, NaiveDate};
/// use tenure::agenda::{Agenda, AgendaPolicy, RenewalPipeline};
/// use tenure::focus::FocusPolicy;
/// use tenure::health::Scorecard;
/// use tenure::situation::Viewpoint;
/// use tenure::{Book, ManagerId, Span, decide::decide_all};
/// use tenure_report::{AccountStanding, Heading, Language, ManagerReport, Names};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"hire_manager": {"manager": "maria", "on": "2026-01-01"}},
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"assign_manager": {"account": "A-17", "manager": "maria", "cause": "claim", "on": "2026-01-01"}},
///     {"make_commitment": {"account": "A-17", "on": "2026-03-02", "commitment":
///         {"commitment": "M-1", "origin": null, "owner": "maria", "due": "2026-03-09", "notes": null}}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let as_of = NaiveDate::from_ymd_opt(2026, 3, 9).expect("a day");
/// let (now, before) = (Viewpoint::of(&book, as_of), Viewpoint::of(&book, as_of - Days::new(28)));
/// let (manager, card) = (ManagerId::new("maria")?, Scorecard::default());
/// let week = Span::new(as_of, Some(as_of + Days::new(7)))?;
/// let report = ManagerReport {
///     heading: Heading { title: "Maria's book", subtitle: "", notes: &[], as_of, language: Language::English },
///     agenda: &Agenda::of(&now, &manager, week, &card, &AgendaPolicy::default()),
///     accounts: &AccountStanding::of_manager(&now, Some(&before), &manager, &FocusPolicy::default(), &card),
///     renewals: &RenewalPipeline::from_situations(now.situations().filter(|account| account.holder == Some(&manager)))?,
///     load: None, // one of `tenure::staffing::loads`
///     names: &Names::default(),
/// };
/// assert!(report.to_html()?.contains("Keep the promise"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ManagerReport<'a> {
    /// What stands at its head; the day is that of the agenda.
    pub heading: Heading<'a>,
    /// What to do.
    pub agenda: &'a Agenda<'a>,
    /// The accounts, in any order.
    pub accounts: &'a [AccountStanding<'a>],
    /// What comes up among them.
    pub renewals: &'a RenewalPipeline<'a>,
    /// What they take, where it is known.
    pub load: Option<&'a ManagerLoad>,
    /// What accounts and managers are called.
    pub names: &'a Names<'a>,
}

/// How one account of a manager stands.
#[derive(Clone, Debug)]
pub struct AccountStanding<'a> {
    /// Which.
    pub account: &'a AccountId,
    /// What it pays a month, where that is of one currency.
    pub monthly: Option<Money>,
    /// Which role it asks for.
    pub focus: Focus,
    /// How healthy it is.
    pub health: Health<'a>,
    /// Why its health is another than before; `None` where there is no score then or now, or nothing to compare with.
    pub change: Option<HealthChange<'a>>,
}

impl ManagerReport<'_> {
    /// The page: one HTML document that needs no other file, no script and no network. The same report makes the same bytes.
    ///
    /// # Errors
    /// [`ReportError::Language`], [`ReportError::Money`].
    pub fn to_html(&self) -> Result<String, ReportError> {
        let reader = Reader::new(self.heading.language)?;
        Ok(page::manager::render(self, &reader)?.into_string())
    }
}

impl<'a> AccountStanding<'a> {
    /// How the accounts stand that a manager holds, by id: as the day of a viewpoint, with the change since that of an earlier one.
    /// A host that [supplies](Supplied) what it knows besides makes its own.
    #[must_use]
    pub fn of_manager(
        now: &Viewpoint<'a>,
        before: Option<&Viewpoint<'a>>,
        manager: &ManagerId,
        policy: &FocusPolicy,
        card: &'a Scorecard,
    ) -> Vec<Self> {
        let nothing = Supplied::default();
        let held = now.situations();
        let held = held.filter(|situation| situation.holder == Some(manager));
        let standing = held.map(|situation| {
            let health = Health::of(&situation, card);
            let account = now.book().account(situation.account);
            let earlier = before.zip(account).map(|(before, account)| {
                let then = before.situation_of(account, &nothing);
                Health::of(&then, card)
            });
            Self {
                account: situation.account,
                monthly: situation.monthly(),
                focus: Focus::of(&situation, policy),
                change: earlier.and_then(|earlier| HealthChange::between(&earlier, &health)),
                health,
            }
        });
        standing.collect()
    }
}
