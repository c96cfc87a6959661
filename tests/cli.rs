//! The real binary: what it prints, where, and how it ends.

#[path = "cli/bookmarks.rs"]
mod bookmarks;
#[path = "cli/clinic.rs"]
mod clinic;
#[path = "cli/handout.rs"]
mod handout;
#[path = "cli/home.rs"]
mod home;
#[path = "cli/index.rs"]
mod index;
#[path = "cli/new.rs"]
mod new;
#[path = "cli/read.rs"]
mod read;
#[path = "cli/robust.rs"]
mod robust;
#[cfg(unix)]
#[path = "cli/scarce.rs"]
mod scarce;
#[path = "cli/settings.rs"]
mod settings;
#[cfg(unix)]
#[path = "cli/writing.rs"]
mod writing;

use std::ffi::OsStr;
use std::fs;

use home::{CLEAN, Home, Ran, SMALL};

#[test]
fn show_prints_a_page() {
    let home = Home::new(SMALL);
    let ran = home.run(&["show", "poh/treatment-proven"]).ends(0);
    insta::assert_snapshot!(ran.out);
    assert_eq!(ran.err, "");
    for id in [
        "poh",
        "source:gard",
        "gard",
        "ifopa",
        "nct1",
        "drug",
        "poh/gone",
        "poh/draft",
    ] {
        home.run(&["show", id]).ends(0);
    }
}

