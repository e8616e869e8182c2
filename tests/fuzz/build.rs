//! Writes a function for each direction that finds an operation of the generated service by its place.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let index = "service/src/operation.rs";
    println!("cargo::rerun-if-changed={index}");
    let text = fs::read_to_string(index).unwrap_or_else(|_| panic!("run tests/fuzz/run, which generates the service"));
    let names = text.lines().filter_map(|line| line.strip_prefix("pub struct ")?.strip_suffix(';'));
    let (mut requests, mut responses) = (String::new(), String::new());
    for (at, name) in names.enumerate() {
        writeln!(requests, "{at} => crate::decode::<service::operation::{name}>(request),").unwrap();
        writeln!(responses, "{at} => crate::decode::<service::operation::{name}>(response),").unwrap();
    }
    let out = env::var("OUT_DIR").unwrap();
    let function = |name: &str, message: &str, arms: &str| {
        let text = format!("pub fn {name}(operation: usize, {message}) {{ match operation {{ {arms} _ => {{}} }} }}");
        fs::write(Path::new(&out).join(format!("{name}.rs")), text).unwrap();
    };
    function("request", "request: &farrier_runtime::server::ServerRequest<'_>", &requests);
    function("response", "response: &http::Response<bytes::Bytes>", &responses);
}
