//! `asynclinic decide` and `asynclinic pack`: the rules, without a clinic around them.

use std::{
    fs,
    io::{self, Read as _, Write as _, stdin, stdout},
    path::Path,
};

use domain::{
    decide,
    pack::{Pack, PackFile, diff, overview},
    receipt,
    rules::Opening,
};

use crate::{
    ServerError,
    cli::{DecideFlags, PackDiffFlags, PackFlags, VerifyReceiptFlags},
    open::pack,
};

/// The largest file of a pack, and the largest case, in bytes.
const MOST: u64 = 8 * 1024 * 1024;

/// Decides one case, or prints the schema.
///
/// # Errors
/// The input, the pack, or a case that this pack cannot decide.
pub fn decide(flags: &DecideFlags) -> Result<(), ServerError> {
    let Some(input) = &flags.input else { return say(decide::SCHEMA.trim_end()) };
    let case = text_of(input)?;
    let pack = match &flags.pack {
        Some(dir) => pack_in(dir)?,
        None => pack()?,
    };
    let opening =
        if flags.allow_unverified { Opening::Demonstration } else { Opening::VerifiedOnly };
    say(&decide::in_json(&pack, opening, &case)?)
}

/// Checks a receipt, and decides once more what it says.
///
/// # Errors
/// The file, the pack, or the first thing that is wrong with the receipt.
pub fn verify_receipt(flags: &VerifyReceiptFlags) -> Result<(), ServerError> {
    let receipt = receipt::check(&text_of(&flags.file)?, flags.key.as_deref())?;
    let body = &receipt.body;
    let whose = match flags.key {
        Some(_) => "the key you named".to_owned(),
        None => format!("the key {} (compare it with the clinic's)", receipt.signature.key),
    };
    say(&format!(
        "Genuine: receipt {} of the clinic {}, {} on {}, signed with {whose}",
        body.sequence, body.clinic, body.kind, body.at
    ))?;
    let pack = match &flags.pack {
        Some(dir) => pack_in(dir)?,
        None => pack()?,
    };
    receipt::replay(&pack, &receipt)?;
    say(&format!("The rules lead there: decided again under the pack {}", body.pack))
}

/// Reads a pack, and says what it holds.
///
/// # Errors
/// Every mistake in it.
pub fn check(flags: &PackFlags) -> Result<(), ServerError> {
    let pack = pack_in(&flags.dir)?;
    let medicines: usize = pack.protocols().map(|protocol| protocol.formulary.len()).sum();
    say(&format!(
        "The pack {} {} is in order: {} rules, {} protocols with {medicines} medicines, {} facts\n{}",
        pack.head().id,
        pack.head().version,
        pack.rules().count(),
        pack.protocols().count(),
        pack.facts().count(),
        pack.digest(),
    ))
}

/// Prints a pack's digest.
///
/// # Errors
/// The pack cannot be read.
pub fn digest(flags: &PackFlags) -> Result<(), ServerError> {
    say(&pack_in(&flags.dir)?.digest().to_string())
}

/// Prints what a pack asks for in each jurisdiction.
///
/// # Errors
/// The pack cannot be read.
pub fn jurisdictions(flags: &PackFlags) -> Result<(), ServerError> {
    say(overview::page(&pack_in(&flags.dir)?).trim_end())
}

/// Says what one pack says otherwise than another.
///
/// # Errors
/// One of them cannot be read.
pub fn diff(flags: &PackDiffFlags) -> Result<(), ServerError> {
    let changes = diff::diff(&pack_in(&flags.before)?, &pack_in(&flags.after)?);
    if changes.is_empty() {
        return say("Both say the same");
    }
    let lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
    say(&lines.join("\n"))
}

/// The pack in a folder.
///
/// # Errors
/// A file that cannot be read, or every mistake in what they say.
pub fn pack_in(dir: &Path) -> Result<Pack, ServerError> {
    pack_of(dir, &files_in(dir)?)
}

/// Every file of a pack's folder.
///
/// # Errors
/// It cannot be read.
pub fn files_in(dir: &Path) -> Result<Vec<PackFile>, ServerError> {
    let mut files = Vec::new();
    collect(dir, dir, &mut files)?;
    Ok(files)
}

/// The pack that these files of a folder are.
///
/// # Errors
/// Every mistake in it.
pub fn pack_of(dir: &Path, files: &[PackFile]) -> Result<Pack, ServerError> {
    Pack::read(files).map_err(|errors| ServerError::PackFolder {
        dir: dir.to_owned(),
        mistakes: errors.to_string(),
    })
}

/// Every file below a folder, by its path inside of it. Hidden ones are an editor's, not the
/// pack's.
fn collect(dir: &Path, root: &Path, files: &mut Vec<PackFile>) -> Result<(), ServerError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| ServerError::Io { deed: "read", path, cause }
    };
    for entry in fs::read_dir(dir).map_err(failed(dir))? {
        let entry = entry.map_err(failed(dir))?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type().map_err(failed(&path))?.is_dir() {
            collect(&path, root, files)?;
            continue;
        }
        let inside = path.strip_prefix(root).unwrap_or(&path);
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        files.push(PackFile { path: parts.join("/"), text: text_of(&path)? });
    }
    Ok(())
}

/// The text of a file, or of standard input for `-`.
fn text_of(path: &Path) -> Result<String, ServerError> {
    let failed = |cause| ServerError::Io { deed: "read", path: path.to_owned(), cause };
    let mut text = String::new();
    let read = if path == Path::new("-") {
        stdin().lock().take(MOST + 1).read_to_string(&mut text)
    } else {
        fs::File::open(path).and_then(|file| file.take(MOST + 1).read_to_string(&mut text))
    };
    let length = read.map_err(failed)?;
    if u64::try_from(length).unwrap_or(u64::MAX) > MOST {
        return Err(failed(io::Error::other("it is larger than 8 MB")));
    }
    Ok(text)
}

fn say(words: &str) -> Result<(), ServerError> {
    writeln!(stdout().lock(), "{words}").map_err(ServerError::unsaid)
}
