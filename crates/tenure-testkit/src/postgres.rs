//! A PostgreSQL server that is there for one test run and gone afterwards.
//!
//! [`Server::shared`] gives the one server of a test process: what the environment variable `TENURE_POSTGRES_URL` names (as a role that
//! may make databases and roles), or else a new one in a temporary folder, from `initdb` and `postgres` as they are found on the
//! `PATH` or where Debian has them. As root it runs as `postgres` or `nobody`, because the server refuses root. It listens on a
//! socket in its folder only, flushes like a real one, and is removed when the process ends, however it ends.
//!
//! Where there is no server, `shared` says so aloud and how to get one; with `CI` set that is a failure.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "for tests: what cannot be set up is to panic, what is skipped to be seen"
)]

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The role that owns the tables of journals.
pub const OWNER: &str = "tenure_owner";
/// The role that a service works as.
pub const SERVICE: &str = "tenure_service";

const ADDRESS: &str = "TENURE_POSTGRES_URL";
const START: Duration = Duration::from_secs(60);

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// The host as an address names it, with the port: up to the database.
    host: String,
    /// Who may do everything.
    admin: String,
    tools: PathBuf,
    own: Option<Own>,
}

/// What has to be removed.
#[derive(Debug)]
struct Own {
    folder: PathBuf,
    user: Option<(u32, u32)>,
    /// The server itself, while it runs.
    postmaster: Mutex<Option<Child>>,
    /// Waits for its input to end, which it does with this process, and then removes everything.
    undertaker: Child,
}

/// A database of its own.
#[derive(Clone, Debug)]
pub struct Database {
    /// Its address for the role that owns the tables.
    pub owner: String,
    /// Its address for the role of a service.
    pub service: String,
    /// Its address for who may do everything.
    pub admin: String,
}

