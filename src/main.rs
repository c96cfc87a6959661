//! The process: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    clinfaq::cli::run(std::env::args_os())
}
