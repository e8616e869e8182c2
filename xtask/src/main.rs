//! The commands of the Farrier workspace.

fn main() {}
