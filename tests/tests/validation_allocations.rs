//! Validating a value that is valid allocates nothing.

use farrier_runtime::Validate;

#[path = "../../runtime/tests/counting/mod.rs"]
mod counting;
#[path = "../benches/validate/inputs.rs"]
mod inputs;

use counting::counted;
use inputs::ByHand;

fn allocations(input: &impl Validate) -> usize {
    let (result, count) = counted(|| input.validate());
    assert_eq!(result, Ok(()));
    count
}

#[test]
fn a_valid_input_allocates_nothing() {
    assert_eq!(allocations(&inputs::cancel()), 0);
    assert_eq!(allocations(&inputs::list()), 0);
    for input in [inputs::import(), inputs::migrate(), inputs::export()] {
        assert_eq!(allocations(&input), 0);
    }
}

#[test]
fn the_checks_by_hand_agree() {
    let (cancel, list) = (inputs::cancel(), inputs::list());
    assert!(cancel.is_valid() && list.is_valid());
    let long = cancel.clone().metadata_transfer_job_id + &"x".repeat(128);
    let (mut cancel, list) = (cancel, list.with_max_results(201));
    cancel.metadata_transfer_job_id = long;
    assert!(!cancel.is_valid() && cancel.validate().is_err());
    assert!(!list.is_valid() && list.validate().is_err());
    for mut input in [inputs::import(), inputs::migrate(), inputs::export()] {
        assert!(input.is_valid());
        input.sources.clear();
        assert!(!input.is_valid() && input.validate().is_err());
    }
}
