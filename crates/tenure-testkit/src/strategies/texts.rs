use proptest::prelude::*;
use tenure::{AccountId, ActorId, CommandId, ManagerId, Name, SubjectId, SubscriptionId, TenantId};

/// Any text that keeps the rules of names and ids within a length: plain codes, every script with spaces within, quotes and signs
/// that a file format gives a meaning to, and the greatest length.
fn text(max_bytes: usize) -> impl Strategy<Value = String> {
    let any_script = proptest::collection::vec(any::<char>(), 1..24).prop_filter_map(
        "control characters only, or too long",
        move |characters| {
            let text: String = characters.into_iter().filter(|c| !c.is_control()).collect();
            let trimmed = text.trim();
            (1..=max_bytes)
                .contains(&trimmed.len())
                .then(|| trimmed.to_owned())
        },
    );
    let longest = (proptest::char::range('a', 'z'), 0..3_usize)
        .prop_map(move |(letter, fewer)| letter.to_string().repeat(max_bytes - fewer));
    prop_oneof![
        6 => "[A-Za-z0-9][A-Za-z0-9_:.-]{0,15}",
        2 => r#"[A-Za-z0-9"'\\,;/&<>=+@|%{}-]{1,12}"#,
        3 => any_script,
        1 => longest,
    ]
}

macro_rules! texts {
    ($($(#[$doc:meta])* $strategy:ident: $type:ident;)+) => {$(
        $(#[$doc])*
        pub fn $strategy() -> impl Strategy<Value = $type> {
            text($type::MAX_BYTES)
                .prop_filter_map("every such text keeps the rules", |text| $type::new(text).ok())
        }
    )+};
}

texts! {
    /// Any name.
    name: Name;
    /// Any id of an account.
    account_id: AccountId;
    /// Any id of an actor.
    actor_id: ActorId;
    /// Any id of a command.
    command_id: CommandId;
    /// Any id of a manager.
    manager_id: ManagerId;
    /// Any id of a subject.
    subject_id: SubjectId;
    /// Any id of a subscription.
    subscription_id: SubscriptionId;
    /// Any id of a tenant.
    tenant_id: TenantId;
}
