//! `clinfaq handout`.

use std::fs;

use super::home::{Home, SMALL};
#[cfg(unix)]
use super::read::told;

#[test]
fn handout_is_text_for_a_printer_or_a_file() {
    let home = Home::new(SMALL);
    home.set("[clinic]\nname = \"Riverside Clinic\"\ncontact = \"Tel. 555 0100\"\n");
    let printed = home
        .run(&["handout", "poh/treatment-proven", "poh/surgery"])
        .ends(0)
        .out;
    assert!(
        printed.ends_with('\x0c') && printed.contains("Riverside Clinic\n     Tel. 555 0100"),
        "{printed}"
    );
    let shown = home.on_terminal(&["handout", "poh/treatment-proven"], &[]);
    assert!(
        shown.contains("Riverside Clinic") && !shown.contains('\x0c'),
        "{shown}"
    );
    for (file, start) in [
        ("page.txt", "\n\n     Riverside"),
        ("page.HTML", "<!DOCTYPE html>"),
    ] {
        let path = home.folder.path().join(file);
        let args = [
            "handout",
            "poh/treatment-proven",
            "poh/surgery",
            "--to",
            path.to_str().expect("text"),
        ];
        let err = home.run(&args).ends(0).err;
        assert!(err.contains("written to"), "{err}");
        let written = fs::read_to_string(&path).expect("a file");
        assert!(written.starts_with(start), "{written}");
        // A second time: the file is kept, and the same input would give the same bytes.
        let err = home.run(&args).ends(2).err;
        assert!(err.contains("cannot write the handout"), "{err}");
        fs::remove_file(&path).expect("removed");
        home.run(&args).ends(0);
        assert_eq!(fs::read_to_string(&path).expect("a file"), written);
    }
    let piped = home
        .run(&["handout", "poh/surgery", "--to", "/dev/stdout"])
        .ends(0)
        .out;
    assert!(piped.ends_with('\x0c'), "{piped}");
}

#[test]
fn translation_takes_the_place_of_the_answer() {
    let entry = |id: &str, more: &str| {
        format!(
            "[[entry]]\nid = \"gout/{id}\"\ncondition = \"gout\"\ntopic = \"treatment\"\nquestion = \"{id}?\"\nanswer = \"A.\"\n{more}\n"
        )
    };
    let home = Home::new(
        &[
            "format = 1\n[pack]\nid = \"p\"\ntitle = \"P\"\nversion = \"1\"\nlanguage = \"en\"\n",
            "[[condition]]\nid = \"gout\"\nname = \"Gout\"\n",
            &entry("rest", ""),
            &entry(
                "reposo",
                "language = \"es-MX\"\ntranslation_of = \"gout/rest\"",
            ),
            &entry("repos", "language = \"fr\"\ntranslation_of = \"gout/rest\""),
        ]
        .concat(),
    );
    for (id, language, question) in [
        ("rest", "es", "reposo?"),
        ("rest", "EN", "rest?"),
        ("repos", "es-mx", "reposo?"),
        ("repos", "en", "rest?"),
    ] {
        let printed = home
            .run(&["handout", &format!("gout/{id}"), "--language", language])
            .ends(0)
            .out;
        assert!(printed.contains(question), "{id} {language}: {printed}");
    }
    let err = home
        .run(&["handout", "gout/rest", "--language", "e"])
        .ends(2)
        .err;
    assert!(
        err.contains("`gout/rest` is not in the library in the language `e`")
            && err.contains("en, es-MX, fr"),
        "{err}"
    );
}

#[test]
fn unknown_id_is_answered_with_what_to_do() {
    let home = Home::new(SMALL);
    for (id, hint) in [
        ("poh", "clinfaq list entries"),
        ("poh/surgrey", "poh/surgery"),
        ("zzzzxq", "clinfaq search"),
    ] {
        let ran = home.run(&["handout", "poh/surgery", id]).ends(2);
        assert!(
            ran.err.contains(&format!("no answer has the id `{id}`")) && ran.err.contains(hint),
            "{}",
            ran.err
        );
        assert_eq!(ran.out, "");
    }
}

/// What a dialog says that opens a handout and makes these choices, with this script as the printer command.
#[cfg(unix)]
fn choose(home: &Home, lp: Option<&str>, choices: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let bin = home.folder.path().join("bin");
    fs::create_dir_all(&bin).expect("a folder");
    if let Some(script) = lp {
        let lp = bin.join("lp");
        fs::write(&lp, format!("#!/bin/sh\n{script}\n")).expect("a script");
        fs::set_permissions(lp, fs::Permissions::from_mode(0o755)).expect("executable");
    }
    let mut command = home.command(&["read"]);
    command.current_dir(home.folder.path()).env("PATH", &bin);
    let script = format!("open poh/surgery\nhandout\n{choices}");
    told(command, script).ends(0).out
}

#[cfg(unix)]
#[test]
fn printer_that_hangs_is_given_up_and_the_handout_is_saved() {
    let home = Home::new(SMALL);
    let out = choose(&home, Some("exec /bin/sleep 300"), "1\n");
    let message = "the printer did not answer within 10 seconds. Saved: ";
    assert!(out.contains(message), "{out}");
    let saved = home.folder.path().join("handout-poh-surgery.txt");
    assert!(saved.exists());
}

#[cfg(unix)]
#[test]
fn private_computer_saves_a_handout_only_in_a_file_that_is_named() {
    let home = Home::new(SMALL);
    home.set("private = true\n");
    let refused = "Nothing is saved on this computer";
    for (choices, count) in [("1\n", 1), ("3\n4\n5\n", 3)] {
        let out = choose(&home, None, choices);
        assert_eq!(out.matches(refused).count(), count, "{out}");
    }
    let out = choose(&home, Some("exec /bin/cat > /dev/null"), "1\n");
    assert!(out.contains("Sent to the printer."), "{out}");
    assert!(!home.folder.path().join("handout-poh-surgery.txt").exists());
    let file = home.folder.path().join("named.txt");
    let args = ["handout", "poh/surgery", "--to", &file.to_string_lossy()];
    home.run(&args).ends(0);
    assert!(file.exists());
}
