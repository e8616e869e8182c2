//! The commands of Farrier's own workspace: those that every team has, by the crate `farrier`, and those that measure
//! and check Farrier itself.

pub mod commands;
pub mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use farrier::{failure, scratch};

/// The commands of Farrier, which turns Smithy models into Rust crates.
#[derive(Debug, Parser)]
#[command(name = "xtask", version, subcommand_required = true, arg_required_else_help = false)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Everywhere(farrier::Command),
    Bench(commands::bench::Args),
    Interop(commands::interop::Args),
    Patterns(commands::patterns::Args),
    Soak(commands::soak::Args),
    Tidy(tidy::Args),
}

/// Runs the command that the program's arguments name, and prints what stopped it.
pub fn main() -> ExitCode {
    if let Some(code) = farrier::in_place_of_rustc() {
        return code;
    }
    let cli: Cli = match farrier::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    farrier::report(match cli.command {
        Command::Everywhere(command) => command.run(),
        Command::Bench(args) => commands::bench::run(&args).map_err(|failure| vec![failure]),
        Command::Interop(args) => commands::interop::run(&args).map_err(|failure| vec![failure]),
        Command::Patterns(args) => commands::patterns::run(&args).map_err(|failure| vec![failure]),
        Command::Soak(args) => commands::soak::run(&args).map_err(|failure| vec![failure]),
        Command::Tidy(args) => tidy::run(&args),
    })
}
