//! The binary `asynclinic`.

use std::{
    io::{Write as _, stderr},
    process::ExitCode,
};

use clap::Parser as _;
use server::{
    ServerError, admin, backup,
    cli::{AdminCommand, Cli, Command, PackCommand},
    impact, rules, serve,
};

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(flags) => serve::run(&flags).await,
        Command::Admin(AdminCommand::CreateOperator(flags)) => admin::create_operator(&flags).await,
        Command::Admin(AdminCommand::Rules(flags)) => admin::list_rules(&flags).await,
        Command::Admin(AdminCommand::VerifyRule(flags)) => admin::verify_rule(&flags).await,
        Command::Admin(AdminCommand::PublishPack(flags)) => admin::publish_pack(&flags).await,
        Command::Decide(flags) => rules::decide(&flags),
        Command::VerifyReceipt(flags) => rules::verify_receipt(&flags),
        Command::Pack(PackCommand::Check(flags)) => rules::check(&flags),
        Command::Pack(PackCommand::Digest(flags)) => rules::digest(&flags),
        Command::Pack(PackCommand::Jurisdictions(flags)) => rules::jurisdictions(&flags),
        Command::Pack(PackCommand::Diff(flags)) => rules::diff(&flags),
        Command::Impact(flags) => impact::run(&flags).await,
        Command::Backup(flags) => backup::back_up(&flags).await,
        Command::Restore(flags) => backup::restore(&flags).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

/// Says what went wrong, one problem a line; there is no other place to say it.
fn tell(error: &ServerError) {
    for line in error.to_string().lines() {
        drop(writeln!(stderr(), "asynclinic: {line}"));
    }
}
