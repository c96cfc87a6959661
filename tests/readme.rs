//! What the README says of keys is what the program does.

use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- keys: made by the program, checked by a test -->\n";
const END: &str = "<!-- /keys -->";

/// The README, and the README as it should be.
fn readme() -> (String, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let written = fs::read_to_string(path).expect("the README");
    let (before, rest) = written.split_once(BEGIN).expect("where the keys begin");
    let (_, after) = rest.split_once(END).expect("where they end");
    let right = format!(
        "{before}{BEGIN}{}{END}{after}",
        clinfaq::tui::key_table_markdown()
    );
    (written, right)
}

#[test]
fn the_keys_in_the_readme_are_those_of_the_program() {
    let (written, right) = readme();
    assert!(
        written == right,
        "mend it with: cargo test --test readme -- --ignored"
    );
}

#[test]
#[ignore = "writes the README's key table"]
fn write_the_key_table() {
    let (_, right) = readme();
    fs::write(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"),
        right,
    )
    .expect("written");
}
