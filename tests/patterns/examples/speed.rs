//! `cargo run --release -p farrier-patterns --example speed`: the time to match typical patterns of AWS's models,
//! against the `regex` crate; the median of many rounds, both in each round.

use std::hint::black_box;
use std::time::{Duration, Instant};

use farrier_codegen::pattern::compile;
use farrier_patterns::load;

const CASES: &[(&str, &str)] = &[
    ("^[a-zA-Z_0-9][a-zA-Z_\\-0-9]*[a-zA-Z0-9]+$", "6b9d3f2e-0c1a-4f7e-9a52-d4c8e1b7f036"),
    (
        "^arn:((aws)|(aws-cn)|(aws-us-gov)):iottwinmaker:[a-z0-9-]+:[0-9]{12}:[\\/a-zA-Z0-9_\\-\\.:]+$",
        "arn:aws:iottwinmaker:us-east-1:123456789012:workspace/CookieFactory/entity/6b9d3f2e",
    ),
    ("^[a-zA-Z_0-9.-]+$", "com.example.sensor-temperature_01"),
    ("^[0-9]{12}$", "123456789012"),
    ("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", "my-logs-bucket.eu-central-1.example"),
    ("^([a-z]|[A-Z]|[0-9]|[+,./:=@_ -])*$", "Temperature of mixer 3 (line B) = ok"),
    ("^.*$", "Any text at all, for instance a description of some resource, without a line break."),
    ("^[\\s\\S]*$", "Any text at all, for instance a description of some resource,\nwith a line break."),
    ("^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$", "Kostenstelle:4711/Abteilung=Entwicklung"),
    ("^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$", "Größe:über/Straße=Überprüfung ΔΩ 日本"),
    ("^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$", "CostCenter:4711/Department=Research"),
    ("[a-z0-9-]+", "6b9d3f2e-0c1a-4f7e-9a52-d4c8e1b7f036"),
    (
        "^arn:aws(-[a-z]+)*:iam::[0-9]{12}:role/.+$",
        "arn:aws:iam::123456789012:role/service-role/TwinMakerExecutionRole",
    ),
    (
        "^arn:.+:iam::[0-9]{12}:role/.+/[A-Za-z]+$",
        "arn:aws:iam::123456789012:role/service-role/TwinMakerExecutionRole",
    ),
    (
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "6b9d3f2e-0c1a-4f7e-9a52-d4c8e1b7f036",
    ),
    (
        "^([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])(\\.([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}$",
        "192.168.241.27",
    ),
];

const ROUNDS: usize = 31;
const CALLS: u32 = 20_000;

fn time(mut matches: impl FnMut() -> bool) -> Duration {
    let started = Instant::now();
    for _ in 0..CALLS {
        black_box(matches());
    }
    started.elapsed()
}

fn median_of(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e9 / f64::from(CALLS)
}

fn nanoseconds(pattern: &str, text: &str) -> (&'static str, f64, Option<f64>) {
    let plan = compile(pattern).expect("the pattern is well-formed");
    let kind = match plan.matcher {
        farrier_codegen::pattern::Matcher::Steps(_) => "steps",
        farrier_codegen::pattern::Matcher::Table(_) => "table",
        _ => "other",
    };
    let ours = load(&plan);
    let theirs = regex::Regex::new(&pattern.replace("\\/", "/")).ok();
    assert!(theirs.as_ref().is_none_or(|regex| regex.is_match(text) == ours.is_match(text)), "{pattern}");
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let text = black_box(text);
        own.push(time(|| ours.is_match(black_box(text))));
        if let Some(regex) = &theirs {
            others.push(time(|| regex.is_match(black_box(text))));
        }
    }
    (kind, median_of(own), (!others.is_empty()).then(|| median_of(others)))
}

fn main() {
    println!("{:<7}{:>8}{:>10}{:>8}  pattern", "plan", "ns", "regex ns", "ratio");
    for (pattern, text) in CASES {
        let (kind, own, other) = nanoseconds(pattern, text);
        let (other, ratio) = match other {
            Some(other) => (format!("{other:.0}"), format!("{:.1}", other / own)),
            None => ("refused".to_owned(), "-".to_owned()),
        };
        println!("{kind:<7}{own:>8.0}{other:>10}{ratio:>8}  {pattern}");
    }
}
