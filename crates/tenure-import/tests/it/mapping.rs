use tenure_import::{AccountColumns, MappingError, Role, SubscriptionColumns};

use crate::{dollars, import_with, refused};

fn error(text: &str) -> String {
    text.parse::<SubscriptionColumns>().unwrap_err().to_string()
}

#[test]
fn a_mapping_is_pairs_of_role_and_column() {
    let text = "account=Customer ID,start=From,end=To,amount=MRR,id=No.,currency=Cur";
    let columns: SubscriptionColumns = text.parse().unwrap();
    assert_eq!(columns.get(Role::Account), Some("Customer ID"));
    assert_eq!(columns.to_string(), text);
    assert_eq!(
        " account = Customer ID , start=From,end=To,amount=MRR,id=No.,currency=Cur".parse(),
        Ok(columns)
    );
    assert_eq!(" ".parse(), Ok(SubscriptionColumns::new()));
}

#[test]
fn what_is_no_mapping_says_why() {
    assert_eq!(
        error("customer_id"),
        "`customer_id` is not a mapping; write it like `account=customer_id`"
    );
    assert_eq!(
        error("account=a,"),
        "`` is not a mapping; write it like `account=customer_id`"
    );
    assert_eq!(
        error("account="),
        "`account=` is not a mapping; write it like `account=customer_id`"
    );
    assert_eq!(
        error("mrr=fee"),
        "`mrr` is not a role; the roles are account, start, end, amount, id and currency"
    );
    assert_eq!(
        error("account=a,account=b"),
        "the role account is mapped twice, to `a` and to `b`; keep one"
    );
    let accounts = "start=a".parse::<AccountColumns>().unwrap_err();
    assert_eq!(
        accounts.to_string(),
        "`start` is not a role; the roles are account alone"
    );
    let empty = SubscriptionColumns::new().with(Role::Id, " ");
    assert!(matches!(empty, Err(MappingError::NotAPair { .. })));
}

#[test]
fn aliases_are_taken_in_order_and_exact_names_first() {
    let file = "CUSTOMER_ID,customer,Account_ID,start_date,END,mrr,monthly_amount,Subscription\n\
                a,b,c,2026-01-01,,1,2,s\n";
    let book = import_with(file, &dollars()).unwrap();
    let row = book.rows().next().unwrap();
    // `customer` stands exactly; `Account_ID`, earlier in the order, only in another case.
    assert_eq!(row.account().as_str(), "b");
    assert_eq!(row.amount_minor(), 100);
    assert_eq!(row.id(), Some("s"));
}

#[test]
fn a_mapped_column_has_to_be_there() {
    let file = "account_id,strat,stop,amount\na,2026-01-01,,1\n";
    let options = dollars().with_columns("start=start_on".parse().unwrap());
    assert_eq!(
        refused(import_with(file, &options)),
        "book.csv: there is no column `start_on`, mapped to the role start; \
         the nearest in the header: `strat`, `stop`, `amount`"
    );
    let options = dollars().with_columns("start=STRAT,end=stop".parse().unwrap());
    assert_eq!(import_with(file, &options).unwrap().len(), 1);
}

#[test]
fn a_required_role_has_to_have_a_column() {
    assert_eq!(
        refused(import_with(
            "account,start,end,fee\na,2026-01-01,,1\n",
            &dollars()
        )),
        "book.csv: there is no column for the role amount, which goes by amount, mrr, mrr_amount or monthly_amount; \
         the header has `account`, `start`, `end`, `fee`; map one with `amount=COLUMN`"
    );
    assert_eq!(
        refused(import_with(
            "account,start,amount\na,2026-01-01,1\n",
            &dollars()
        )),
        "book.csv: there is no column for the role end, which goes by end or end_date; \
         the header has `account`, `start`, `amount`; map one with `end=COLUMN`"
    );
}

#[test]
fn one_name_has_to_mean_one_column() {
    assert_eq!(
        refused(import_with("account,start,end,amount,amount\n", &dollars())),
        "book.csv: `amount` could be any of the columns `amount`, `amount`; rename all but one"
    );
    assert_eq!(
        refused(import_with(
            "Account,ACCOUNT,start,end,amount\n",
            &dollars()
        )),
        "book.csv: `account` could be any of the columns `Account`, `ACCOUNT`; rename all but one"
    );
    // Columns nobody asks for may be named alike.
    let file = "account,start,end,amount,note,note\na,2026-01-01,,1,x,y\n";
    assert_eq!(import_with(file, &dollars()).unwrap().len(), 1);
}
