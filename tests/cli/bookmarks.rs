//! `clinfaq bookmarks`, and bookmarks in the dialog.

use std::fs;

use super::home::{CLEAN, Home, SMALL};
use super::read::told;

#[test]
fn bookmarks_made_in_the_dialog_are_listed_exported_and_imported() {
    let home = Home::new(SMALL);
    let none = home.run(&["bookmarks"]).ends(1);
    assert_eq!(none.err, "clinfaq: no bookmarks\n");
    let script = "open poh/treatment-proven\nmark\nopen poh\nmark\nrename Ward \u{1b}[31mround\nbookmarks\n1\nmark\n";
    let said = told(home.command(&["read"]), script).ends(0);
    assert!(said.out.contains("2 bookmarks"), "{}", said.out);
    assert!(!said.out.contains('\u{1b}'));
    let listed = home.run(&["bookmarks"]).ends(0).out;
    let [row] = listed.lines().collect::<Vec<_>>()[..] else {
        panic!("{listed}");
    };
    assert!(
        row.starts_with("poh\tWard ") && row.ends_with(": Progressive osseous heteroplasia"),
        "{row}"
    );
    let exported = home.run(&["bookmarks", "--export"]).ends(0).out;
    // On a computer with another library.
    let other = Home::new(CLEAN);
    let file = other.folder.path().join("taken.toml");
    fs::write(
        &file,
        format!("{exported}\n[[bookmark]]\nid = \"poh/gone-for-good\"\n"),
    )
    .expect("written");
    let path = file.to_string_lossy().into_owned();
    let imported = other.run(&["bookmarks", "--import", &path]).ends(0).out;
    assert!(
        imported.starts_with("2 bookmarks added, of 2"),
        "{imported}"
    );
    let again = other.run(&["bookmarks", "--import", &path]).ends(0).out;
    assert!(again.starts_with("0 bookmarks added"), "{again}");
    let json = other.run(&["bookmarks", "--json"]).ends(0).json();
    assert_eq!(json[1]["state"], "not in this library");
    fs::write(&file, "[[bookmark]]\nid = 3\n").expect("written");
    let faulty = other.run(&["bookmarks", "--import", &path]).ends(2).err;
    assert!(faulty.contains("has a mistake: line 2"), "{faulty}");
}

#[test]
fn bookmarks_are_put_in_order_in_the_dialog() {
    let home = Home::new(SMALL);
    let script =
        "open poh/treatment-proven\nmark\nopen poh\nmark\nmove 1\nopen poh/surgery\nmove 1\n";
    let said = told(home.command(&["read"]), script).ends(0).out;
    assert!(said.contains("Moved."), "{said}");
    assert!(said.contains("There is no bookmark for this."), "{said}");
    let listed = home.run(&["bookmarks"]).ends(0).out;
    let ids = listed.lines().filter_map(|line| line.split('\t').next());
    let ids: Vec<_> = ids.collect();
    assert_eq!(ids, ["poh", "poh/treatment-proven"]);
}

#[test]
fn bookmark_does_not_index_the_library_again() {
    let home = Home::new(SMALL);
    home.run(&["index"]).ends(0);
    told(home.command(&["read"]), "open poh\nmark\n").ends(0);
    let index = home.run(&["index"]).ends(0).out;
    assert!(index.contains("were indexed already"), "{index}");
    assert!(
        home.run(&["check"])
            .out
            .lines()
            .all(|line| !line.contains("bookmarks.toml"))
    );
}

#[test]
fn private_computer_keeps_no_bookmark_and_says_so() {
    let home = Home::new(SMALL);
    home.set("private = true\n");
    let said = told(home.command(&["read"]), "open poh\nmark\n").ends(0);
    assert!(
        said.out.contains("Nothing is kept on this computer"),
        "{}",
        said.out
    );
    assert!(!home.folder.path().join(".local").exists());
}

#[test]
fn changes_are_listed_by_pack_and_kind() {
    let home = Home::new(SMALL);
    let all = home.run(&["changes"]).ends(0);
    insta::assert_snapshot!(all.out);
    let json = home
        .run(&["changes", "--since", "2026-11-01", "--json"])
        .ends(0)
        .json();
    assert_eq!(json[0]["withdrawn"][0]["entry"], "poh/gone");
    let day = home.run(&["changes", "--since", "2026-11"]).ends(2);
    assert!(day.err.contains("use a full date"), "{}", day.err);
    let clean = Home::new(CLEAN);
    let none = clean.run(&["changes", "--since", "2026-11-21"]).ends(1);
    assert!(
        none.out
            .contains("Nothing, as far as the dates in the library show."),
        "{}",
        none.out
    );
}

#[test]
fn comparison_is_side_by_side_only_where_there_is_room() {
    let home = Home::new(SMALL);
    let args = ["show", "poh/treatment-proven", "--compare", "poh/surgery"];
    insta::assert_snapshot!(home.run(&args).ends(0).out);
    let wide = home
        .command(&args)
        .env("COLUMNS", "130")
        .output()
        .expect("the program");
    insta::assert_snapshot!(String::from_utf8(wide.stdout).expect("text"));
    let by_name = home
        .run(&["show", "poh", "--compare", "Heterotopic ossification"])
        .ends(0);
    assert!(by_name.out.contains("Inheritance"), "{}", by_name.out);
    let unknown = home.run(&["show", "poh", "--compare", "nonsense"]).ends(1);
    assert!(
        unknown
            .err
            .contains("no single thing has the id or name `nonsense`")
    );
}
