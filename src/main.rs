//! The process: arguments in, exit code out.

use std::process::ExitCode;
use std::thread;

/// The size of the stack: the one that the program is tested with, whatever `ulimit -s` allows.
const STACK: usize = 4 << 20;

/// Faster than the allocator of musl, which the static build would use otherwise.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    let program = thread::Builder::new()
        .stack_size(STACK)
        .spawn(|| clinfaq::cli::run(std::env::args_os()));
    match program.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // The panic hook has already ended the process.
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => clinfaq::cli::cannot_start(&error),
    }
}
