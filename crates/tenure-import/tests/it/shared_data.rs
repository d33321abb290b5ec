use tenure::Currency;
use tenure_import::{AccountOptions, Accounts, Subscriptions};
use tenure_testkit::data;

use crate::dollars;

#[test]
fn periods_of_121_subscriptions_by_aliases_alone() {
    let Some(folder) = data::folder() else { return };
    let path = folder.join("mrr_dbt_seed/subscription_periods.csv");
    let book = Subscriptions::from_path(path, &dollars()).unwrap();
    assert_eq!((book.len(), book.accounts().len()), (121, 55));
    let mapped = "account=customer_id,start=start_date,end=end_date,amount=monthly_amount,id=subscription_id";
    let options = dollars().with_columns(mapped.parse().unwrap());
    let path = folder.join("mrr_dbt_seed/subscription_periods.csv");
    let again = Subscriptions::from_path(path, &options).unwrap();
    assert!(book.rows().eq(again.rows()));
}

#[test]
fn five_thousand_subscriptions_and_their_accounts() {
    let Some(folder) = data::folder() else { return };
    let book =
        Subscriptions::from_path(folder.join("ravenstack/subscriptions.csv"), &dollars()).unwrap();
    assert_eq!((book.len(), book.accounts().len()), (5_000, 500));
    assert_eq!(book.currency(), Currency::USD);
    assert_eq!(
        book.rows().filter(|row| row.amount_minor() == 0).count(),
        778
    );
    assert_eq!(book.rows().filter(|row| row.span().is_empty()).count(), 13);
    let options = AccountOptions::new()
        .by(["industry", "country"])
        .reserve(["all"]);
    let accounts = Accounts::from_path(folder.join("ravenstack/accounts.csv"), &options).unwrap();
    assert_eq!(accounts.len(), 500);
    assert!(
        book.accounts()
            .iter()
            .all(|id| accounts.get(id.as_str()).is_some())
    );
}
