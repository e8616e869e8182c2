fn main() -> std::process::ExitCode {
    farrier::main()
}
