//! What is printed: counts as they come, expectations at the end.

/// Counts and expectations.
#[derive(Default)]
pub(crate) struct Report {
    failed: Vec<String>,
    held: usize,
}

impl Report {
    /// Begins a part of the table.
    pub(crate) fn part(&mut self, name: &str) {
        println!("\n{name}");
    }

    /// A line of the table.
    pub(crate) fn line(&mut self, what: &str, value: impl std::fmt::Display) {
        println!("  {what:<52} {value:>12}");
    }

    /// A line that has to hold.
    pub(crate) fn expect(&mut self, what: &str, value: impl std::fmt::Display, holds: bool) {
        println!("  {what:<52} {value:>12}  {}", if holds { "ok" } else { "FAILED" });
        if holds {
            self.held += 1;
        } else {
            self.failed.push(what.to_owned());
        }
    }

    /// Says what became of the expectations, and whether all held.
    pub(crate) fn finish(self) -> bool {
        println!("\nsoak: {} expectations hold, {} fail", self.held, self.failed.len());
        for what in &self.failed {
            println!("  failed: {what}");
        }
        self.failed.is_empty()
    }
}
