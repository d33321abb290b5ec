//! What happened to one customer.

use chrono::{Days, Months, NaiveDate};
use serde_json::{Value, json};
use tenure::Command;

use super::directory::{ADVISER, CADENCE, PRODUCTS, TECHNICAL};
use super::{Portfolio, command};
use crate::Dice;

/// How it goes with a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Character {
    Steady,
    Thriving,
    Neglected,
    Troubled,
    Unfit,
    Leaving,
    New,
    PastDue,
}

use Character::{Leaving, Neglected, New, PastDue, Steady, Thriving, Troubled, Unfit};

impl Character {
    pub(super) fn of(portfolio: &Portfolio, number: u32) -> Self {
        match portfolio.dice(number, 1).below(20) {
            0..=6 => Steady,
            7..=10 => Thriving,
            11..=12 => Neglected,
            13..=15 => Troubled,
            16 => Unfit,
            17 => Leaving,
            18 => New,
            _ => PastDue,
        }
    }

    /// The least change of use in basis points, and how many more there can be.
    pub(super) const fn usage(self) -> (i32, u64) {
        match self {
            Steady | PastDue => (-700, 1_500),
            Thriving | New => (200, 2_500),
            Neglected | Unfit => (-2_500, 2_200),
            Troubled | Leaving => (-4_500, 3_000),
        }
    }

    /// The lowest score of ten by which such a customer answers long ago, and lately.
    const fn scores(self) -> (u64, u64) {
        match self {
            Thriving => (8, 9),
            Steady | PastDue => (7, 7),
            New => (8, 8),
            Neglected | Unfit => (7, 5),
            Troubled | Leaving => (7, 2),
        }
    }

    const fn rating(self) -> u64 {
        match self {
            Thriving => 4,
            Steady | New => 3,
            Neglected | Unfit | PastDue => 2,
            Troubled | Leaving => 1,
        }
    }
}

#[allow(clippy::indexing_slicing, reason = "samples are valid")]
pub(super) fn commands(portfolio: &Portfolio, number: u32) -> Vec<Command> {
    let character = Character::of(portfolio, number);
    let mut dice = portfolio.dice(number, 0);
    let segment = match dice.below(10) {
        0 => "enterprise",
        1..=3 => "mid-market",
        _ => "small",
    };
    let (product, _) = PRODUCTS[number as usize % PRODUCTS.len()];
    let days = match character {
        New => 6 + dice.below(30),
        _ => 100 + dice.below(900),
    };
    let mut life = Life {
        portfolio,
        dice,
        account: portfolio.account_id(number).to_string(),
        holder: portfolio.manager(number % portfolio.managers).to_string(),
        character,
        segment,
        product,
        since: portfolio.ago(days),
        days,
        told: Vec::new(),
        count: 0,
    };
    life.beginning();
    life.contract();
    life.touch();
    life.surveys();
    life.cases();
    life.promises();
    life.fit();
    life.selling();
    life.trouble();
    life.others();
    life.told.sort_by_key(|(on, _)| *on);
    life.told.into_iter().map(|(_, command)| command).collect()
}

struct Life<'a> {
    portfolio: &'a Portfolio,
    dice: Dice,
    account: String,
    holder: String,
    character: Character,
    segment: &'static str,
    product: &'static str,
    /// The first day, and how many days ago.
    since: NaiveDate,
    days: u64,
    told: Vec<(NaiveDate, Command)>,
    count: u32,
}

/// A command about the account, at a day.
macro_rules! tell {
    ($life:ident, $on:expr, $name:literal, { $($more:tt)* }) => {{
        let on: NaiveDate = $on;
        let said = command(json!({ $name: { "account": $life.account, "on": on, $($more)* } }));
        $life.told.push((on, said));
    }};
}

