//! Starting and stopping the binary.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::LazyLock,
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// The binary, with nothing of this machine's settings.
pub fn asynclinic() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asynclinic"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ASYNCLINIC_")) {
        command.env_remove(name);
    }
    command
}

/// Runs it to its end, which must come within a minute.
pub fn run(arguments: &[&str]) -> Output {
    let mut child =
        asynclinic().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let ended = ends_within(&mut child, Duration::from_secs(60));
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    assert!(ended.is_some(), "{arguments:?} does not end: {}", complaint(&output));
    output
}

fn ends_within(child: &mut Child, time: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + time;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

/// What it said on standard error.
pub fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What it said on standard output.
pub fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A port where no mail server is, for tests that send nothing.
pub const NO_MAIL: u16 = 9;

/// A server that runs until it is dropped.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
    log: Option<thread::JoinHandle<String>>,
}

impl Server {
    /// A demonstration in this folder; in an empty one, as the first of all tests found it once
    /// it was set up.
    pub fn demonstration(data: &Path) -> Self {
        if fs::read_dir(data).unwrap().next().is_none() {
            copy(seeded(), data);
        }
        Self::newly_seeded(data)
    }

    /// A demonstration that sets itself up, where nothing is there yet.
    pub fn newly_seeded(data: &Path) -> Self {
        Self::start(&["serve", "--demo", "--data", text(data)])
    }

    /// A demonstration on a database elsewhere.
    pub fn demonstration_on(data: &Path, database_url: &str) -> Self {
        Self::start(&["serve", "--demo", "--data", text(data), "--database-url", database_url])
    }

    /// A practice whose mail goes to this port.
    pub fn practice(data: &Path, mail_port: u16) -> Self {
        let port = mail_port.to_string();
        let flags = ["--smtp-host", "127.0.0.1", "--smtp-port", &port, "--smtp-tls", "none"];
        Self::practice_with(data, &flags)
    }

    /// A practice that sends mail like this.
    pub fn practice_with(data: &Path, mail: &[&str]) -> Self {
        let mut arguments = vec!["serve", "--data", text(data)];
        arguments.extend(["--public-url", "https://clinic.example.org"]);
        arguments.extend(["--smtp-from", "Riverside Clinic <no-reply@clinic.example.org>"]);
        arguments.extend(mail);
        Self::start(&arguments)
    }

    /// A practice with further flags, which sends no mail.
    pub fn practice_on(data: &Path, further: &[&str]) -> Self {
        let port = NO_MAIL.to_string();
        let mail = ["--smtp-host", "127.0.0.1", "--smtp-port", &port, "--smtp-tls", "none"];
        Self::practice_with(data, &[&mail[..], further].concat())
    }

    fn start(arguments: &[&str]) -> Self {
        let mut child = asynclinic()
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            text
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some(address) = line.trim().strip_prefix("listening on http://") else {
            let _ = child.wait();
            panic!("the server did not start: {}", log.join().unwrap());
        };
        Self { address: address.parse().unwrap(), child, log: Some(log) }
    }

    /// Asks the server to stop, and gives what it logged once it has.
    pub fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let ended = ends_within(&mut self.child, Duration::from_secs(30));
        let status = ended.expect("the server stops within 30 seconds");
        let log = self.log.take().unwrap().join().unwrap();
        assert!(status.success(), "{log}");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The data folder of a demonstration that was set up and then stopped: setting it up takes
/// longer than most tests.
fn seeded() -> &'static Path {
    static SEEDED: LazyLock<PathBuf> = LazyLock::new(|| {
        let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demonstration");
        let _ = fs::remove_dir_all(&data);
        fs::create_dir_all(&data).unwrap();
        Server::newly_seeded(&data).stop();
        data
    });
    &SEEDED
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// A new folder, gone when dropped.
pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Whether any file of the data folder holds this text.
pub fn is_written(data: &Path, text: &str) -> bool {
    fs::read_dir(data).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_written(&path, text);
        }
        let bytes = fs::read(path).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}
