//! `cargo xtask`: everything is in the library, so that other workspaces can have the same commands.

fn main() -> std::process::ExitCode {
    xtask::main()
}
