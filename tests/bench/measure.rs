//! Measures clinfaq beside SQLite's FTS5, over the bundled library and over MedQuAD: see README.md in this folder.

// A program that reports to whoever runs it.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod child;
mod frames;
mod fts5;
mod inputs;
mod report;
mod sets;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["child", ref job @ ..] => child::run(job),
        // `cargo bench` passes this; `cargo test --all-targets` does not, and only sees that it starts.
        ["--bench"] => report::all(),
        _ => {
            println!("usage: cargo bench");
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
