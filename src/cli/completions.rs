//! `clinfaq completions SHELL`: made from the table of arguments.

use clap::CommandFactory;

use super::args::{Args, Completions};
use super::output::Output;
use super::{Failure, Outcome};

pub(super) fn run(args: &Completions, output: &mut Output) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "clinfaq", &mut script);
    output.cleaned(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Fine)
}
