//! Bookmarks: added, listed, named, moved, removed; and those that lead nowhere.

use std::fs;
use std::path::PathBuf;

use clinfaq::content::{Bookmark, Bookmarks};
use clinfaq::tui::Options;

use super::READ;
use super::stage::{LIBRARY, Stage, options, screen, stage_with};

struct Kept {
    folder: tempfile::TempDir,
    bookmarks: Bookmarks,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let bookmarks = Bookmarks::new(Some(folder.path().join("clinic")), true, false);
        Self { folder, bookmarks }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("clinic/bookmarks.toml")
    }

    fn stage(&self, size: (u16, u16)) -> Stage {
        let options = Options {
            bookmarks: self.bookmarks.clone(),
            ..options()
        };
        stage_with(size, Some(LIBRARY.clone()), &options)
    }

    fn ids(&self) -> Vec<String> {
        let all = self.bookmarks.read().expect("read");
        all.into_iter().map(|one| one.id).collect()
    }
}

#[test]
fn bookmark_is_added_listed_opened_and_removed() {
    let kept = Kept::new();
    let mut stage = kept.stage((80, 24));
    stage.keys("down M");
    assert!(screen(&mut stage).contains("No bookmarks. m adds one."));
    assert!(!kept.file().exists());
    stage.keys(READ);
    stage.draw();
    stage.keys("m");
    let page = screen(&mut stage);
    assert!(page.contains("Bookmarked. M lists all bookmarks.") && page.contains("bookmarked"));
    // A condition, from the tree.
    stage.keys("b home m");
    screen(&mut stage);
    assert_eq!(kept.ids().len(), 2);
    stage.keys("M");
    let list = screen(&mut stage);
    assert!(
        list.contains("─ Bookmarks ") && list.contains("Is any treatment proven"),
        "{list}"
    );
    stage.keys("enter");
    assert!(screen(&mut stage).contains("In short"));
    stage.keys("m");
    assert!(screen(&mut stage).contains("Bookmark removed."));
    assert_eq!(kept.ids().len(), 1);
}

#[test]
fn bookmarks_are_named_moved_and_removed_in_the_list() {
    let kept = Kept::new();
    for id in ["poh", "fop", "mo"] {
        kept.bookmarks.toggle(id, id).expect("written");
    }
    let mut stage = kept.stage((80, 24));
    stage.keys("down M e \"Ward round\"");
    let asked = screen(&mut stage);
    assert!(
        asked.contains("Label Ward round") && asked.contains("─ Bookmarks "),
        "{asked}"
    );
    stage.keys("enter J");
    let list = screen(&mut stage);
    assert!(
        list.contains("▸ Ward round: Progressive osseous heteroplasia"),
        "{list}"
    );
    assert_eq!(kept.ids(), ["fop", "poh", "mo"]);
    stage.keys("K K up d");
    assert_eq!(kept.ids(), ["fop", "mo"]);
    stage.keys("d d");
    assert_eq!(kept.ids(), [""; 0]);
    assert!(screen(&mut stage).contains("No bookmarks."));
}

#[test]
fn bookmark_that_leads_nowhere_is_kept_and_searched_for() {
    let kept = Kept::new();
    let hostile = "Is any treatment proven to stop POH?\u{1b}[31m\u{202e}";
    kept.bookmarks
        .toggle("poh/old-name", hostile)
        .expect("written");
    let mut stage = kept.stage((80, 24));
    stage.keys("down M");
    let list = screen(&mut stage);
    assert!(
        list.contains("(not in this library)") && !list.contains('\u{202e}'),
        "{list}"
    );
    stage.keys("enter");
    let search = screen(&mut stage);
    assert!(search.starts_with(" / Is any treatment proven"), "{search}");
    assert!(
        search.contains("\"poh/old-name\" is not in this library"),
        "{search}"
    );
    assert_eq!(kept.ids(), ["poh/old-name"]);
}

#[test]
fn bookmark_that_cannot_be_kept_says_why() {
    let private = Options {
        bookmarks: Bookmarks::new(Some("nowhere".into()), true, true),
        ..options()
    };
    let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &private);
    stage.keys("down m");
    assert!(screen(&mut stage).contains("Nothing is kept on this computer: private = true"));
    let kept = Kept::new();
    kept.bookmarks.toggle("poh", "POH").expect("written");
    fs::write(kept.file(), "[[bookmark]\n").expect("written");
    let mut stage = kept.stage((80, 24));
    stage.keys("down m");
    let refused = screen(&mut stage);
    assert!(refused.contains("bookmarks.toml"), "{refused}");
    assert_eq!(
        fs::read_to_string(kept.file()).expect("read"),
        "[[bookmark]\n"
    );
}

#[test]
fn label_is_cut_not_broken_on_a_narrow_screen() {
    let kept = Kept::new();
    let mut long = Bookmark::new("poh".into(), "POH".into());
    long.label = "A very long label ".repeat(20);
    kept.bookmarks.add(vec![long]).expect("written");
    let mut stage = kept.stage((40, 12));
    stage.keys("down M");
    let list = screen(&mut stage);
    assert!(
        list.contains("▸ A very long label") && list.contains('…'),
        "{list}"
    );
}
