//! `bench compile`: the compiler's time on a generated crate and on the public SDK's crate of the same service.
//!
//! Both are measured in turns in one run, so that a ratio stands however busy the machine is. A program is a `main` that
//! calls operations through the crate's own client with all members that they require, with no work hidden elsewhere.
//!
//! Both crates are compiled alike. Cargo has `incremental` on for a crate in a path, as the generated one is, and off for
//! one of a registry, as the public one and its runtime are. So the generated workspace turns it off for its SDK and its
//! runtime, as the README tells users to; the programs have it on both sides.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use clap::{Parser, ValueEnum};
use farrier_codegen::{
    names::method_name,
    smithy::{Model, Shape, ShapeKind, Source},
};

use self::program::Crate;
use crate::failure::Failure;

mod program;

/// Which crate, and how often.
#[derive(Debug, Parser)]
pub(super) struct Args {
    /// The model [default: ../shared/aws-models/SERVICE.json].
    model: Option<PathBuf>,
    /// The service, as the public crate `aws-sdk-SERVICE` is named.
    #[arg(long, default_value = "iottwinmaker")]
    service: String,
    /// The public crate's version.
    #[arg(long, default_value = "1")]
    version: String,
    /// How often each time is taken; its median counts.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// The profiles to compile in.
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["check", "dev", "release"])]
    profiles: Vec<Profile>,
    /// How often the clean builds with all dependencies are timed, which take longest; none with 0.
    #[arg(long, default_value_t = 3)]
    clean_runs: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Profile {
    Check,
    Dev,
    Release,
}

impl Profile {
    fn command(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Dev => &["build"],
            Self::Release => &["build", "--release"],
        }
    }
}

/// A workspace of two programs over one SDK crate.
struct Side {
    folder: PathBuf,
    /// The package of the SDK.
    sdk: String,
    /// Where its source is.
    source: PathBuf,
    /// The text of the program of three operations.
    few: String,
}

/// What is measured, and how many times faster the generated crate has to be in each profile.
const MEASURES: &[(&str, [f64; 3])] = &[
    ("the crate alone", [0.0; 3]),
    ("with a program of three operations", [4.0, 8.0, 15.0]),
    ("with a program of every operation", [3.0, 4.0, 8.0]),
    ("a changed line of the program", [1.0; 3]),
    ("clean, with all dependencies", [3.0; 3]),
];

/// Runs the benchmark.
///
/// # Errors
/// When Cargo or the generator cannot be run, or fails.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let shared = PathBuf::from("../shared/aws-models").join(format!("{}.json", args.service));
    let model = args.model.clone().unwrap_or(shared);
    if !model.is_file() {
        println!("{}: no such model, so nothing was measured", model.display());
        return Ok(());
    }
    let root = PathBuf::from("target/bench-compile").join(&args.service);
    let sides = sides(args, &root, &model)?;
    print_lines(&sides)?;
    println!("seconds, median of {}: generated, public, ratio (required)", args.runs);
    for profile in &args.profiles {
        measure(args, *profile, &sides)?;
    }
    Ok(())
}

/// Both workspaces, the generated crate first.
fn sides(args: &Args, root: &Path, path: &Path) -> Result<[Side; 2], Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::io("read the model", path, &error))?;
    let source = Source { name: path.display().to_string(), bytes };
    let model = farrier_codegen::load(vec![source]).map_err(|problems| Failure::new(problems.to_string()))?;
    let mut operations: Vec<&Shape> =
        model.shapes().filter(|shape| matches!(shape.kind, ShapeKind::Operation(_))).collect();
    operations.sort_by_key(|operation| method_name(operation.id.name()));

    let service = &args.service;
    let folder = root.join("generated");
    generate(service, path, &folder.join("sdk"))?;
    let dependencies = format!("{service} = {{ path = \"../sdk\" }}\n{TOKIO}");
    let profile = [service, "farrier-runtime"]
        .map(|package| format!("\n[profile.dev.package.{package}]\nincremental = false\n"))
        .concat();
    manifests(&folder, "[\"sdk\", \"few\", \"all\"]", &profile, &dependencies)?;
    let source = folder.join("sdk/src");
    let called = Crate::Generated(service.clone());
    let generated = side(folder, service.clone(), source, &called, &model, &operations)?;

    let (folder, sdk) = (root.join("public"), format!("aws-sdk-{service}"));
    manifests(&folder, "[\"few\", \"all\"]", "", &format!("{sdk} = \"{}\"\n{TOKIO}", args.version))?;
    let source = source_of(&folder, &sdk)?;
    let called = Crate::Public(sdk.clone(), source.clone());
    Ok([generated, side(folder, sdk, source, &called, &model, &operations)?])
}

/// Generates the crate: a client alone, as the public one is.
fn generate(service: &str, model: &Path, sdk: &Path) -> Result<(), Failure> {
    let xtask = std::env::current_exe().map_err(|error| Failure::new(error.to_string()))?;
    let mut command = Command::new(xtask);
    command.arg("codegen").arg("--model").arg(model).arg("--out").arg(sdk).args(["--name", service]);
    command.args(["--roles", "client"]).stdout(Stdio::null());
    run_command(&mut command)
}

const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";

/// The programs, by name, and which of the operations each calls.
fn programs<'a>(operations: &'a [&'a Shape]) -> [(&'static str, &'a [&'a Shape]); 2] {
    [("few", &operations[..operations.len().min(3)]), ("all", operations)]
}

/// Writes a workspace's manifests, with the `profile` beside its members and programs that are still empty: Cargo is asked
/// where the SDK's source is.
fn manifests(folder: &Path, members: &str, profile: &str, dependencies: &str) -> Result<(), Failure> {
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members}\n{profile}");
    write(&folder.join("Cargo.toml"), &manifest)?;
    for (name, _) in programs(&[]) {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
        );
        write(&folder.join(name).join("Cargo.toml"), &manifest)?;
        write(&main_of(folder, name), "fn main() {}\n")?;
    }
    Ok(())
}

