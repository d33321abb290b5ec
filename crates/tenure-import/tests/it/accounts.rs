use tenure_import::{AccountColumns, AccountOptions, SubscriptionColumns};

use crate::{import_accounts, refused};

const FILE: &str = "id,Industry,country\na,EdTech,US\nb,,IN\nc,EdTech,\n";

#[test]
fn classes_by_account() {
    let options = AccountOptions::new()
        .by(["industry", "country"])
        .reserve(["all"]);
    let accounts = import_accounts(FILE, &options).unwrap();
    assert_eq!((accounts.len(), accounts.is_empty()), (3, false));
    assert_eq!(
        accounts.class_columns().collect::<Vec<_>>(),
        ["Industry", "country"]
    );
    let class = |account, column| {
        let row = accounts.get(account).unwrap();
        row.class(column).map(|name| name.as_str().to_owned())
    };
    assert_eq!(class("a", 0).as_deref(), Some("EdTech"));
    assert_eq!(class("b", 0), None);
    assert_eq!(class("c", 1), None);
    assert_eq!(class("c", 2), None);
    assert!(accounts.get("d").is_none());
    let rows: Vec<_> = accounts
        .rows()
        .map(|row| {
            (
                row.id().as_str(),
                row.line(),
                row.classes().flatten().count(),
            )
        })
        .collect();
    assert_eq!(rows, [("a", 2, 2), ("b", 3, 1), ("c", 4, 1)]);
    assert_eq!(
        format!("{accounts:?} {:?}", accounts.get("b").unwrap()),
        "Accounts { accounts: 3, classes: [\"Industry\", \"country\"], .. } \
         AccountRow { id: AccountId(\"b\"), line: 3, classes: [None, Some(\"IN\")] }"
    );
}

#[test]
fn the_mapped_account_column_if_the_file_has_it() {
    let subscriptions: SubscriptionColumns = "account=client,amount=fee".parse().unwrap();
    let options = AccountOptions::new().with_columns(AccountColumns::from(&subscriptions));
    for (file, expected) in [
        ("id,client\n1,a\n", "a"),
        ("id,name\n1,a\n", "1"),
        ("id,CLIENT\n1,a\n", "a"),
    ] {
        let accounts = import_accounts(file, &options).unwrap();
        assert_eq!(
            accounts.rows().next().unwrap().id().as_str(),
            expected,
            "{file}"
        );
    }
    assert_eq!(
        refused(import_accounts("name\na\n", &options)),
        "accounts.csv: there is no column for the role account, which goes by account, account_id, customer, \
         customer_id or id; the header has `name`; map one with `account=COLUMN`"
    );
}

#[test]
fn a_class_column_has_to_be_there() {
    assert_eq!(
        refused(import_accounts(
            FILE,
            &AccountOptions::new().by(["industri"])
        )),
        "accounts.csv: there is no column `industri` to class accounts by; \
         the nearest in the header: `Industry`, `country`, `id`"
    );
}

#[test]
fn rows_that_are_refused() {
    let file = "account,class\na,all\n,x\nb,\" x\"\na,y\na,All\n";
    let options = AccountOptions::new().by(["class"]).reserve(["all"]);
    assert_eq!(
        refused(import_accounts(file, &options)),
        "accounts.csv:2: column `class`: `all`: this name is reserved; rename it\n\
         accounts.csv:3: column `account`: ``: the account id has at least one character; fill it in\n\
         accounts.csv:4: column `class`: ` x`: the name neither begins nor ends with white space; trim it\n\
         accounts.csv:5: column `account`: `a`: an account stands once in a file, this is also on line 2; \
         keep one of the rows\n\
         accounts.csv:6: column `account`: `a`: an account stands once in a file, this is also on line 2; \
         keep one of the rows"
    );
    // Without the caller's word nothing is reserved.
    let free = AccountOptions::new().by(["class"]);
    assert!(import_accounts("account,class\na,all\n", &free).is_ok());
}

#[test]
fn long_names_of_classes() {
    let sound = format!("account,class\na,{}\n", "x".repeat(200));
    let options = AccountOptions::new().by(["class"]);
    assert!(import_accounts(sound, &options).is_ok());
    let long = format!("account,class\na,{}\n", "x".repeat(201));
    assert!(
        refused(import_accounts(long, &options))
            .ends_with("the name has at most 200 bytes, this has 201; shorten it")
    );
}

#[test]
fn no_accounts_file_no_accounts() {
    assert_eq!(
        refused(import_accounts("account\n", &AccountOptions::new())),
        "accounts.csv: there is no row below the header; check that the export is complete"
    );
    assert_eq!(
        refused(tenure_import::Accounts::from_path(
            "no/such.csv",
            &AccountOptions::new()
        )),
        "no/such.csv: there is no such file; check the path"
    );
}
