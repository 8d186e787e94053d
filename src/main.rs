//! The binary `huixin`.

use std::process::ExitCode;

/// A process that hashes keeps its 46 MiB, which glibc's would fetch from the kernel page by page for each password: so it takes half
/// as long. A page of accounts is some hundredths faster, too (`make bench`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    huixin::cli::main()
}
