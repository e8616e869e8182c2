//! `cargo xtask patterns FILE`: compiles every pattern of a file of verdicts, a JSON
//! object a line with `pattern`, `dialect`, `matches` and `rejects`, runs each string through the runtime's matcher,
//! and prints what was planned, how large and fast it is, and every disagreement. Exits 1 when there is one. With
//! `--list` it also prints each pattern's plan; with `--all-plans` it runs the strings through every plan that can
//! express the pattern, not only through the cheapest.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use farrier_codegen::pattern::{Dialect, Matcher, Plan, Step, Strategy, compile, compile_with};
use farrier_patterns::load;
use serde_json::Value;

#[derive(Default)]
struct Summary {
    list: bool,
    all_plans: bool,
    plans: BTreeMap<&'static str, (usize, Duration, Duration, usize)>,
    slowest: Vec<(Duration, String)>,
    disagreements: usize,
    strings: usize,
}

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: patterns FILE");
        return ExitCode::from(2);
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    let flag = |name: &str| std::env::args().any(|argument| argument == name);
    let mut summary = Summary { list: flag("--list"), all_plans: flag("--all-plans"), ..Summary::default() };
    for (number, line) in text.lines().enumerate() {
        match serde_json::from_str::<Value>(line) {
            Ok(verdict) => summary.check(&verdict),
            Err(error) => {
                println!("line {}: {error}", number + 1);
                summary.disagreements += 1;
            }
        }
    }
    if summary.slowest.is_empty() && summary.disagreements == 0 {
        eprintln!("{path}: there is no pattern");
        return ExitCode::FAILURE;
    }
    summary.print()
}

fn strings<'a>(verdict: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    verdict[key].as_array().into_iter().flatten().filter_map(Value::as_str)
}

impl Summary {
    fn check(&mut self, verdict: &Value) {
        let (Some(source), Some(_)) = (verdict["pattern"].as_str(), verdict["dialect"].as_str()) else {
            return self.disagree(&verdict.to_string(), "is no verdict: it has no `pattern` and `dialect`");
        };
        let started = Instant::now();
        let compiled = compile(source);
        let took = started.elapsed();
        self.slowest.push((took, source.to_owned()));
        let plan = match compiled {
            Ok(plan) => plan,
            Err(_) if verdict["dialect"] == "none" => return,
            Err(error) => return self.disagree(source, &format!("refused: {error}")),
        };
        let dialect = match plan.dialect {
            Dialect::EcmaUnicode => "ecma-u",
            Dialect::EcmaAnnexB => "ecma-annex-b",
            Dialect::Java => "java",
        };
        if verdict["dialect"] != dialect {
            self.disagree(source, &format!("read as {dialect}, not {}", verdict["dialect"]));
        }
        let (name, size) = size(&plan);
        if self.list {
            println!("{name:16} {size:6} {source}");
        }
        let matching = self.run(&plan, verdict);
        let entry = self.plans.entry(name).or_default();
        entry.0 += 1;
        entry.1 += took;
        entry.2 = entry.2.max(matching);
        entry.3 += size;
        if self.all_plans {
            for strategy in [Strategy::Steps, Strategy::Table, Strategy::Counting, Strategy::Backtracking] {
                if let Ok(Some(plan)) = compile_with(source, strategy) {
                    self.run(&plan, verdict);
                }
            }
        }
    }

    /// Runs the strings of the verdict; the time that takes.
    fn run(&mut self, plan: &Plan, verdict: &Value) -> Duration {
        let pattern = load(plan);
        let started = Instant::now();
        for (key, expected) in [("matches", true), ("rejects", false)] {
            for string in strings(verdict, key) {
                self.strings += 1;
                if pattern.is_match(string) != expected {
                    self.disagree(
                        &plan.source,
                        &format!("[{}] {string:?} should be among `{key}`", size(plan).0),
                    );
                }
            }
        }
        started.elapsed()
    }

    fn disagree(&mut self, source: &str, what: &str) {
        self.disagreements += 1;
        println!("{source}\n    {what}");
    }

    fn print(mut self) -> ExitCode {
        println!(
            "{:<14}{:>10}{:>16}{:>20}{:>16}",
            "plan", "patterns", "compiled in", "slowest to match", "table bytes"
        );
        for (name, (count, compiling, matching, size)) in &self.plans {
            println!("{name:<14}{count:>10}{compiling:>16.2?}{matching:>20.2?}{size:>16}");
        }
        let total: Duration = self.slowest.iter().map(|(took, _)| *took).sum();
        self.slowest.sort();
        if let Some((took, source)) = self.slowest.last() {
            println!("slowest to compile: {took:.2?} {source}");
        }
        let patterns = self.slowest.len();
        let engine = self
            .plans
            .iter()
            .filter(|(name, _)| name.starts_with('4'))
            .map(|(_, plan)| plan.0)
            .sum::<usize>();
        println!(
            "{} of {patterns} are decided at generation time: code or a prebuilt automaton; {engine} backtrack with a \
             bounded number of steps",
            patterns - engine
        );
        println!(
            "{patterns} patterns in {total:.2?}, {} strings, {} disagreements",
            self.strings, self.disagreements
        );
        if self.disagreements == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The name of the plan and the bytes of its tables.
fn size(plan: &Plan) -> (&'static str, usize) {
    match &plan.matcher {
        Matcher::Steps(steps) => match steps.last() {
            Some(Step::Table(table)) => ("1 steps, table", table.size()),
            _ => ("1 steps", 0),
        },
        Matcher::Table(table) => ("2 table", table.size()),
        Matcher::Counting(counting) => ("3 counting", counting.packed_ops().len() + counting.sets.len() * 32),
        Matcher::Backtracking(program) => ("4 backtracking", program.instructions.len() * 16),
    }
}
