//! Connections, and what each must be before it is used.

use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tenure::journal::{JournalError, JournalErrorKind};
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls};

use crate::options::{Durability, Options};

/// The first with views that ask with the rights of whoever looks.
const OLDEST_SERVER: i32 = 150_000;
/// The tables that row-level security guards.
const GUARDED: i64 = 6;
/// A connection that rested for longer is asked whether it still stands before it is used again.
const RESTED: Duration = Duration::from_secs(1);

/// The connections of a journal; none is open yet.
pub(crate) fn pool(options: &Options) -> Result<Pool, JournalError> {
    let (wait, durability) = (options.wait, options.durability);
    Pool::builder(manager(&settled(options))?)
        .max_size(options.connections)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(wait))
        .create_timeout(Some(wait))
        .recycle_timeout(Some(wait))
        .post_create(Hook::async_fn(move |client, _| {
            Box::pin(async move {
                match unfit(client, durability)
                    .await
                    .map_err(HookError::Backend)?
                {
                    None => Ok(()),
                    Some(why) => Err(HookError::Message(why.into())),
                }
            })
        }))
        .pre_recycle(Hook::async_fn(|client, metrics| {
            let rested = metrics.last_used() > RESTED;
            Box::pin(async move {
                if rested {
                    client
                        .check_connection()
                        .await
                        .map_err(HookError::Backend)?;
                }
                Ok(())
            })
        }))
        .build()
        .map_err(|error| {
            JournalError::new(
                JournalErrorKind::Unavailable,
                "the pool of connections cannot be built",
            )
            .with_source(error)
        })
}

/// One connection of the owner of the tables: with its own rights, for as long as a migration takes.
pub(crate) fn owner(options: &Options) -> Result<Pool, JournalError> {
    let mut config = options.config.clone();
    set(&mut config, "-c client_min_messages=warning");
    Pool::builder(manager(&config)?)
        .max_size(1)
        .runtime(Runtime::Tokio1)
        .create_timeout(Some(options.wait))
        .build()
        .map_err(|error| {
            JournalError::new(JournalErrorKind::Unavailable, "no connection can be made")
                .with_source(error)
        })
}

/// The address with the settings of a session of the journal.
fn settled(options: &Options) -> Config {
    let mut config = options.config.clone();
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(options.wait);
    }
    // The journal's statements are few and known: one plan each, whatever the values.
    let mut settings = format!(
        "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={} \
         -c plan_cache_mode=force_generic_plan -c jit=off",
        options.statement_timeout.as_millis(),
        options.wait.as_millis(),
        options.statement_timeout.as_millis(),
    );
    if options.durability == Durability::Relaxed {
        settings.push_str(" -c synchronous_commit=off");
    }
    set(&mut config, &settings);
    config
}

fn set(config: &mut Config, settings: &str) {
    let given = config.get_options().unwrap_or_default();
    // Of two values for one setting the last counts.
    config.options(format!("{given} {settings}"));
}

fn manager(config: &Config) -> Result<Manager, JournalError> {
    // The hooks above look at a connection before it is used.
    let recycling = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    if config.get_ssl_mode() == SslMode::Require {
        return with_tls(config, recycling);
    }
    let mut config = config.clone();
    config.ssl_mode(SslMode::Disable);
    Ok(Manager::from_config(config, NoTls, recycling))
}

#[cfg(feature = "tls")]
fn with_tls(config: &Config, recycling: ManagerConfig) -> Result<Manager, JournalError> {
    use std::sync::Arc;

    let unavailable =
        |message: &str| JournalError::new(JournalErrorKind::Unavailable, message.to_owned());
    let mut roots = rustls::RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(unavailable(
            "the system has no trusted certificates; install them, or name a file by SSL_CERT_FILE",
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unavailable("TLS cannot be set up").with_source(error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tls = tokio_postgres_rustls::MakeRustlsConnect::new(client);
    Ok(Manager::from_config(config.clone(), tls, recycling))
}

#[cfg(not(feature = "tls"))]
fn with_tls(_: &Config, _: ManagerConfig) -> Result<Manager, JournalError> {
    Err(JournalError::new(
        JournalErrorKind::Invalid,
        "the address asks for TLS; build `tenure-postgres` with its feature `tls`",
    ))
}

/// Why a connection may not be used for a journal: the promises would not hold on it.
async fn unfit(
    client: &Client,
    durability: Durability,
) -> Result<Option<String>, tokio_postgres::Error> {
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::integer, \
                    pg_is_in_recovery(), \
                    role.rolsuper, \
                    role.rolbypassrls, \
                    EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('tenure') \
                            AND pg_has_role(role.oid, relowner, 'MEMBER')), \
                    (SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('tenure') \
                     AND relrowsecurity AND relforcerowsecurity \
                     AND (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid) = 1), \
                    current_setting('fsync'), \
                    current_setting('full_page_writes'), \
                    current_setting('synchronous_commit'), \
                    role.rolname::text \
             FROM pg_roles AS role WHERE role.rolname = current_user",
            &[],
        )
        .await?;
    let (version, replica): (i32, bool) = (row.try_get(0)?, row.try_get(1)?);
    let (superuser, bypasses, owns): (bool, bool, bool) =
        (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
    let guarded: i64 = row.try_get(5)?;
    let (fsync, pages, commit): (&str, &str, &str) =
        (row.try_get(6)?, row.try_get(7)?, row.try_get(8)?);
    let role: &str = row.try_get(9)?;

    let why = if version < OLDEST_SERVER {
        "the server is older than PostgreSQL 15; update it".to_owned()
    } else if replica {
        "the server is a replica, and what is decided must be read from the primary; name that one"
            .to_owned()
    } else if superuser || bypasses {
        format!(
            "the role `{role}` sees every tenant past row-level security (superuser or BYPASSRLS); connect as a plain role"
        )
    } else if owns {
        format!(
            "the role `{role}` owns tables of the journal, or is a member of who does; connect as another one"
        )
    } else if guarded != GUARDED {
        format!(
            "row-level security guards {guarded} of the {GUARDED} tables as it should; call `tenure_postgres::migrate`, or put it back"
        )
    } else if durability == Durability::Flushed && commit == "off" {
        "`synchronous_commit` is off, so an acknowledged append may be lost; turn it on, or ask for `Durability::Relaxed`".to_owned()
    } else if durability == Durability::Flushed && (fsync, pages) != ("on", "on") {
        "`fsync` or `full_page_writes` is off, so a crash may lose everything; turn them on, or ask for `Durability::Relaxed`".to_owned()
    } else {
        return Ok(None);
    };
    Ok(Some(why))
}
