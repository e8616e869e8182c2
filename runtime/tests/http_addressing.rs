//! Labels in the host's name: where a client puts them, by its settings.

use farrier_runtime::client::{Addressing, AddressingStyle};

const HOST: &str = "s3.eu-west-1.amazonaws.com";

#[test]
fn the_variants_of_a_host() {
    let host = |accelerate, dual_stack| {
        Addressing { accelerate, dual_stack, ..Addressing::default() }.authority(HOST)
    };
    assert_eq!(host(false, false), HOST);
    assert_eq!(host(false, true), "s3.dualstack.eu-west-1.amazonaws.com");
    assert_eq!(host(true, false), "s3-accelerate.amazonaws.com");
    assert_eq!(host(true, true), "s3-accelerate.dualstack.amazonaws.com");
}

#[test]
fn accelerated_hosts_need_the_label_in_their_name() {
    let path = Addressing { style: AddressingStyle::Path, accelerate: true, dual_stack: true };
    assert_eq!(path.authority(HOST), "s3.dualstack.eu-west-1.amazonaws.com");
    let accelerate = Addressing { accelerate: true, ..Addressing::default() };
    assert_eq!(accelerate.authority("localhost:9000"), "localhost:9000");
}
