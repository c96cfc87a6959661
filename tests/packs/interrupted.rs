//! `add`, `undo` and `remove` are killed at any moment: the old or the new version is there, whole.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::stage::{Computer, Publisher, library};

/// Starts the program and kills it after a while.
fn killed_after(computer: &Computer, args: &[&str], delay: Duration) {
    let mut command = computer.command();
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("the program");
    std::thread::sleep(delay);
    let _ = child.kill();
    let _ = child.wait();
}

/// Interrupts each command `count` times in all.
fn interrupt(count: usize) {
    let publisher = Publisher::new();
    let (first, second) = (
        publisher.pack(&library(1), 1),
        publisher.pack(&library(2), 2),
    );
    let computer = Computer::new();
    let state = computer.data.path().join("clinfaq/packs");
    let file = second.to_str().expect("a path");
    let add = &["pack", "add", "--yes", file][..];
    let undo = &["pack", "undo", "poh-pack"][..];
    let remove = &["pack", "remove", "poh-pack"][..];
    let mut random = fastrand::Rng::with_seed(16);
    for (args, both) in [(add, false), (undo, true), (remove, true)] {
        let template = Computer::new();
        template.install(&first);
        if both {
            template.install(&second);
        }
        let template = template.data.path().join("clinfaq/packs");
        let prepare = || {
            let _ = fs::remove_dir_all(&state);
            copy_all(&template, &state);
        };
        prepare();
        let started = Instant::now();
        computer.run(args, "");
        let whole = started.elapsed();
        for turn in 0..count / 3 {
            prepare();
            let delay = whole.mul_f64(random.f64() * 1.1);
            killed_after(&computer, args, delay);
            let current = computer.current("poh-pack");
            let allowed: &[Option<u64>] = match args[1] {
                "remove" => &[Some(2), None],
                _ => &[Some(1), Some(2)],
            };
            assert!(allowed.contains(&current), "{args:?} {turn}: {current:?}");
            assert!(computer.is_whole(), "{args:?} {turn} after {delay:?}");
            if turn % 16 == 0 {
                // What was interrupted can be done again, and leaves nothing behind.
                computer.run(args, "");
                assert_no_rest(&state);
            }
        }
    }
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy_all(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("a file")),
        }
    }
}

fn assert_no_rest(folder: &Path) {
    let names = fs::read_dir(folder).expect("a folder").flatten();
    let names: Vec<_> = names
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|name| name == ".staging"), "{names:?}");
}

#[test]
fn an_interruption_leaves_the_old_or_the_new_version() {
    interrupt(60);
}

#[test]
#[ignore = "half an hour: cargo test --test packs -- --ignored"]
fn ten_thousand_interruptions_leave_the_old_or_the_new_version() {
    interrupt(10_000);
}
