//! The program: its arguments, what they run, and what is printed in the end.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands;
use crate::failure::Failure;

/// The commands of Farrier, which turns Smithy models into Rust crates.
#[derive(Debug, Parser)]
#[command(name = "farrier", version, subcommand_required = true, arg_required_else_help = false)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// The commands that every workspace has.
///
/// A program with commands of its own has these among them with `#[command(flatten)]`, and reads its arguments with
/// [`parse`].
#[derive(Debug, Subcommand)]
pub enum Command {
    #[allow(missing_docs, reason = "the arguments tell what it does, in the program's help too")]
    Codegen(commands::codegen::Args),
    #[allow(missing_docs, reason = "the arguments tell what it does, in the program's help too")]
    Conformance(commands::conformance::Args),
    #[allow(missing_docs, reason = "the arguments tell what it does, in the program's help too")]
    Corpus(commands::corpus::Args),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// What kept it from its work, or what it found.
    pub fn run(self) -> Result<(), Vec<Failure>> {
        match self {
            Self::Codegen(args) => commands::codegen::run(&args),
            Self::Conformance(args) => commands::conformance::run(&args),
            Self::Corpus(args) => commands::corpus::run(&args),
        }
    }
}

/// Runs the command that the program's arguments name, and prints what stopped it.
pub fn main() -> ExitCode {
    if let Some(code) = in_place_of_rustc() {
        return code;
    }
    match parse::<Cli>(std::env::args_os()) {
        Ok(cli) => report(cli.command.run()),
        Err(code) => code,
    }
}

/// Runs the compiler, where Cargo has called this program in its place. `corpus --compile` asks for that; a program with
/// commands of its own calls this first.
pub fn in_place_of_rustc() -> Option<ExitCode> {
    commands::corpus::rustc()
}

/// Reads the program's arguments, its own name first.
///
/// # Errors
/// With what the program ends: help was asked for, or the arguments are wrong. What there is to say was printed.
pub fn parse<C: Parser>(args: impl IntoIterator<Item = OsString>) -> Result<C, ExitCode> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    // Cargo passes the name of its subcommand on: `cargo-farrier farrier codegen`.
    let subcommand = args.first().and_then(|program| cargo_subcommand(Path::new(program)));
    if subcommand.is_some_and(|name| args.get(1).is_some_and(|argument| *argument == *name)) {
        args.remove(1);
    }
    let read = C::command().bin_name(program()).try_get_matches_from(args);
    read.and_then(|matches| C::from_arg_matches(&matches)).map_err(|error| {
        // Help and version are asked for, and no failure; every failure of a command exits with 1.
        let _ = error.print();
        if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    })
}

/// Prints what stopped a command, and says with what the program ends.
pub fn report(result: Result<(), Vec<Failure>>) -> ExitCode {
    let Err(failures) = result else { return ExitCode::SUCCESS };
    for failure in &failures {
        eprintln!("{}", failure.report());
    }
    ExitCode::FAILURE
}

/// How this program is called: `cargo farrier`, `cargo xtask`.
pub fn program() -> String {
    let path = std::env::args_os().next().unwrap_or_default();
    let path = Path::new(&path);
    let stem = || path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("xtask").to_owned();
    format!("cargo {}", cargo_subcommand(path).unwrap_or_else(stem))
}

/// What stands behind `cargo-` in the program's name.
fn cargo_subcommand(program: &Path) -> Option<String> {
    program.file_stem()?.to_str()?.strip_prefix("cargo-").map(str::to_owned)
}
