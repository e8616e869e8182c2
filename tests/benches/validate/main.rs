//! Speed of validating the inputs of TwinMaker's operations against the same checks written by hand with the `regex`
//! crate, as medians and ratios of one run.
//!
//! `cargo bench -p farrier-tests --bench validate`, or `cargo xtask bench validate`.

use farrier_runtime::Validate;

mod inputs;
#[path = "../timing/mod.rs"]
mod timing;

use inputs::ByHand;
use timing::{ROUNDS, compare, median, round};

fn main() {
    println!("nanoseconds for a valid input, medians of {ROUNDS} rounds");
    measure("CancelMetadataTransferJob", &inputs::cancel());
    measure("ListMetadataTransferJobs", &inputs::list());
    measure("CreateMetadataTransferJob, from S3", &inputs::import());
    measure("CreateMetadataTransferJob, from SiteWise", &inputs::migrate());
    measure("CreateMetadataTransferJob, to S3", &inputs::export());
    unique_items();
}

fn measure<T: Validate + ByHand>(name: &str, input: &T) {
    assert!(input.validate().is_ok() && input.is_valid());
    compare(name, "regex", || input.validate().is_ok(), || input.is_valid());
}

/// How the time of `uniqueItems` grows: ten times the elements should take about ten times as long.
fn unique_items() {
    let time = |count: usize| {
        let lists: Vec<Vec<String>> =
            (0..count).map(|number| vec!["x".to_owned(), number.to_string()]).collect();
        let times = (0..5).map(|_| round(|| farrier_runtime::validate::is_unique(&lists), 1));
        median(times.collect()) / 1e6
    };
    let (few, many) = (time(10_000), time(100_000));
    println!(
        "uniqueItems          {few:>8.2} ms for 10,000 lists, {many:.2} ms for 100,000: {:.1} times",
        many / few
    );
}