impl Server {
    /// The server of this process, or `None` where there is none, said aloud.
    ///
    /// # Panics
    /// When there is none and `CI` is set, or it cannot be started.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Server>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref()
    }

    /// A server of one's own, to be restarted or killed.
    ///
    /// # Panics
    /// As [`shared`](Server::shared).
    pub fn start() -> Option<Self> {
        let given = env::var(ADDRESS).ok();
        let Some(tools) = tools() else {
            assert!(
                env::var_os("CI").is_none(),
                "no PostgreSQL (initdb) on this machine: install the package `postgresql`"
            );
            eprintln!(
                "SKIPPED, because there is no PostgreSQL (initdb) on this machine. Install the Debian package `postgresql`, or name a \
                 server by {ADDRESS}=postgresql://postgres@localhost/postgres, and run the tests again."
            );
            return None;
        };
        let server = match given {
            Some(address) => Self::given(&address, tools),
            None => Self::temporary(tools),
        };
        server.sql(
            "postgres",
            &format!(
                "DO $$ BEGIN \
                     PERFORM pg_advisory_lock(7465); \
                     IF to_regrole('{OWNER}') IS NULL THEN CREATE ROLE {OWNER} LOGIN PASSWORD 'tenure'; END IF; \
                     IF to_regrole('{SERVICE}') IS NULL THEN CREATE ROLE {SERVICE} LOGIN PASSWORD 'tenure'; END IF; \
                     PERFORM pg_advisory_unlock(7465); \
                 END $$"
            ),
        );
        Some(server)
    }

    fn given(address: &str, tools: PathBuf) -> Self {
        let (_, rest) = address.split_once("://").expect("an address with ://");
        let rest = rest.split(['/', '?']).next().unwrap_or(rest);
        let (admin, host) = rest.rsplit_once('@').unwrap_or(("postgres", rest));
        Self {
            host: host.to_owned(),
            admin: admin.to_owned(),
            tools,
            own: None,
        }
    }

    fn temporary(tools: PathBuf) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("tenure-postgres-{}-{nth}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a temporary folder");
        let user = unprivileged();
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid)).expect("the folder is given to the server");
        }
        let data = folder.join("data");
        let done = as_user(&tools.join("initdb"), user)
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ])
            .arg("-D")
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .status()
            .expect("initdb runs");
        assert!(done.success(), "initdb failed");
        // Only what needs no trust in the caller is passed on: the names of files.
        let undertaker = Command::new("sh")
            .args([
                "-c",
                "cat >/dev/null; if read -r pid <\"$1/data/postmaster.pid\"; then kill -QUIT \"$pid\"; \
                 while kill -0 \"$pid\" 2>/dev/null; do sleep 0.05; done; fi; rm -rf \"$1\"",
                "sh",
            ])
            .arg(&folder)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh runs");
        let host = folder.to_string_lossy().replace('/', "%2F");
        let server = Self {
            host,
            admin: "postgres".to_owned(),
            tools,
            own: Some(Own {
                folder,
                user,
                postmaster: Mutex::new(None),
                undertaker,
            }),
        };
        server.up();
        server
    }

    /// Starts the server again after it was [`killed`](Server::kill), and waits until it answers. How long that took.
    ///
    /// # Panics
    /// When it does not, or the server is not this process's own.
    pub fn up(&self) -> Duration {
        let own = self.own.as_ref().expect("a server of this process");
        let began = Instant::now();
        let mut postmaster = own
            .postmaster
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        loop {
            // One that finds processes of its forerunner still there gives up, and the next one does not.
            let ended = postmaster
                .as_mut()
                .is_none_or(|child| child.try_wait().is_ok_and(|exit| exit.is_some()));
            if ended {
                *postmaster = Some(own.run(&self.tools));
            }
            if self.answers() {
                return began.elapsed();
            }
            assert!(began.elapsed() < START, "the server does not answer");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> bool {
        self.psql("postgres", "SELECT 1")
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Kills the server and all its processes at once, as a crash would.
    ///
    /// # Panics
    /// When the server is not this process's own.
    pub fn kill(&self) {
        let own = self.own.as_ref().expect("a server of this process");
        let mut postmaster = own
            .postmaster
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(mut child) = postmaster.take() {
            // Its other processes notice that it is gone, and end.
            child.kill().expect("the server is killed");
            child.wait().expect("the server has ended");
        }
    }

    /// The folder of the server's files, when it is this process's own.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.own.as_ref().map(|own| own.folder.as_path())
    }

    /// A new, empty database whose owner is [`OWNER`].
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn database(&self) -> Database {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tenure_{}_{nth}", process::id());
        if self.own.is_none() {
            self.sql("postgres", &format!("DROP DATABASE IF EXISTS {name}"));
        }
        self.sql("postgres", &format!("CREATE DATABASE {name} OWNER {OWNER}"));
        let host = &self.host;
        let address = |who: &str| {
            if host.starts_with('%') {
                format!("postgresql://{who}@{host}/{name}")
            } else {
                format!("postgresql://{who}@{host}/{name}?sslmode=disable")
            }
        };
        Database {
            owner: address(&format!("{OWNER}:tenure")),
            service: address(&format!("{SERVICE}:tenure")),
            admin: address(&self.admin),
        }
    }

    /// Runs SQL as who may do everything, and returns what it prints.
    ///
    /// # Panics
    /// When it fails.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let out = self
            .psql(database, sql)
            .stderr(Stdio::piped())
            .output()
            .expect("psql runs");
        assert!(
            out.status.success(),
            "{sql}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// A dump of a database by the server's own tool, as SQL.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn dump(&self, database: &str) -> String {
        let out = Command::new(self.tools.join("pg_dump"))
            .arg(self.address(database))
            .stdin(Stdio::null())
            .output()
            .expect("pg_dump runs");
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stdout).expect("a dump is text")
    }

    /// Reads a [`dump`](Server::dump) into an empty database, as who may do everything.
    ///
    /// # Panics
    /// When it fails.
    pub fn load(&self, database: &str, dump: &str) {
        let mut reading = Command::new(self.tools.join("psql"));
        reading
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"])
            .arg(self.address(database))
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut reading = reading.spawn().expect("psql runs");
        let mut input = reading.stdin.take().expect("its input");
        input.write_all(dump.as_bytes()).expect("psql reads");
        drop(input);
        assert!(reading.wait().expect("psql ends").success(), "psql failed");
    }

    fn address(&self, database: &str) -> String {
        format!("postgresql://{}@{}/{database}", self.admin, self.host)
    }

    fn psql(&self, database: &str, sql: &str) -> Command {
        let mut command = Command::new(self.tools.join("psql"));
        command
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql])
            .arg(self.address(database))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }
}

impl Database {
    /// The name of the database.
    #[must_use]
    pub fn name(&self) -> &str {
        let path = self.admin.rsplit('/').next().unwrap_or_default();
        path.split('?').next().unwrap_or_default()
    }
}

impl Own {
    fn run(&self, tools: &Path) -> Child {
        as_user(&tools.join("postgres"), self.user)
            .arg("-D")
            .arg(self.folder.join("data"))
            .arg("-k")
            .arg(&self.folder)
            .args(["-c", "listen_addresses=", "-c", "max_connections=200"])
            .args(["-c", "wal_recycle=off", "-c", "max_wal_size=1GB"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("postgres runs")
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // Its input ends here; both are waited for, so that nothing is left when this returns.
        drop(self.undertaker.stdin.take());
        let postmaster = self
            .postmaster
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(child) = postmaster {
            let _ = child.wait();
        }
        let _ = self.undertaker.wait();
    }
}

/// The folder of the server's programs.
fn tools() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).find_map(|folder| {
        // A link leads to where the others are too.
        let program = fs::canonicalize(folder.join("initdb")).ok()?;
        Some(program.parent()?.to_owned())
    });
    let debian = || {
        let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
            .filter(|bin| bin.join("initdb").exists())
            .collect();
        versions.sort();
        versions.pop()
    };
    found.or_else(debian)
}

/// Who the server runs as when this process is root.
fn unprivileged() -> Option<(u32, u32)> {
    let root =
        fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if !root {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("the list of users");
    ["postgres", "nobody"].iter().find_map(|name| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

fn as_user(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}