/// Writes the programs over a crate.
fn side(
    folder: PathBuf,
    sdk: String,
    source: PathBuf,
    called: &Crate,
    model: &Model,
    operations: &[&Shape],
) -> Result<Side, Failure> {
    let mut few = None;
    for (name, called_operations) in programs(operations) {
        let text = called.program(model, called_operations)?;
        write(&main_of(&folder, name), &text)?;
        few.get_or_insert(text);
    }
    Ok(Side { folder, sdk, source, few: few.unwrap_or_default() })
}

fn main_of(folder: &Path, program: &str) -> PathBuf {
    folder.join(program).join("src/main.rs")
}

/// Takes the times of one profile, the two crates in turns.
fn measure(args: &Args, profile: Profile, sides: &[Side; 2]) -> Result<(), Failure> {
    for side in sides {
        warm_up(side, profile)?;
    }
    let mut times: BTreeMap<usize, [Vec<f64>; 2]> = BTreeMap::new();
    for round in 0..args.runs {
        for (which, side) in sides.iter().enumerate() {
            let mut note = |measure: usize, seconds: f64| {
                times.entry(measure).or_default()[which].push(seconds);
            };
            clean(side, profile, &[&side.sdk])?;
            note(0, cargo(side, profile, &["--package", &side.sdk])?);
            for (measure, program) in [(1, "few"), (2, "all")] {
                clean(side, profile, &[&side.sdk, program])?;
                note(measure, cargo(side, profile, &["--package", program])?);
            }
            let changed = format!("{}// Round {round}.\nconst _: u32 = {round};\n", side.few);
            write(&main_of(&side.folder, "few"), &changed)?;
            note(3, cargo(side, profile, &["--package", "few"])?);
            if round < args.clean_runs {
                clean(side, profile, &[])?;
                note(4, cargo(side, profile, &["--package", "few"])?);
                warm_up(side, profile)?;
            }
        }
    }
    for (measure, taken) in times {
        let fewer = match taken[0].len() {
            count if count < args.runs as usize => format!(", median of {count}"),
            _ => String::new(),
        };
        let [ours, theirs] = taken.map(median);
        let (what, required) = MEASURES[measure];
        let required = match required[profile as usize] {
            0.0 => String::new(),
            times => format!(" ({times:.0})"),
        };
        let name = format!("{profile:?}").to_lowercase();
        println!("{name:<8} {what:<36} {ours:8.2} {theirs:8.2} {:7.1}{required}{fewer}", theirs / ours);
    }
    Ok(())
}

/// Compiles the dependencies: each of the packages may ask for other features of them.
fn warm_up(side: &Side, profile: Profile) -> Result<(), Failure> {
    for package in [&*side.sdk, "few", "all"] {
        cargo(side, profile, &["--package", package])?;
    }
    Ok(())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Prints the lines of both crates.
fn print_lines([ours, theirs]: &[Side; 2]) -> Result<(), Failure> {
    let (generated, public) = (lines(&ours.source)?, lines(&theirs.source)?);
    let package = theirs.source.parent().and_then(Path::file_name).unwrap_or_default();
    println!(
        "lines    generated {generated}, {} {public}: one in {:.1} (6)",
        package.display(),
        f64::from(public) / f64::from(generated)
    );
    Ok(())
}

/// Where the source of a dependency is.
fn source_of(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1"])
        .current_dir(folder)
        .output()
        .map_err(|error| Failure::new(format!("`cargo metadata` could not be run: {error}")))?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|error| Failure::new(error.to_string()))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let package = packages.iter().find(|package| package["name"] == name);
    let manifest = package.and_then(|package| package["manifest_path"].as_str());
    let manifest = manifest.ok_or_else(|| Failure::new(format!("{name} is no dependency")))?;
    Ok(Path::new(manifest).with_file_name("src"))
}

/// The lines of the Rust files in a folder.
fn lines(folder: &Path) -> Result<u32, Failure> {
    let mut count = 0;
    let place = |error| Failure::new(format!("{}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(place)? {
        let path = entry.map_err(place)?.path();
        if path.is_dir() {
            count += lines(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            count += u32::try_from(read(&path)?.lines().count()).unwrap_or(u32::MAX);
        }
    }
    Ok(count)
}

/// Compiles, and says how long that took.
fn cargo(side: &Side, profile: Profile, arguments: &[&str]) -> Result<f64, Failure> {
    let mut command = Command::new("cargo");
    command.args(profile.command()).arg("--quiet").args(arguments).current_dir(&side.folder);
    // The workspace's own folder, whatever the environment says.
    command.args(["--target-dir", "target"]);
    let start = Instant::now();
    run_command(&mut command)?;
    Ok(start.elapsed().as_secs_f64())
}

/// Removes what the packages were compiled to; of every package where none is named.
fn clean(side: &Side, profile: Profile, packages: &[&str]) -> Result<(), Failure> {
    let mut command = Command::new("cargo");
    command.args(["clean", "--quiet", "--target-dir", "target"]).current_dir(&side.folder);
    for package in packages {
        command.args(["--package", package]);
    }
    if profile == Profile::Release {
        command.arg("--release");
    }
    run_command(&mut command)
}

fn run_command(command: &mut Command) -> Result<(), Failure> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("`{command:?}` failed: {status}"))),
        Err(error) => Err(Failure::new(format!("`{command:?}` could not be run: {error}"))),
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// Writes a file and the folders above it.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let place = |error| Failure::new(format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(place)?;
    }
    fs::write(path, text).map_err(place)
}
