//! Makes large libraries and measures, side by side with others: see README.md in this folder.
//!
//! Without arguments, everything: the quality of search, the cost of a keystroke, of opening and of indexing, over the
//! real library and a large one. It is no test: it needs what lies beside the repository, and says so where that is
//! missing.

// A program that reports to whoever runs it, and that has nobody to hand an error to.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod child;
mod frames;
mod fts5;
mod generate;
mod inputs;
mod kernels;
mod ours;
mod report;
mod sets;
mod texts;

use std::path::PathBuf;
use std::process::ExitCode;

use inputs::Inputs;

/// Entries of the large library, where nothing else is said.
const LARGE: usize = 1_000_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let asked = std::env::args().any(|argument| argument == "--bench") || !arguments.is_empty();
    if !asked {
        // Under `cargo test --all-targets`: that it starts is all there is to see.
        println!("measuring is done by `cargo bench`");
        return ExitCode::SUCCESS;
    }
    if let ["child", job @ ..] = &arguments[..] {
        return child::run(job);
    }
    let inputs = match Inputs::find() {
        Ok(inputs) => inputs,
        Err(missing) => {
            println!("{missing}");
            return ExitCode::SUCCESS;
        }
    };
    let done = match arguments[..] {
        ["generate"] => made(&inputs, LARGE, None),
        ["generate", count] => made(&inputs, number(count), None),
        ["generate", count, folder] => made(&inputs, number(count), Some(folder.into())),
        ["dump"] => report::dump(&inputs),
        ["frames"] => report::frames(&inputs),
        [] => report::all(&inputs, LARGE),
        ["small"] => report::all(&inputs, 0),
        ["entries", count] => report::all(&inputs, number(count)),
        _ => {
            println!(
                "usage: cargo bench --bench measure -- [small | entries N | frames | generate [N [FOLDER]] | dump]"
            );
            return ExitCode::from(2);
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

fn number(count: &str) -> usize {
    count.replace('_', "").parse().unwrap_or(LARGE)
}

fn made(inputs: &Inputs, count: usize, folder: Option<PathBuf>) -> std::io::Result<()> {
    let folder = folder.unwrap_or_else(|| inputs.large_folder(count));
    inputs.generate(count, &folder)?;
    println!("{}", folder.display());
    Ok(())
}
