//! Two sides measured in turns, so that both meet the same machine.

use std::{hint::black_box, time::Instant};

const ROUNDS: usize = 1_001;
/// Time of one round, about: far shorter than what an operating system grants at once, so that on a busy machine, too,
/// most rounds are not interrupted.
const ROUND_NANOSECONDS: f64 = 100_000.0;

/// Prints the medians of both and how many times as fast the first is as its `peer`. Arguments of the program choose what
/// is measured by name.
pub(crate) fn compare<A, B>(
    what: &str,
    peer: &str,
    mut ours: impl FnMut() -> A,
    mut theirs: impl FnMut() -> B,
) {
    let mut chosen = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    if chosen.peek().is_some() && !chosen.any(|name| name == what) {
        return;
    }
    let one = median((0..9).map(|_| round(100, &mut theirs)).collect());
    let iterations = (ROUND_NANOSECONDS / one) as u32 + 1;
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times.0.push(round(iterations, &mut ours));
        times.1.push(round(iterations, &mut theirs));
    }
    let (ours, theirs) = (median(times.0), median(times.1));
    println!(
        "  {what:22} farrier {ours:9.1} ns   {peer} {theirs:9.1} ns   {:.2} times as fast",
        theirs / ours
    );
}

/// Nanoseconds of one call.
fn round<T>(iterations: u32, call: &mut impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..iterations {
        black_box(call());
    }
    start.elapsed().as_nanos() as f64 / f64::from(iterations)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
