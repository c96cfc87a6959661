//! Flipped and missing bytes in a pack and its signature.

use std::fs;
use std::path::Path;

use clinfaq::packs::InstalledPacks;

use crate::stage::{ALL, Computer, Publisher, library};

/// Damages a pack in `count` ways, and says that each is refused while the old version works.
fn damage(count: usize) {
    let publisher = Publisher::new();
    let computer = Computer::new();
    computer.install(&publisher.pack(&library(1), 1));
    let pack = publisher.pack(&library(2), 2);
    let signature = pack.with_extension("clinfaq.minisig");
    let sound = [&pack, &signature].map(|file| fs::read(file).expect("a file"));
    let mut random = fastrand::Rng::with_seed(16);
    let mut refused = 0;
    for turn in 0..count {
        let which = usize::from(turn % 4 == 0);
        let mut bytes = sound[which].clone();
        let at = random.usize(..bytes.len());
        match random.u8(..4) {
            0 => bytes.truncate(at),
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, random.u8(..)),
            _ => bytes[at] ^= 1 << random.u8(..8),
        }
        fs::write([&pack, &signature][which], &bytes).expect("a file");
        // In the first line of a signature anything may stand.
        let matters = which == 0 || after_first_line(&bytes) != after_first_line(&sound[1]);
        let offer = computer.store().add(&pack, &ALL, &mut |_| false);
        match offer {
            Err(error) => {
                assert!(!error.to_string().is_empty());
                refused += 1;
            }
            Ok(offer) => assert!(!matters, "turn {turn} at {at}: {offer:?}"),
        }
        fs::write([&pack, &signature][which], &sound[which]).expect("a file");
    }
    assert!(refused > count * 3 / 4, "{refused} of {count}");
    assert_eq!(computer.current("poh-pack"), Some(1));
    assert!(computer.is_whole());
    assert!(computer.store().add(&pack, &ALL, &mut |_| true).is_ok());
    assert_eq!(computer.current("poh-pack"), Some(2));
}

/// The signature without its untrusted comment and the blanks that do not count.
fn after_first_line(signature: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(signature).into_owned();
    text.lines()
        .skip(1)
        .take(3)
        .map(|line| line.trim().to_owned())
        .collect()
}

#[test]
fn damage_is_refused_and_the_old_version_works() {
    damage(200);
}

#[test]
#[ignore = "ten minutes: cargo test --test packs -- --ignored"]
fn ten_thousand_kinds_of_damage_are_refused() {
    damage(10_000);
}

#[test]
fn a_damaged_installation_falls_back_to_the_version_before_and_says_so() {
    let publisher = Publisher::new();
    let computer = Computer::new();
    computer.install(&publisher.pack(&library(1), 1));
    computer.install(&publisher.pack(&library(2), 2));
    let folder = computer.data.path().join("clinfaq/packs/poh-pack");
    let break_one = |sequence: &str| {
        fs::write(folder.join(sequence).join("manifest.json"), "{").expect("a manifest");
    };
    break_one("2");
    assert_eq!(computer.current("poh-pack"), Some(1));
    break_one("1");
    let InstalledPacks {
        packs, problems, ..
    } = computer.store().installed();
    assert!(packs.is_empty());
    assert!(
        problems[0].contains("`poh-pack` is damaged"),
        "{problems:?}"
    );
    // The bundled library can still be read, and the pack can be installed again.
    assert_eq!(computer.run(&["show", "fop"], "").code, 0);
    computer.install(&publisher.pack(&library(2), 2));
    assert_eq!(computer.current("poh-pack"), Some(2));
    break_state(computer.data.path());
    let InstalledPacks {
        packs, problems, ..
    } = computer.store().installed();
    assert_eq!(packs.len(), 1, "packs are found without their state");
    assert!(problems[0].contains("state.json"), "{problems:?}");
}

fn break_state(data: &Path) {
    fs::write(data.join("clinfaq/packs/state.json"), "{").expect("a state");
}