#[test]
fn lines_keep_to_the_width() {
    let home = Home::new(SMALL);
    for columns in [40, 60, 120] {
        let mut command = home.command(&["show", "poh"]);
        let output = command.env("COLUMNS", columns.to_string()).output();
        let ran = Ran::of(output.expect("the program")).ends(0);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn a_withdrawn_answer_is_shown_only_as_withdrawn() {
    let home = Home::new(SMALL);
    for args in [
        &["show", "poh/held-but-withdrawn"][..],
        &["show", "poh/held-but-withdrawn", "--json"],
    ] {
        let ran = home.run(args).ends(0);
        assert!(ran.out.contains("withdrawn"), "{}", ran.out);
        assert!(!ran.out.contains("SECRET"), "{}", ran.out);
    }
    let ran = home.run(&["list", "entries"]).ends(0);
    assert!(!ran.out.contains("withdrawn"), "{}", ran.out);
}

#[test]
fn a_search_can_be_explained_and_grouped() {
    let home = Home::new(SMALL);
    let ran = home
        .run(&[
            "search",
            "poh",
            "tretment",
            "surg",
            "--explain",
            "--limit",
            "2",
        ])
        .ends(0);
    insta::assert_snapshot!("search_explained", ran.out);
    let ran = home.run(&["search", "bone", "--group"]).ends(0);
    insta::assert_snapshot!("search_grouped", ran.out);
}

#[test]
fn search_prints_answers_best_first() {
    let home = Home::new(SMALL);
    let ran = home.run(&["search", "poh", "tretment"]).ends(0);
    insta::assert_snapshot!(ran.out);
    let ran = home.run(&["search", "poh", "--limit", "1"]).ends(0);
    assert!(!ran.out.contains("2. "), "{}", ran.out);
}

#[test]
fn nothing_found_suggests_near_names() {
    let home = Home::new(SMALL);
    let ran = home.run(&["search", "zzzz", "qqqq"]).ends(1);
    assert_eq!(ran.out, "");
    assert!(
        ran.err.contains("nothing found for `zzzz qqqq`"),
        "{}",
        ran.err
    );
    let ran = home.run(&["search", "zzzz", "--json"]).ends(1);
    assert_eq!(ran.json()["numberOfItems"], 0);
}

#[test]
fn a_batch_answers_each_line_and_reports_bad_lines() {
    let home = Home::new(SMALL);
    let file = home.folder.path().join("queries.tsv");
    fs::write(
        &file,
        "q1\tpoh surgery\nbad line\n\nq2\tzzzz\nq3\tpoh treatment\n",
    )
    .expect("a file");
    let args = ["search", "--limit", "1", "--batch"].map(OsStr::new);
    let args = [&args[..], &[file.as_os_str()]].concat();
    let ran = home.run(&args).ends(0);
    let rows: Vec<Vec<&str>> = ran
        .out
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 2, "{}", ran.out);
    assert_eq!(rows[0][..3], ["q1", "poh/surgery", "1"]);
    assert_eq!(rows[1][..3], ["q3", "poh/treatment-proven", "1"]);
    assert!(rows[0][3].parse::<f64>().is_ok(), "{}", ran.out);
    assert_eq!(ran.err, "clinfaq: line 2: no tab after the id, skipped\n");

    let command = home.command(&["search", "--batch", "-"]);
    let ran = read::told(command, "q1\tpoh surgery").ends(0);
    assert!(ran.out.starts_with("q1\tpoh/surgery\t1\t"), "{}", ran.out);
    home.run(&["search", "--batch", "/nowhere"]).ends(2);
}

#[test]
fn lists_begin_with_the_id() {
    let home = Home::new(SMALL);
    let lists = [
        &["list", "conditions"][..],
        &["list", "conditions", "--topic", "surgery"],
        &["list", "topics", "--condition", "poh"],
        &["list", "entries"],
        &["list", "entries", "--condition", "general"],
        &[
            "list",
            "entries",
            "--condition",
            "poh",
            "--topic",
            "surgery",
        ],
        &["list", "sources"],
        &["list", "sources", "--topic", "treatment"],
    ];
    let mut all = String::new();
    for args in lists {
        let ran = home.run(args).ends(0);
        all.push_str(&format!("$ {}\n{}", args.join(" "), ran.out));
    }
    insta::assert_snapshot!(all);
    home.run(&["list", "topics"]).ends(0);
    home.run(&["list", "sources", "--condition", "ho"]).ends(1);
}

#[test]
fn an_unknown_id_is_answered_with_near_ones() {
    let home = Home::new(SMALL);
    let said = |args: &[&str], code, words: &str| {
        let ran = home.run(args).ends(code);
        assert_eq!(ran.out, "");
        assert!(ran.err.contains(words), "{}", ran.err);
    };
    said(
        &["show", "pohh"],
        1,
        "poh  Progressive osseous heteroplasia",
    );
    said(
        &["show", "poh/treatmentproven"],
        1,
        "poh/treatment-proven  ",
    );
    said(&["show", "source:gart"], 1, "source:gard  ");
    said(&["show", "xyzzy"], 1, "clinfaq search xyzzy");
    said(
        &["list", "entries", "--condition", "pohh"],
        2,
        "did you mean: poh",
    );
    said(
        &["list", "entries", "--topic", "tretment"],
        2,
        "treatment (Treatment)",
    );
    said(
        &["list", "entries", "--topic", "qqqqqq"],
        2,
        "clinfaq list topics",
    );
}

#[test]
fn check_sets_the_exit_code() {
    let home = Home::new(CLEAN);
    let ran = home.run(&["check"]).ends(0);
    assert_eq!(
        ran.out,
        "1 condition, 1 entry, 1 source: 0 errors, 0 warnings\n"
    );
    let broken = CLEAN.replace("question = ", "qestion = ");
    fs::write(home.library().join("library.toml"), broken).expect("a file");
    let ran = home.run(&["check"]).ends(1);
    assert!(ran.out.contains("library.toml:"), "{}", ran.out);
    assert!(ran.out.contains("^^^^^^^"), "{}", ran.out);
    assert!(
        ran.out.contains("1 condition, 0 entries, 1 source: "),
        "{}",
        ran.out
    );
    let folder = home.library();
    let by_name = Ran::of(
        home.bare()
            .arg("check")
            .arg(folder)
            .output()
            .expect("the program"),
    );
    assert_eq!(by_name.ends(1).out, ran.out);
    let explained = home.run(&["check", "--explain", "unknown-key"]).ends(0);
    assert!(
        explained.out.starts_with("unknown-key ("),
        "{}",
        explained.out
    );
    let all = home.run(&["check", "--explain"]).ends(0).out;
    for rule in clinfaq::content::rules() {
        assert!(all.contains(&format!("• {}: ", rule.name)), "{}", rule.name);
    }
    assert!(all.find("Errors: ") < all.find("Warnings of "), "{all}");
    let unknown = home.run(&["check", "--explain", "nonsense"]).ends(2);
    assert!(unknown.err.contains("unknown-key"), "{}", unknown.err);
    let missing = Ran::of(
        home.bare()
            .args(["check", "/nowhere"])
            .output()
            .expect("the program"),
    );
    assert!(missing.ends(2).err.contains("/nowhere"));
}

#[test]
fn json_has_its_documented_shapes() {
    let home = Home::new(SMALL);
    let json = |args: &[&str]| home.run(args).ends(0).json();
    let entry = home
        .run(&["show", "poh/treatment-proven", "--json"])
        .ends(0);
    insta::assert_snapshot!(entry.out);
    for (id, kind) in [
        ("poh", "MedicalCondition"),
        ("source:gard", "CreativeWork"),
        ("ifopa", "Organization"),
        ("nct1", "MedicalTrial"),
        ("drug", "Drug"),
        ("poh/gone", "MedicalWebPage"),
    ] {
        let value = json(&["show", id, "--json"]);
        assert_eq!(value["@type"], kind);
        assert_eq!(value["@context"], "https://schema.org");
        // What is named can be shown.
        let id = value["@id"].as_str().expect("an id").to_owned();
        assert_eq!(json(&["show", &id, "--json"]), value);
    }
    let found = json(&["search", "surgery", "--json"]);
    let first = &found["itemListElement"][0];
    assert_eq!(first["position"], 1);
    assert_eq!(first["item"]["@type"], "Question");
    assert_eq!(first["item"]["@id"], "poh/surgery");
    assert_eq!(first["item"]["about"]["@id"], "poh");
    assert_eq!(first["item"]["clinfaq:freshness"]["state"], "overdue");
    for what in ["conditions", "topics", "entries", "sources"] {
        let list = json(&["list", what, "--json"]);
        assert_eq!(list["@type"], "ItemList");
        let items = list["itemListElement"].as_array().expect("items");
        assert_eq!(list["numberOfItems"], items.len());
        assert!(!items.is_empty(), "{what}");
    }
}

#[test]
fn invalid_arguments_are_reported() {
    let home = Home::new(SMALL);
    for args in [
        &["search"][..],
        &["show"],
        &["list", "nothing"],
        &["search", "poh", "--limit", "0"],
        &["--today", "2026-13-01", "show", "poh"],
        &["check", "--today", "2026"],
        &["--nonsense"],
    ] {
        let ran = home.run(args).ends(2);
        assert_eq!(ran.out, "");
        assert!(!ran.err.is_empty());
    }
    let help = home.run(&["check", "--help"]).ends(0);
    assert!(help.out.contains("--today"), "{}", help.out);
    assert!(!home.run(&["--help"]).ends(0).out.contains("--today"));
    assert!(home.run(&["--version"]).ends(0).out.starts_with("clinfaq "));
}

#[test]
fn several_libraries_are_opened_together() {
    let home = Home::new(SMALL);
    let other = home.folder.path().join("other");
    fs::create_dir(&other).expect("a folder");
    let two = CLEAN
        .replace("poh", "fop")
        .replace("Progressive osseous", "Other");
    fs::write(other.join("a.toml"), two).expect("a file");
    let mut command = home.bare();
    command
        .args(["list", "conditions", "--library"])
        .arg(home.library());
    command.arg("--library").arg(&other);
    let ran = Ran::of(command.output().expect("the program")).ends(0);
    assert!(ran.out.contains("poh\t"), "{}", ran.out);
    assert!(ran.out.contains("fop\t"), "{}", ran.out);
    let mut command = home.bare();
    command.args(["--library", "/nowhere", "list", "topics"]);
    let ran = Ran::of(command.output().expect("the program")).ends(2);
    assert!(ran.err.contains("/nowhere"), "{}", ran.err);
    assert!(ran.err.contains("--library DIR"), "{}", ran.err);
    for bundled in [
        &["list", "topics"][..],
        &["--library", "bundled", "list", "topics"],
    ] {
        let output = home.bare().args(bundled).output();
        Ran::of(output.expect("the program")).ends(0);
    }
}

#[test]
fn today_is_the_date_of_the_time_zone() {
    let home = Home::new(CLEAN);
    // Named zones need the system's own table; the others carry their rule with them. It is always a later day in the second.
    let named = std::path::Path::new("/usr/share/zoneinfo/Pacific/Kiritimati").exists();
    let zones = [
        ("UTC+11", "UTC-14"),
        ("Pacific/Pago_Pago", "Pacific/Kiritimati"),
    ];
    for (west, east) in &zones[..1 + usize::from(named)] {
        let day = |zone: &str| {
            let folder = tempfile::tempdir().expect("a folder");
            let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("clinfaq"));
            command.env_clear().envs(home.environment()).env("TZ", zone);
            command.args(["new", "entry", "general/x", "--library"]);
            Ran::of(command.arg(folder.path()).output().expect("the program")).ends(0);
            let files = fs::read_dir(folder.path()).expect("a folder").flatten();
            let text: String = files
                .map(|file| fs::read_to_string(file.path()).expect("a file"))
                .collect();
            let lines = text.lines();
            let days = lines.filter_map(|line| line.strip_prefix("last_updated = "));
            days.map(str::to_owned).next().expect("a date")
        };
        assert!(day(west) < day(east), "{east}");
    }
}

