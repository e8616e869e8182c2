//! Speed of validating the inputs of TwinMaker's operations against the same checks written by hand with the `regex`
//! crate, as medians and ratios of one run.
//!
//! `cargo bench -p farrier-tests --bench validate`, or `cargo xtask bench validate`.

use farrier_runtime::{Validate, validate::is_unique};

mod inputs;
#[path = "../timing/mod.rs"]
mod timing;

use inputs::ByHand;
use timing::{ROUNDS, compare, median, round};

/// How often lists are checked for `uniqueItems`.
const UNIQUE_ROUNDS: usize = 21;

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

/// How the time of `uniqueItems` grows: a long list should take as long as ten of a tenth, which are parts of it, so that
/// both read the same memory. A list of a tenth alone, which a processor's cache holds, is shown beside.
fn unique_items() {
    let lists = |count: usize| -> Vec<Vec<String>> {
        (0..count).map(|number| vec!["x".to_owned(), number.to_string()]).collect()
    };
    let (few, many) = (lists(10_000), lists(100_000));
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..UNIQUE_ROUNDS {
        times[0].push(round(|| is_unique(&few), 1));
        times[1].push(round(|| many.chunks(few.len()).all(is_unique), 1));
        times[2].push(round(|| is_unique(&many), 1));
    }
    let [few, parts, whole] = times.map(|times| median(times) / 1e6);
    println!(
        "uniqueItems: {whole:.2} ms for 100,000 lists, {parts:.2} ms for them in ten parts: {:.2} times; {few:.2} ms for \
         10,000 alone",
        whole / parts
    );
}
