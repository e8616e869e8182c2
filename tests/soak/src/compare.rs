//! The example server against the same by hand, in rounds by turns, so that a busy machine is busy for both.

use std::time::{Duration, Instant};

use crate::{
    BoxError,
    good::{self, Tally},
    report::Report,
    server::Server,
};

const ROUNDS: u32 = 10;
const CLIENTS: usize = 8;

/// Requests without a limit that a machine could reach, and jobs that stay as they are.
pub(crate) const GENEROUS: &[&str] =
    &["--listen", "127.0.0.1:0", "--rate", "4294967295", "--quota", "10000000", "--pace", "60000"];

/// One of the two.
struct Side {
    server: Server,
    rates: Vec<f64>,
    /// The 99th percentile of each round's latencies, in seconds.
    slowest: Vec<f64>,
    tally: Tally,
    /// What the server has computed, in ticks.
    ticks: u64,
}

impl Side {
    async fn start(name: &str, arguments: &[&str]) -> Result<Self, BoxError> {
        let server = Server::start(name, arguments).await?;
        Ok(Self { server, rates: Vec::new(), slowest: Vec::new(), tally: Tally::default(), ticks: 0 })
    }

    async fn round(&mut self, number: u32, duration: Duration) -> Result<(), BoxError> {
        let (begun, ticks) = (Instant::now(), self.server.ticks()?);
        let mut tally =
            good::run(self.server.address, &format!("r{number}"), CLIENTS, begun + duration).await;
        // The first round is there to warm up.
        if number > 0 {
            self.rates.push(tally.latencies.len() as f64 / begun.elapsed().as_secs_f64());
            self.slowest.push(tally.percentile(0.99).as_secs_f64());
            self.ticks += self.server.ticks()? - ticks;
            self.tally.add(tally);
        }
        Ok(())
    }

    /// What an answer has cost the server, in ticks.
    fn cost(&self) -> f64 {
        self.ticks as f64 / self.tally.latencies.len() as f64
    }
}

pub(crate) async fn run(duration: Duration, report: &mut Report) -> Result<(), BoxError> {
    report.part("Good clients: the example server against axum and serde by hand");
    let mut ours = Side::start("twinmaker-server", GENEROUS).await?;
    let mut plain = Side::start("plain-server", &[]).await?;
    for number in 0..=ROUNDS {
        // Each goes first in every second round.
        let mut order = [&mut ours, &mut plain];
        order.rotate_left((number % 2) as usize);
        for side in order {
            side.round(number, duration / (2 * ROUNDS)).await?;
        }
    }
    for (name, side) in [("example server", &mut ours), ("by hand", &mut plain)] {
        let rate = format!("{:.0}/s", median(side.rates.clone()));
        report.line(&format!("{name}: requests answered"), side.tally.latencies.len());
        report.line(&format!("{name}: throughput, median of rounds"), rate);
        report.line(&format!("{name}: p50"), format!("{:.0?}", side.tally.percentile(0.5)));
        report.line(&format!("{name}: p99"), format!("{:.0?}", side.tally.percentile(0.99)));
    }
    let unanswered = ours.tally.unanswered.len() + plain.tally.unanswered.len();
    report.expect("requests not answered with 200", unanswered, unanswered == 0);
    // The aim is 1. What others compute at the same time blurs rates and latencies, and CPU time less: the bounds are
    // what no noise reaches.
    let cost = ours.cost() / plain.cost();
    report.expect("the server's CPU time a request, ratio, at most 1.25", format!("{cost:.2}"), cost <= 1.25);
    let throughput = ratio(&ours.rates, &plain.rates);
    report.expect("throughput, ratio, at least 0.75", format!("{throughput:.2}"), throughput >= 0.75);
    let slowest = ratio(&ours.slowest, &plain.slowest);
    report.expect("p99, ratio, at most 2.00", format!("{slowest:.2}"), slowest <= 2.0);
    Ok(())
}

/// The median of the ratios of the rounds.
fn ratio(ours: &[f64], plain: &[f64]) -> f64 {
    median(ours.iter().zip(plain).map(|(ours, plain)| ours / plain).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