#[test]
fn an_id_in_two_libraries_is_shown_for_each() {
    let home = Home::new(
        &CLEAN
            .replace("poh/what", "general/what")
            .replace("condition = \"poh\"\n", ""),
    );
    let other = home.folder.path().join("other");
    fs::create_dir(&other).expect("a folder");
    let library = fs::read_to_string(home.library().join("library.toml")).expect("a file");
    let library = library
        .replace("\"clean\"", "\"other\"")
        .replace("Clean library", "Other library")
        .replace("Bone in", "Bone below");
    fs::write(other.join("a.toml"), library).expect("a file");
    for id in ["general/what", "source:gard"] {
        let mut command = home.bare();
        command.args(["show", id, "--library"]).arg(home.library());
        command.arg("--library").arg(&other);
        let ran = Ran::of(command.output().expect("the program")).ends(0);
        assert!(ran.out.contains("Clean library"), "{}", ran.out);
        assert!(ran.out.contains("Other library"), "{}", ran.out);
    }
}

#[test]
fn a_folder_without_a_library_is_reported() {
    let home = Home::new("[package]\nname = \"x\"\n");
    for args in [&["search", "x"][..], &["show", "x"], &["list", "entries"]] {
        let ran = home.run(args).ends(2);
        assert_eq!(ran.out, "");
        assert!(
            ran.err.contains("No clinfaq library in this folder: "),
            "{}",
            ran.err
        );
    }
    let ran = home.run(&["check"]).ends(1);
    assert!(ran.out.contains("error[no-library]"), "{}", ran.out);

    let unreadable = CLEAN.replace("topic = \"overview\"", "topic = \"no such topic\"");
    let ran = Home::new(&unreadable).run(&["search", "bone"]).ends(1);
    assert!(
        ran.err.contains("No answer in this library can be read."),
        "{}",
        ran.err
    );
}
