//! PostgreSQL's own programs copy its databases.

use std::{io, path::Path, process::Stdio};

use tokio::process::Command;

use super::BackupError;
use crate::config::{Secret, WithoutPassword};

/// Copies the database into a file, as of one moment, while others write to it.
///
/// # Errors
/// `pg_dump` is missing or fails.
pub async fn dump(url: &Secret, into: &Path) -> Result<(), BackupError> {
    let mut command = program("pg_dump", url);
    command.arg("--format=custom").arg("--no-owner").arg("--no-privileges").arg("--file").arg(into);
    run("pg_dump", command).await
}

/// Fills an empty database from a file, wholly or not at all.
///
/// # Errors
/// `pg_restore` is missing or fails, as it does where a table exists already.
pub async fn restore(url: &Secret, from: &Path) -> Result<(), BackupError> {
    let mut command = program("pg_restore", url);
    command.arg("--single-transaction").arg("--no-owner").arg("--no-privileges").arg(from);
    run("pg_restore", command).await
}

/// The program, told of the database; the password goes by the environment,
/// because every user of the machine can read a process's arguments.
fn program(name: &str, url: &Secret) -> Command {
    let WithoutPassword { address, password } = WithoutPassword::of(url);
    let mut command = Command::new(name);
    command.arg("--no-password").arg("--dbname").arg(address);
    if let Some(password) = password {
        command.env("PGPASSWORD", password.reveal());
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    command
}

async fn run(name: &'static str, mut command: Command) -> Result<(), BackupError> {
    let output = command.output().await.map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => BackupError::ProgramMissing(name),
        _ => BackupError::io("start", Path::new(name), cause),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let message =
        words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
    Err(BackupError::Program { program: name, message: message.to_owned() })
}
