//! Jobs in processes of their own, so that the memory and the instructions of each can be measured.
//!
//! A job makes calls of one kind: keystrokes, frames, starts, or the building of an index. The CPU time is that of the
//! thread that makes the call, and callgrind counts instructions only while that thread is inside [`one_call`].

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

use crate::{frames, fts5, inputs};

/// What the calls of a job cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    calls: u64,
    /// Mean CPU time of a call, in nanoseconds.
    pub(crate) time: u64,
    /// The largest resident memory of the process, in kB.
    pub(crate) peak: u64,
}

/// Counts and times calls.
#[derive(Default)]
pub(crate) struct Calls {
    made: u64,
    time: u64,
}

impl Calls {
    /// Makes a call.
    pub(crate) fn call(&mut self, work: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let before = cpu_time();
        let done = one_call(work);
        self.time += cpu_time() - before;
        self.made += 1;
        done
    }
}

/// Callgrind collects while this function runs.
#[inline(never)]
fn one_call(work: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
    std::hint::black_box(work())
}

/// The CPU time of this thread, in the program and in the kernel, in nanoseconds; 0 where the system does not say. Some
/// kernels bring it up to date every 4 ms only, so that many calls are needed for a mean.
fn cpu_time() -> u64 {
    let times = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = times.split(' ').next();
    first.and_then(|time| time.parse().ok()).unwrap_or(0)
}

/// Does a job and prints its cost.
pub(crate) fn run(job: &[&str]) -> io::Result<()> {
    let mut calls = Calls::default();
    match *job {
        ["index", library, cache] => {
            calls.call(&mut || inputs::open(library, Path::new(cache)).map(drop))?;
        }
        ["index-fts5", texts, index] => {
            calls.call(&mut || fts5::build(Path::new(texts), Path::new(index)))?;
        }
        ["type", library, cache, keystrokes] => {
            let library = inputs::open(library, Path::new(cache))?;
            type_each(keystrokes, &mut calls, |typed| {
                inputs::search(&library, typed)
            })?;
        }
        ["type-fts5", index, keystrokes] => {
            let index = fts5::Fts5::open(Path::new(index))?;
            type_each(keystrokes, &mut calls, |typed| index.search(typed))?;
        }
        ["start", library, cache] => frames::start(library, Path::new(cache), &mut calls)?,
        ["frames", library, cache, screen] => {
            frames::draw(inputs::open(library, Path::new(cache))?, screen, &mut calls)?;
        }
        _ => return Err(io::Error::other("no such job")),
    }
    let time = calls.time / calls.made.max(1);
    println!("cost {} {time} {}", calls.made, peak());
    Ok(())
}

fn type_each(
    keystrokes: &str,
    calls: &mut Calls,
    search: impl Fn(&str) -> Vec<String>,
) -> io::Result<()> {
    for typed in fs::read_to_string(keystrokes)?.lines() {
        calls.call(&mut || {
            std::hint::black_box(search(typed));
            Ok(())
        })?;
    }
    Ok(())
}

/// The largest resident memory of this process, in kB; 0 where the system does not say.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

/// The cost of a job.
pub(crate) fn cost(job: &[&str]) -> io::Result<Cost> {
    let program = std::env::current_exe()?;
    let output = Command::new(program).arg("child").args(job).output()?;
    cost_in(&output)
}

/// The instructions of a call of a job, on average; `None` without valgrind.
pub(crate) fn instructions(job: &[&str]) -> io::Result<Option<u64>> {
    let output = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--toggle-collect=*one_call*",
            "--callgrind-out-file=/dev/null",
        ])
        .arg(std::env::current_exe()?)
        .arg("child")
        .args(job)
        .output();
    let output = match output {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    let calls = cost_in(&output)?.calls;
    let log = String::from_utf8_lossy(&output.stderr);
    let collected = log.lines().find_map(|line| line.split_once("Collected :"));
    let collected = collected.and_then(|(_, count)| count.trim().parse::<u64>().ok());
    Ok(collected.map(|count| count / calls))
}

fn cost_in(output: &Output) -> io::Result<Cost> {
    let printed = String::from_utf8_lossy(&output.stdout);
    let line = printed.lines().find_map(|line| line.strip_prefix("cost "));
    let numbers: Vec<u64> = line
        .unwrap_or_default()
        .split(' ')
        .filter_map(|number| number.parse().ok())
        .collect();
    match numbers[..] {
        [calls, time, peak] => Ok(Cost { calls, time, peak }),
        _ => Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )),
    }
}
