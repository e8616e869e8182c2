//! Work on many items in parallel, with the progress on stderr: a bar on a terminal, plain lines elsewhere.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Does `work` on each item on `jobs` threads, in the order of the items; gives the results in that order and the time
/// it took. With a `label`, progress is shown.
pub(super) fn each<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    label: Option<&str>,
    work: impl Fn(&T) -> R + Sync,
) -> (Vec<R>, Duration) {
    let started = Instant::now();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, items.len().max(1)) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    // The receiver lives as long as the threads.
                    let _ = sender.send((index, work(item)));
                }
            });
        }
        drop(sender);
        let mut progress = label.map(|label| Progress::new(label, items.len()));
        for (index, result) in receiver {
            if let Some(place) = results.get_mut(index) {
                *place = Some(result);
            }
            if let Some(progress) = &mut progress {
                progress.step();
            }
        }
    });
    (results.into_iter().flatten().collect(), started.elapsed())
}

/// How far the work is.
struct Progress<'a> {
    label: &'a str,
    total: usize,
    done: usize,
    terminal: bool,
    shown: Instant,
}

/// How wide the bar is.
const WIDTH: usize = 40;

/// How often a line is shown where there is no terminal.
const INTERVAL: Duration = Duration::from_secs(5);

impl<'a> Progress<'a> {
    fn new(label: &'a str, total: usize) -> Self {
        Self { label, total, done: 0, terminal: std::io::stderr().is_terminal(), shown: Instant::now() }
    }

    fn step(&mut self) {
        self.done += 1;
        let Self { label, total, done, .. } = *self;
        if self.terminal {
            let filled = WIDTH * done / total.max(1);
            let end = if done == total { "\n" } else { "" };
            eprint!("\r{label} [{:<WIDTH$}] {done}/{total}{end}", "#".repeat(filled));
            let _ = std::io::stderr().flush();
        } else if done == total || self.shown.elapsed() >= INTERVAL {
            self.shown = Instant::now();
            eprintln!("{label}: {done} of {total}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for jobs in [0, 1, 3, 2000] {
            let (results, _) = each(&items, jobs, None, |item| item * 2);
            assert_eq!(results, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
        assert!(each(&[] as &[u8], 2, None, |_| ()).0.is_empty());
    }
}
