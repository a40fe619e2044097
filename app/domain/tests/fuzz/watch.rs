//! Ends a run whose case takes too long or too much memory, and keeps the input.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use domain::pack::PackFile;

use crate::run::write;

/// A case that takes a minute never ends.
const LONGEST: Duration = Duration::from_secs(60);

/// KiB; a case needs some 50 MiB.
const MOST_MEMORY: u64 = 3 << 20;

struct Current {
    case: String,
    began: Instant,
    files: Vec<PackFile>,
}

/// Watches until it is dropped.
pub struct Watch {
    current: Arc<Mutex<Option<Current>>>,
    ended: Arc<AtomicBool>,
    running: PathBuf,
}

/// Begins to watch.
pub fn over(name: &'static str) -> Watch {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    let _ = fs::create_dir_all(&folder);
    let watch = Watch {
        current: Arc::default(),
        ended: Arc::default(),
        running: folder.join(format!("{name}-running")),
    };
    let (current, ended) = (Arc::clone(&watch.current), Arc::clone(&watch.ended));
    thread::spawn(move || {
        while !ended.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(100));
            let current = current.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(current) = current.as_ref() else { continue };
            let reason = if current.began.elapsed() > LONGEST {
                "does not end"
            } else if memory().is_some_and(|memory| memory > MOST_MEMORY) {
                "needs too much memory"
            } else {
                continue;
            };
            let folder = folder.join(format!("{name}-ended-{}", current.case.replace(' ', "-")));
            write(&folder, &current.files);
            // What `eprintln` says is kept back until a test ends, and this one does not.
            let place = folder.display();
            let _ = writeln!(
                io::stderr(),
                "{name}, seed and case {}: {reason}; the input lies in {place}",
                current.case
            );
            process::exit(1);
        }
    });
    watch
}

impl Watch {
    /// Notes what is tried next. Should the process itself die, the number of the case is left.
    pub fn begin(&self, case: &str, files: &[PackFile]) {
        let _ = fs::write(&self.running, format!("{case}\n"));
        let current =
            Current { case: case.to_owned(), began: Instant::now(), files: files.to_vec() };
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(current);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = fs::remove_file(&self.running);
    }
}

/// What the process holds in memory, in KiB, where the system says so.
fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
