//! Two sides measured in turns, so that both meet the same machine.

use std::{hint::black_box, time::Instant};

/// How often each side is measured.
pub(crate) const ROUNDS: usize = 301;
/// How long a round lasts, about: shorter than what an operating system grants at once, so that on a busy machine, too,
/// most rounds are not interrupted.
const ROUND_NANOSECONDS: u128 = 200_000;

/// Prints the medians of both sides and their ratio.
pub(crate) fn compare<A, B>(what: &str, peer: &str, ours: impl Fn() -> A, theirs: impl Fn() -> B) {
    let (our_repeats, their_repeats) = (repeats(&ours), repeats(&theirs));
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(round(&ours, our_repeats));
        their_times.push(round(&theirs, their_repeats));
    }
    let (ours, theirs) = (median(our_times), median(their_times));
    println!("{what:<44} {ours:>8.1} ns   {peer:<10} {theirs:>8.1} ns   {:.2} times as fast", theirs / ours);
}

fn repeats<T>(work: impl Fn() -> T) -> u32 {
    let start = Instant::now();
    for _ in 0..100 {
        black_box(work());
    }
    let one = (start.elapsed().as_nanos() / 100).max(1);
    u32::try_from(ROUND_NANOSECONDS / one).unwrap_or(u32::MAX).max(1)
}

/// Nanoseconds of one call, of many.
pub(crate) fn round<T>(work: impl Fn() -> T, repeats: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(repeats)
}

/// The middle one.
pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