#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "samples are valid"
)]
impl Life<'_> {
    fn one_in(&mut self, chances: u64) -> bool {
        self.dice.below(chances) == 0
    }

    /// A day from so long ago to as many days earlier.
    fn some_ago(&mut self, least: u64, range: u64) -> NaiveDate {
        let days = least + self.dice.below(range);
        self.ago(days)
    }

    /// A day so long ago, and not before there was an account.
    fn ago(&self, days: u64) -> NaiveDate {
        self.portfolio.ago(days.max(1)).max(self.since)
    }

    fn next(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}-{}", self.count)
    }

    fn cadence(&self) -> u64 {
        let mut known = CADENCE.iter();
        known
            .find(|(segment, _)| *segment == self.segment)
            .unwrap()
            .1
    }

    fn monthly(&mut self) -> u64 {
        match self.segment {
            "enterprise" => 4_000 + self.dice.below(50) * 100,
            "mid-market" => 700 + self.dice.below(60) * 25,
            _ => 120 + self.dice.below(40) * 10,
        }
    }

    fn beginning(&mut self) {
        let since = self.since;
        let industry = ["EdTech", "health", "retail"][self.dice.below(3) as usize];
        tell!(self, since, "open_account", {});
        for (dimension, class) in [("segment", self.segment), ("industry", industry)] {
            tell!(self, since, "classify_account", {"dimension": dimension, "class": class});
        }
        tell!(self, since, "assign_manager", {"manager": self.holder, "cause": "rule"});
        for (contact, role) in [("sponsor", "sponsor"), ("user", "user")] {
            let subject = format!("{}-{contact}", self.account);
            tell!(self, since, "add_contact", {"contact": contact, "subject": subject});
            tell!(self, since, "give_contact_role", {"contact": contact, "role": role});
        }
        tell!(self, since, "move_account", {"to": "onboarding"});
        if self.character != New {
            let active = self.ago(self.days.saturating_sub(25));
            tell!(self, active, "move_account", {"to": "active"});
        }
        if self.one_in(4) {
            let seat = json!({"manager": TECHNICAL, "role": "technical"});
            tell!(self, since, "assign_support", {"seat": seat, "credit": 1_000});
        }
    }

    fn contract(&mut self) {
        let (since, today) = (self.since, self.portfolio.today());
        let auto_renew = !self.one_in(3);
        let notice_days = [30, 60][self.dice.below(2) as usize];
        let length = json!({"fixed": {"months": 12, "auto_renew": auto_renew}});
        let terms = json!({"length": length, "notice_days": notice_days});
        tell!(self, since, "sign_contract", {"contract": "K-1", "signed_on": since, "terms": terms});
        let product = self.product;
        let price = format!("{}.00 EUR", self.monthly() / 10);
        let line = |quantity: u64| {
            json!({"product": product, "quantity": quantity, "unit_price": price, "interval": {"every": 1, "unit": "month"},
                "trial_until": null})
        };
        tell!(self, since, "agree_line", {"contract": "K-1", "line": "L-1", "terms": line(10)});
        let mut term = since.checked_add_months(Months::new(12)).unwrap();
        while term <= today {
            if !auto_renew {
                tell!(self, term, "renew_contract", {"contract": "K-1", "months": 12});
            }
            term = term.checked_add_months(Months::new(12)).unwrap();
        }
        let quantity = match self.character {
            Thriving => 10 + self.dice.below(5),
            Troubled | Leaving => 10 - self.dice.below(4),
            _ => 10,
        };
        if quantity != 10 {
            let changed = self.some_ago(1, self.days.min(300) - 10);
            tell!(self, changed, "agree_line", {"contract": "K-1", "line": "L-1", "terms": line(quantity)});
        }
        if self.one_in(10) {
            let until = self.portfolio.ahead(3 + self.dice.below(50));
            let terms = json!({"line": "L-1", "off": {"percent": 1_500}, "until": until});
            tell!(self, since, "grant_discount", {"contract": "K-1", "discount": "D-1", "terms": terms});
        }
        if self.character == Leaving {
            let asked = self.some_ago(5, 20);
            let last = term.pred_opt().unwrap();
            tell!(self, asked, "cancel_contract", {"contract": "K-1", "effective": last, "service_end": term});
            tell!(self, asked, "cancel_account", {"reason": "service"});
        }
        if self.one_in(6) {
            let end = self.portfolio.ahead(10 + self.dice.below(170));
            let monthly = format!("{}.00 EUR", 20 + self.dice.below(30) * 5);
            let span = json!({"start": since, "end": end});
            let started = json!({"start_subscription": {"account": self.account, "subscription": "S-1", "span": span,
                "monthly": monthly}});
            self.told.push((since, command(started)));
        }
    }

    fn touch(&mut self) {
        let cadence = self.cadence();
        let mut ago = match self.character {
            Neglected => cadence * 3 / 2 + self.dice.below(cadence),
            _ => 1 + self.dice.below(cadence * 9 / 10),
        };
        for _ in 0..8 {
            if self.days <= ago {
                break;
            }
            let sentiment = match (self.character, self.dice.below(4)) {
                (_, 0) => Value::Null,
                (Thriving | New, 1) => json!("very_positive"),
                (Thriving | New, _) => json!("positive"),
                (Troubled | Leaving, 1) if ago < 60 => json!("very_negative"),
                (Troubled | Leaving | Unfit, _) if ago < 60 => json!("negative"),
                (_, 1) => json!("positive"),
                _ => json!("neutral"),
            };
            let kind = ["call", "meeting", "email"][self.dice.below(3) as usize];
            let minutes = 15 + 15 * self.dice.below(4);
            self.talk(ago, kind, "relationship", minutes, sentiment);
            ago += cadence / 2 + self.dice.below(cadence);
        }
        if !self.one_in(6) {
            let ago = 20 + self.dice.below(160);
            if ago < self.days {
                self.talk(ago, "business_review", "relationship", 90, Value::Null);
            }
        }
        if self.one_in(7) {
            let ago = 310 + self.dice.below(80);
            if ago < self.days {
                self.talk(ago, "meeting", "financial_advisory", 60, Value::Null);
            }
        }
    }

    fn talk(&mut self, ago: u64, kind: &str, role: &str, minutes: u64, sentiment: Value) {
        let id = self.next("talk");
        let who = match role {
            "financial_advisory" => ADVISER,
            _ => &self.holder,
        };
        let held = json!({"interaction": id, "kind": kind, "manager": who, "role": role, "contacts": ["user"],
            "minutes": minutes, "sentiment": sentiment, "notes": null});
        tell!(self, self.ago(ago), "record_interaction", {"interaction": held});
    }

    fn surveys(&mut self) {
        let (once, lately) = self.character.scores();
        let mut ago = match self.character {
            Neglected => 190,
            _ => 8,
        } + self.dice.below(70);
        while ago < self.days.min(360) {
            let least = if ago < 90 { lately } else { once };
            let score = (least + self.dice.below(3)).min(10);
            self.answer(ago, json!({"scale": "nps", "value": score}));
            ago += 80 + self.dice.below(40);
        }
    }

    fn answer(&mut self, ago: u64, score: Value) {
        let id = self.next("answer");
        let said = json!({"response": id, "contact": "user", "score": score, "comment": null});
        tell!(self, self.ago(ago), "record_survey_answer", {"answer": said});
    }

    fn cases(&mut self) {
        let mut ago = 30 + self.dice.below(120);
        while ago < self.days.min(400) {
            let case = self.case(ago, "problem", "support", "normal", "a report looks wrong");
            let on = self.ago(ago);
            tell!(self, on, "answer_case", {"case": case, "at": "11:00:00"});
            let solved = self.some_ago(ago - 4, 4);
            tell!(self, solved, "move_case", {"case": case, "to": "resolved", "at": "16:00:00"});
            let (_, lately) = self.character.scores();
            let score = (lately / 2 + self.dice.below(2)).clamp(1, 5);
            self.answer(ago - 6, json!({"scale": "csat", "value": score}));
            ago += 110 + self.dice.below(150);
        }
        let open = match self.character {
            Troubled => 1 + self.dice.below(2),
            Leaving | Unfit => 1,
            _ => u64::from(self.one_in(9)),
        };
        for _ in 0..open {
            self.open_case();
        }
        let wishes = [
            (12, "sales", "more seats"),
            (14, "financial_advisory", "where to keep cash"),
        ];
        for (chances, role, topic) in wishes {
            if self.one_in(chances) {
                let ago = 2 + self.dice.below(8);
                let case = self.case(ago, "need", role, "low", topic);
                tell!(self, self.ago(ago), "answer_case", {"case": case, "at": "15:00:00"});
            }
        }
    }

    fn open_case(&mut self) {
        let severe = matches!(self.character, Troubled | Leaving);
        let role = ["support", "technical"][self.dice.below(2) as usize];
        let topic = ["an import fails", "logins time out", "figures do not match"]
            [self.dice.below(3) as usize];
        let (ago, priority) = match (severe, self.dice.below(3)) {
            (true, 0) => (1, "urgent"),
            (true, 1) => (2 + self.dice.below(9), "high"),
            (true, _) => (3 + self.dice.below(20), "normal"),
            (false, 0) => (1 + self.dice.below(2), "normal"),
            (false, _) => (2 + self.dice.below(6), "low"),
        };
        if self.days <= ago {
            return;
        }
        let case = self.case(ago, "problem", role, priority, topic);
        if !self.one_in(4) {
            tell!(self, self.ago(ago), "answer_case", {"case": case, "at": "15:00:00"});
        }
        if priority == "high" && self.one_in(2) {
            let on = self.ago(ago / 2);
            tell!(self, on, "escalate_case", {"case": case, "to": "management", "reason": "took too long", "at": "16:30:00"});
        }
    }

    fn case(&mut self, ago: u64, kind: &str, role: &str, priority: &str, topic: &str) -> String {
        let id = self.next("case");
        let opened = json!({"case": id, "at": "09:30:00", "kind": kind, "role": role, "priority": priority, "topic": topic,
            "contact": "user", "notes": null});
        tell!(self, self.ago(ago), "open_case", {"case": opened});
        id
    }

    fn promises(&mut self) {
        for turn in 0..2 {
            let ago = 25 + turn * 60 + self.dice.below(50);
            if self.days <= ago {
                continue;
            }
            let id = self.promise(ago, self.portfolio.ago(ago - 20));
            let broken = matches!(self.character, Troubled | Leaving) && self.one_in(2);
            let outcome = if broken { "broken" } else { "kept" };
            tell!(self, self.ago(ago - 20), "settle_commitment", {"commitment": id, "outcome": outcome});
        }
        if self.one_in(4) && 12 < self.days {
            // From six days late to two weeks ahead.
            let due = self
                .portfolio
                .ago(6)
                .checked_add_days(Days::new(self.dice.below(20)));
            self.promise(10, due.unwrap());
        }
    }

    fn promise(&mut self, ago: u64, due: NaiveDate) -> String {
        let id = self.next("promise");
        let on = self.ago(ago);
        let made = json!({"commitment": id, "origin": null, "owner": self.holder, "due": due.max(on), "notes": null});
        tell!(self, on, "make_commitment", {"commitment": made});
        id
    }

    fn fit(&mut self) {
        if self.days < 60 {
            return;
        }
        self.review(self.days - 14, "clear", "suits", &[]);
        if self.days < 200 {
            return;
        }
        let ago = 15 + self.dice.below(250);
        let character = self.character;
        match character {
            Unfit => self.review(
                ago.min(60),
                "unclear",
                "partly",
                &["approvals by telephone"],
            ),
            Troubled if self.one_in(2) => self.review(ago.min(120), "unclear", "suits", &[]),
            _ => self.review(ago, "clear", "suits", &[]),
        }
    }

    fn review(&mut self, ago: u64, clarity: &str, suitability: &str, gaps: &[&str]) {
        let id = self.next("review");
        let products =
            json!({self.product: {"clarity": clarity, "suitability": suitability, "gaps": gaps}});
        let review = json!({"review": id, "manager": self.holder, "sales": {"team": "sales"}, "products": products, "notes": null});
        tell!(self, self.ago(ago), "record_fit_review", {"review": review});
    }

    fn selling(&mut self) {
        let sells = match self.character {
            Thriving => !self.one_in(3),
            Steady => self.one_in(6),
            _ => self.one_in(15),
        };
        if !sells || self.days < 40 {
            return;
        }
        let id = self.next("chance");
        let kind = ["upsell", "cross_sell"][self.dice.below(2) as usize];
        let monthly = format!("{}.00 EUR", self.monthly() / 4);
        let close = self
            .portfolio
            .ago(4)
            .checked_add_days(Days::new(self.dice.below(50)))
            .unwrap();
        let opened =
            json!({"opportunity": id, "kind": kind, "monthly": monthly, "expected_close": close});
        tell!(self, self.ago(35), "open_opportunity", {"opportunity": opened});
        let stage = ["qualified", "proposed", "negotiating"][self.dice.below(3) as usize];
        tell!(self, self.ago(12), "move_opportunity", {"opportunity": id, "to": stage});
    }

    fn trouble(&mut self) {
        let character = self.character;
        match character {
            PastDue => {
                let ago = self.some_ago(4, 22);
                tell!(self, ago, "move_account", {"to": "past_due"});
            }
            Troubled if self.one_in(2) => {
                let ago = self.some_ago(5, 35);
                tell!(self, ago, "move_account", {"to": "at_risk"});
            }
            _ => {}
        }
        let lost = match character {
            Leaving | Troubled => self.one_in(3),
            New => false,
            _ => self.one_in(15),
        };
        if lost {
            let ago = self.some_ago(3, 40);
            tell!(self, ago, "contact_leaves", {"contact": "sponsor"});
        }
        let (play, first) = match character {
            Leaving | Troubled if !self.one_in(3) => ("save", "listen"),
            New => ("welcome", "first day"),
            _ => return,
        };
        let ago = 3 + self.dice.below(9);
        let run = self.next("play");
        tell!(self, self.ago(ago), "start_play", {"run": run, "play": play});
        if 5 < ago {
            tell!(self, self.ago(ago - 2), "do_play_step", {"run": run, "step": first});
        }
    }

    fn others(&mut self) {
        if self.one_in(7) && 30 < self.days {
            let team = json!({"team": "platform"});
            tell!(self, self.ago(28), "tie_liaison", {"liaison": team, "purpose": "integration"});
            let expected = self
                .portfolio
                .ago(3)
                .checked_add_days(Days::new(self.dice.below(14)));
            let id = self.next("request");
            let request = json!({"request": id, "liaison": team, "topic": "an interface", "expected_by": expected, "notes": null});
            tell!(self, self.ago(9), "request_liaison", {"request": request});
        }
        if !self.one_in(3) {
            let rating = (self.character.rating() + self.dice.below(2)).min(5);
            let rated = json!({"manager": self.holder, "rating": rating});
            tell!(self, self.some_ago(5, 60), "rate_account", {"rated": rated});
        }
    }
}
