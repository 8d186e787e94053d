//! The binary `huixin`: reads the command line and calls the library.
fn main() {}
