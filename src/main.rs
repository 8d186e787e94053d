//! The binary `huixin`.

use std::process::ExitCode;

fn main() -> ExitCode {
    huixin::cli::main()
}
