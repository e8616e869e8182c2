//! `cargo farrier`: the commands as a program of their own.

fn main() -> std::process::ExitCode {
    farrier::main()
}
