//! Speed of the generator: a whole service, the ten largest models of a folder, and the whole folder, against merely
//! parsing the same files into `serde_json::Value`, as medians of one run.
//!
//! `cargo xtask bench generator [DIR]`. Nothing is written, as by `cargo xtask corpus` without `--out`. Generating and
//! parsing take turns, so that both meet the same machine.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use farrier_codegen::{Settings, smithy::Source};

/// How often a model is generated and parsed, and how often a folder.
const ROUNDS: usize = 7;
const FOLDER_ROUNDS: usize = 5;

/// The model that is measured alone.
const ALONE: &str = "iottwinmaker.json";

fn main() {
    // Cargo adds a flag of its own.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = folder
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/aws-models"), PathBuf::from);
    let mut models = models(&folder);
    models.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    if models.is_empty() {
        return println!("{}: no models, so nothing was measured", folder.display());
    }
    println!("medians of {ROUNDS}:        MB  generate ms  parse ms   ms per MB   ratio");
    let alone = models.iter().find(|(path, _)| path.ends_with(ALONE));
    for (path, bytes) in alone.into_iter().chain(models.iter().take(10)) {
        one(path, *bytes);
    }
    all(&models);
}

/// The models of a folder with their sizes.
fn models(folder: &Path) -> Vec<(PathBuf, u64)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let models =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "json"));
    models
        .filter_map(|path| Some((fs::metadata(&path).ok()?.len(), path)))
        .map(|(bytes, path)| (path, bytes))
        .collect()
}

fn one(path: &Path, bytes: u64) {
    let (mut generating, mut parsing) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        generating.push(timed(|| generate(path)).0);
        parsing.push(timed(|| parse(path)).0);
    }
    let (generating, parsing) = (median(generating) * 1e3, median(parsing) * 1e3);
    let (name, megabytes) = (path.file_stem().unwrap_or_default().display(), bytes as f64 / 1e6);
    println!(
        "{name:<18} {megabytes:>7.2} {generating:>12.1} {parsing:>9.1} {:>11.1} {:>7.1}",
        generating / megabytes,
        generating / parsing
    );
}

fn all(models: &[(PathBuf, u64)]) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..FOLDER_ROUNDS {
        let (generating, generated) = timed(|| each(models, threads, generate));
        let (parsing, parsed) = timed(|| each(models, threads, parse));
        for (times, time) in times.iter_mut().zip([generating, parsing, generated, parsed]) {
            times.push(time);
        }
    }
    let [generating, parsing, generated, parsed] = times.map(median);
    let megabytes = models.iter().map(|(_, bytes)| *bytes).sum::<u64>() as f64 / 1e6;
    println!("\n{} models, {megabytes:.1} MB, {threads} threads, medians of {FOLDER_ROUNDS}", models.len());
    println!(
        "wall time        generate {generating:>7.2} s  parse {parsing:>7.2} s  ratio {:>5.1}",
        generating / parsing
    );
    println!(
        "processor time   generate {generated:>7.2} s  parse {parsed:>7.2} s  ratio {:>5.1}",
        generated / parsed
    );
    if let Some(peak) = status("VmHWM:") {
        println!("peak memory      {:>4} MiB", peak / 1024);
    }
}

/// Works on each model; gives the processor's time.
fn each(models: &[(PathBuf, u64)], threads: usize, work: fn(&Path)) -> f64 {
    let before = processor_time();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((path, _)) = models.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(path);
                }
            });
        }
    });
    processor_time() - before
}

fn parse(path: &Path) {
    let bytes = fs::read(path).expect("a file");
    drop(std::hint::black_box(serde_json::from_slice::<serde_json::Value>(&bytes).expect("JSON")));
}

fn generate(path: &Path) {
    let source = Source { name: path.display().to_string(), bytes: fs::read(path).expect("a file") };
    let model = farrier_codegen::load(vec![source]).expect("a valid model");
    let settings = Settings::default();
    drop(std::hint::black_box(farrier_codegen::generate(&model, &settings).expect("a crate")));
}

/// Seconds, and what the work gave.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64(), result)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The time that processors have worked for this process, in seconds, where the system tells it: on a machine with other
/// work its ratio is steadier than that of the wall's time.
fn processor_time() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    ticks as f64 / 100.0
}

/// A number of the process's status.
fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
