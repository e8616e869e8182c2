//! The commands of Farrier.
//!
//! Comes in: the arguments of the program. Goes out: files, a report, an exit code. Always holds: this crate alone
//! reads and writes files, prints and draws; results go to stdout, everything else to stderr.
//!
//! A team's own `xtask` is a `main` of three lines:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     xtask::main()
//! }
//! ```

pub mod check;
pub mod commands;
pub mod config;
pub mod failure;
pub mod hint;
pub mod job;
pub mod runtime;
mod scratch;
pub mod tidy;
pub mod write;

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::codegen::{Generator, Output};
use failure::Failure;
use farrier_codegen::smithy::{self, Problems, Source};
use farrier_codegen::{Generated, Settings};

/// The commands of Farrier, which turns Smithy models into Rust crates.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", subcommand_required = true, arg_required_else_help = false)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Bench(commands::bench::Args),
    Codegen(commands::codegen::Args),
    Conformance(commands::conformance::Args),
    Corpus(commands::corpus::Args),
    Interop(commands::interop::Args),
    Patterns(commands::patterns::Args),
    Tidy(tidy::Args),
}

/// Runs the command that the program's arguments name, and prints what stopped it.
pub fn main() -> ExitCode {
    if let Some(code) = commands::corpus::rustc() {
        return code;
    }
    run(std::env::args_os())
}

/// Runs the command that `args` name, the program's own name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    run_with(args, &generate)
}

/// The same with another generator.
pub fn run_with(args: impl IntoIterator<Item = OsString>, generator: Generator) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for, and no failure; every failure of a command exits with 1.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    let result = match cli.command {
        Command::Bench(args) => commands::bench::run(&args).map_err(|failure| vec![failure]),
        Command::Codegen(args) => commands::codegen::run(&args, generator),
        Command::Conformance(args) => commands::conformance::run(&args),
        Command::Corpus(args) => commands::corpus::run(&args),
        Command::Interop(args) => commands::interop::run(&args).map_err(|failure| vec![failure]),
        Command::Patterns(args) => commands::patterns::run(&args).map_err(|failure| vec![failure]),
        Command::Tidy(args) => tidy::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failures) => {
            for failure in &failures {
                eprintln!("{}", failure.report());
            }
            ExitCode::FAILURE
        }
    }
}

/// The generator of every command: loads the model and runs codegen's stages.
fn generate(sources: Vec<Source>, settings: &Settings) -> Result<Output, Failure> {
    let colours =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let render = |problems: &Problems| smithy::diagnostic::render(problems, colours);
    let model = farrier_codegen::load(sources).map_err(|problems| Failure::rendered(render(&problems)))?;
    let Generated { files, summary } = farrier_codegen::generate(&model, settings)
        .map_err(|problem| Failure::new(format!("{}: {problem}", settings.crate_name)))?;
    Ok(Output { files, summary, warnings: model.warnings().map(render).unwrap_or_default() })
}
