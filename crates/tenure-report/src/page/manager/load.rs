//! What a manager's accounts take, against the time there is.

use maud::{Markup, html};
use tenure::Ratio;
use tenure::staffing::{EffortPart, ManagerLoad};

use super::super::figure;
use super::agenda::whole_minutes;
use crate::colour::Shade;
use crate::reader::Reader;
use crate::stack_chart::{self, Mark, Stack, StackPart};
use crate::tables;

pub(super) fn section(load: &ManagerLoad, reader: &Reader) -> Markup {
    let words = &reader.words.manager;
    let minutes = |count: u64| reader.counted(words.minutes, count);
    let taken = load.minutes();
    let lead = match load.limit_minutes.checked_sub(taken) {
        Some(room) => (words.room_left)(&minutes(room)),
        None => (words.over_limit)(&minutes(taken - load.limit_minutes)),
    };
    let parts: Vec<(&'static str, Shade, u64)> = EffortPart::ALL
        .into_iter()
        .zip(Shade::ALL)
        .map(|(part, shade)| (reader.effort(part), shade, load.effort.part(part)))
        .filter(|(_, _, minutes)| *minutes > 0)
        .collect();
    let stack = Stack {
        name: words.load_taken.to_owned(),
        parts: parts
            .iter()
            .map(|(name, shade, minutes)| StackPart {
                name,
                shade: *shade,
                value: (*minutes).into(),
                shown: reader.count(*minutes),
            })
            .collect(),
        shown: minutes(taken),
        before: None,
    };
    let available = whole_minutes(load.available).unwrap_or_default();
    let marks = [
        Mark {
            at: load.limit_minutes.into(),
            name: (words.limit)(&minutes(load.limit_minutes)),
        },
        Mark {
            at: available.into(),
            name: (words.available)(&minutes(available)),
        },
    ];
    let head = html! {
        tr {
            th scope="col" { (words.part) }
            th scope="col" { (words.minutes_head) }
            th scope="col" { (words.share) }
        }
    };
    let row = |name: Markup, part: u64| {
        html! {
            th scope="row" { (name) }
            td { (reader.count(part)) }
            td { (reader.percent(Ratio::of(part.into(), taken.into()))) }
        }
    };
    let body = html! {
        @for (name, shade, part) in &parts {
            tr { (row(html! { span class={ "swatch " (shade.class()) } {} (name) }, *part)) }
        }
        tr.whole-row { (row(html! { (reader.words.moved.together) }, taken)) }
    };
    html! {
        section {
            h2 { (words.load) }
            p.lead { (words.load_lead) }
            (figure(
                reader,
                words.load_caption,
                &lead,
                stack_chart::draw(reader, &[stack], &marks, 1, words.load_chart, &lead),
                tables::table("narrow", words.load_table_caption, head, body),
            ))
        }
    }
}

impl Reader {
    fn effort(&self, part: EffortPart) -> &'static str {
        let mut names = self.words.manager.efforts.iter();
        let name = names.find(|(known, _)| *known == part);
        name.map_or(part.name(), |(_, name)| name)
    }
}
