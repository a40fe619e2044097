//! The driver: cases by number, each from its own seed, made small where one fails.
//!
//! A few are tried with every test run, always the same. With `FUZZ_SECONDS` they go on from a
//! fresh seed, or from `FUZZ_SEED`; with `FUZZ_CASE` only the case of that number is tried.

use std::{
    env, fs,
    hash::{BuildHasher as _, RandomState},
    path::{Path, PathBuf},
    str::FromStr,
    time::{Duration, Instant},
};

use domain::pack::PackFile;
use proptest::{
    prelude::*,
    test_runner::{
        Config, RngAlgorithm, TestCaseError, TestCaseResult, TestError, TestRng, TestRunner,
    },
};

use crate::watch;

/// The random numbers of one change; a case has one to seven.
pub type Numbers = [u32; 8];

/// What is tried.
pub struct Target<'a> {
    /// Its name, also that of the folder with what was found before.
    pub name: &'static str,
    /// How many cases every test run tries.
    pub cases: u64,
    /// Builds an input, as files.
    pub build: &'a dyn Fn(&[Numbers]) -> Vec<PackFile>,
    /// What must hold of it.
    pub check: &'a dyn Fn(&[PackFile]) -> TestCaseResult,
}

fn setting<T: FromStr>(name: &str) -> Option<T> {
    env::var(name).ok().and_then(|text| text.parse().ok())
}

impl Target<'_> {
    /// Tries what was found before, and then new cases.
    pub fn run(&self) {
        for folder in
            folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/found").join(self.name))
        {
            let watch = watch::over(self.name);
            let files = read(&folder);
            watch.begin("found before", &files);
            if let Err(error) = (self.check)(&files) {
                panic!("{}: {error}", folder.display());
            }
        }
        let seconds = setting("FUZZ_SECONDS").map(Duration::from_secs);
        let seed =
            || setting("FUZZ_SEED").unwrap_or_else(|| RandomState::new().hash_one(self.name));
        match (setting::<u64>("FUZZ_CASE"), seconds) {
            (Some(case), _) => self.cases(seed(), case..case + 1, None),
            (None, Some(_)) => self.cases(seed(), 0..u64::MAX, seconds),
            (None, None) => self.cases(0, 0..self.cases, None),
        }
    }

    fn cases(&self, seed: u64, cases: std::ops::Range<u64>, limit: Option<Duration>) {
        println!("{}: seed {seed}", self.name);
        let began = Instant::now();
        let watch = watch::over(self.name);
        let mut tried = 0;
        for case in cases {
            if limit.is_some_and(|limit| began.elapsed() >= limit) {
                break;
            }
            self.case(seed, case, &watch);
            tried += 1;
        }
        println!("{}: {tried} cases, seed {seed}", self.name);
    }

    fn case(&self, seed: u64, case: u64, watch: &watch::Watch) {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&case.to_le_bytes());
        let config = Config {
            cases: 1,
            failure_persistence: None,
            max_shrink_iters: 2000,
            ..Config::default()
        };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let numbers = prop::collection::vec(any::<Numbers>(), 1..8);
        let outcome = TestRunner::new_with_rng(config, rng).run(&numbers, |numbers| {
            let files = (self.build)(&numbers);
            watch.begin(&format!("{seed} {case}"), &files);
            (self.check)(&files)
        });
        match outcome {
            Ok(()) => {}
            Err(TestError::Fail(reason, numbers)) => {
                let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
                    .join(format!("fuzz/{}-{seed}-{case}", self.name));
                write(&folder, &(self.build)(&numbers));
                panic!(
                    "{}, seed {seed}, case {case}: {reason}\nthe input lies in {}",
                    self.name,
                    folder.display()
                );
            }
            Err(TestError::Abort(reason)) => panic!("{}, case {case}: {reason}", self.name),
        }
    }
}

/// Fails a case with these words.
pub fn wrong<T>(words: impl Into<String>) -> Result<T, TestCaseError> {
    Err(TestCaseError::fail(words.into()))
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// The files in a folder, and in those inside of it.
fn read(folder: &Path) -> Vec<PackFile> {
    fn collect(folder: &Path, root: &Path, found: &mut Vec<PackFile>) {
        for path in folders(folder) {
            if path.is_dir() {
                collect(&path, root, found);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(PackFile { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
    let mut found = Vec::new();
    collect(folder, folder, &mut found);
    found
}

/// Writes an input, so that it can be tried again; a name that no file can have is replaced.
pub fn write(folder: &Path, files: &[PackFile]) {
    for (place, file) in files.iter().enumerate() {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-./".contains(&byte);
        let fits = file.path.bytes().all(plain) && !file.path.contains("..");
        let name = if fits { file.path.clone() } else { format!("other/{place}") };
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.text).unwrap();
    }
}
