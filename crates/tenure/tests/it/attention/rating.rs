//! What managers think of accounts.

use tenure::decide::decide;
use tenure::fact::AccountRated;
use tenure::situation::Viewpoint;
use tenure::{AssignmentCause, Command, Rating};

use super::{held, withdraw, working};
use crate::domain::{account, day, manager, refused};

fn rate(by: &str, rating: u8, month: u32) -> Command {
    Command::RateAccount {
        account: account("a"),
        on: day(month, 1),
        rated: AccountRated {
            manager: manager(by),
            rating: Rating::new(rating).unwrap(),
        },
    }
}

fn assign(to: &str, month: u32) -> Command {
    Command::AssignManager {
        account: account("a"),
        manager: manager(to),
        cause: AssignmentCause::Transfer,
        on: day(month, 1),
    }
}

#[test]
fn a_rating_goes_on_holding_after_a_handover() {
    let commands = [
        assign("maria", 1),
        rate("maria", 4, 2),
        assign("arjun", 3),
        rate("arjun", 2, 5),
    ];
    let book = working(&commands);
    let rating = |month| {
        let situation = Viewpoint::of(&book, day(month, 1))
            .situation(&account("a"))
            .unwrap();
        let rating = situation.rating?.value;
        Some((rating.rating, rating.by.as_str().to_owned()))
    };
    assert_eq!(rating(1), None);
    assert_eq!(rating(2), Some((4, "maria".to_owned())));
    assert_eq!(
        rating(4),
        Some((4, "maria".to_owned())),
        "a handover resets nothing"
    );
    assert_eq!(rating(5), Some((2, "arjun".to_owned())));
}

#[test]
fn the_same_rating_for_the_same_day_is_one() {
    let book = working(&[rate("maria", 4, 2)]);
    assert_eq!(decide(&book, &rate("maria", 4, 2)), Ok(vec![]));
    let again = working(&[rate("maria", 4, 2), rate("maria", 4, 3)]);
    assert_eq!(held(&again).ratings().entries().len(), 2);
}

#[test]
fn only_an_employed_manager_rates() {
    let book = working(&[]);
    assert!(refused(&book, &rate("nobody", 3, 2)).contains("nobody"));
    let elsewhere = Command::RateAccount {
        account: account("b"),
        on: day(2, 1),
        rated: AccountRated {
            manager: manager("maria"),
            rating: Rating::BEST,
        },
    };
    assert_eq!(
        refused(&book, &elsewhere),
        "account `b` does not exist; open it first"
    );
}

#[test]
fn a_rating_taken_back_shows_the_one_before() {
    let book = working(&[rate("maria", 4, 2), rate("maria", 1, 3), withdraw(3)]);
    let rated = held(&book).ratings().at(day(6, 1)).unwrap();
    assert_eq!(rated.rating.get(), 4);
}
