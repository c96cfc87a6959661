//! The settings file: found, read, checked, printed, and applied.

use std::fs;
use std::num::NonZero;

use crate::home::{Home, Ran, SMALL};

const GOOD: &str = include_str!("../fixtures/settings/good.toml");
const BAD: &str = include_str!("../fixtures/settings/bad.toml");

/// What counts of a settings file.
fn values(text: &str) -> Vec<&str> {
    text.lines()
        .map(|line| line.split(" # ").next().unwrap_or_default().trim_end())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

fn bare(home: &Home, args: &[&str]) -> Ran {
    Ran::of(home.bare().args(args).output().expect("the program"))
}

/// Whether a terminal that was sent this ever showed `text`.
fn showed(sent: &str, text: &str) -> bool {
    let (rows, columns) = (NonZero::new(24), NonZero::new(80));
    let mut parser = vt100::Parser::new(rows.expect("a size"), columns.expect("a size"), 0);
    sent.split_inclusive('\x1b').any(|piece| {
        parser.process(piece.as_bytes());
        parser.screen().contents().contains(text)
    })
}

#[test]
fn without_a_file_all_settings_are_printed_with_their_meaning() {
    let home = Home::new(SMALL);
    let ran = bare(&home, &["config"]).ends(0);
    assert_eq!(ran.err, "");
    let file = home.settings();
    let file = file.to_string_lossy();
    insta::assert_snapshot!("settings", ran.out.replace(&*file, "FILE"));
}

#[test]
fn the_settings_file_is_where_the_environment_says() {
    let home = Home::new(SMALL);
    let path = |variables: &[(&str, &str)]| {
        let mut command = home.bare();
        command
            .env("HOME", "/home/nurse")
            .env_remove("XDG_CONFIG_HOME");
        command.envs(variables.iter().copied());
        let output = command.args(["config", "--path"]).output();
        Ran::of(output.expect("the program")).out.trim().to_owned()
    };
    let standard = "/home/nurse/.config/clinfaq/config.toml";
    for (variables, expected) in [
        (&[][..], standard),
        (
            &[("XDG_CONFIG_HOME", "/etc/x")],
            "/etc/x/clinfaq/config.toml",
        ),
        // The XDG rules say that relative paths do not count.
        (&[("XDG_CONFIG_HOME", "x")], standard),
        (&[("CLINFAQ_CONFIG", "my.toml")], "my.toml"),
        (&[("CLINFAQ_CONFIG", "")], ""),
    ] {
        assert_eq!(path(variables), expected, "{variables:?}");
    }
}

#[test]
fn a_clinic_folder_that_is_set_but_missing_is_reported() {
    let home = Home::new(SMALL);
    let folder = home.folder.path().join("share");
    for text in [
        "clinic = \"~/share\"\n",
        "[clinic]\nfolder = \"~/share\"\nname = \"Ward 3\"\n",
    ] {
        home.set(text);
        let ran = bare(&home, &["config"]).ends(1);
        let expected = format!("there is no folder {}", folder.display());
        assert!(ran.err.contains(&expected), "{}", ran.err);
        assert!(
            ran.out
                .contains(&format!("folder = \"{}\"", folder.display())),
            "{}",
            ran.out
        );
    }
    std::fs::create_dir(&folder).expect("a folder");
    assert_eq!(bare(&home, &["config"]).ends(0).err, "");
}

#[test]
fn the_printed_settings_can_be_used_as_the_file() {
    let home = Home::new(SMALL);
    for text in ["", GOOD] {
        home.set(text);
        let first = bare(&home, &["config"]).ends(0);
        home.set(&first.out);
        let second = bare(&home, &["config"]).ends(0);
        assert_eq!(values(&first.out), values(&second.out));
        assert_eq!(second.err, "");
        for line in [
            r#"theme = "clinic""#,
            "resume = true",
            "private = true",
            r#"name = "St. Mary's""#,
            "color = 256",
            "slow = true",
        ] {
            assert_eq!(values(&second.out).contains(&line), text == GOOD, "{line}");
        }
    }
}

#[test]
fn every_word_of_every_setting_is_printed_as_it_was_set() {
    let home = Home::new(SMALL);
    let standard = bare(&home, &["config"]).ends(0).out;
    let mut tried = 0;
    for block in standard.split("\n\n") {
        let words = block
            .lines()
            .find_map(|line| line.strip_prefix("# One of: "));
        let setting = block.lines().find_map(|line| line.split_once(" = "));
        let (Some(words), Some((name, _))) = (words, setting) else {
            continue;
        };
        let table = match name {
            "start" | "resume" | "private" => "",
            _ => "[terminal]\n",
        };
        for word in words.split(", ").filter(|word| *word != "auto") {
            home.set(format!("{table}{name} = \"{word}\"\n"));
            let out = bare(&home, &["config"]).ends(0).out;
            let (bare, quoted) = (format!("{name} = {word}"), format!("{name} = \"{word}\""));
            let same = |line: &&str| *line == bare || *line == quoted;
            assert!(values(&out).iter().any(same), "{bare}: {out}");
            tried += 1;
        }
    }
    assert!(tried >= 16, "{tried}");
}

#[test]
fn mistakes_are_reported_and_the_rest_applies() {
    let home = Home::new(SMALL);
    home.set(BAD);
    let ran = bare(&home, &["config"]).ends(1);
    let folder = home.settings();
    let folder = folder
        .parent()
        .expect("a folder")
        .to_string_lossy()
        .into_owned();
    insta::assert_snapshot!("settings-problems", ran.err.replace(&folder, "FOLDER"));
    let values = values(&ran.out);
    for line in [
        r#"theme = "standard""#,
        r#"libraries = ["bundled"]"#,
        "mouse = false",
        r#"turn-tree = ["ctrl-t"]"#,
        r#"quit = ["ctrl-c"]"#,
    ] {
        assert!(values.contains(&line), "{line}: {values:?}");
    }
    // Other commands work, and say where to look.
    let ran = home.run(&["show", "poh"]).ends(0);
    assert!(ran.out.contains("Progressive osseous"), "{}", ran.out);
    assert!(ran.err.contains("problems (clinfaq config)"), "{}", ran.err);
}

#[test]
fn a_file_that_cannot_be_read_is_reported_and_ignored() {
    let home = Home::new(SMALL);
    let folder = home.folder.path().to_owned();
    let file = |name: &str, bytes: &[u8]| {
        fs::write(folder.join(name), bytes).expect("a file");
        folder.join(name)
    };
    let garbage: Vec<u8> = (0..1 << 20)
        .map(|n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let hostile = "\"\\u001b[2J\" = 1\ntheme = \"\\u001b]0;x\\u0007\\u202e\"\n[keys]\n\"\\u001b[5m\" = \"x\"\n\
                   up = \"\\u009b31m\"\n[themes.\"x\\u001b[7m\"]\ntext = \"\\u001b\"\n";
    for (path, word) in [
        (file("garbage.toml", &garbage), "larger than 64 KB"),
        (
            file("brackets.toml", "[{},".repeat(10_000).as_bytes()),
            "not TOML",
        ),
        (file("latin.toml", b"theme = \"gr\xfcn\"\n"), "not UTF-8"),
        (file("wide.toml", b"\xff\xfet\0"), "UTF-16"),
        (
            file("hostile.toml", hostile.as_bytes()),
            "there is no action",
        ),
        (
            file("raw.toml", b"\x1b[2J = 1\ntheme = \"\x1b[31m\"\n"),
            "not TOML",
        ),
        (folder.clone(), "it is a folder"),
        (folder.join("nowhere.toml"), "cannot be read"),
        ("/dev/null".into(), "not a regular file"),
    ] {
        let mut command = home.bare();
        let output = command.env("CLINFAQ_CONFIG", &path).arg("config").output();
        let ran = Ran::of(output.expect("the program")).ends(1);
        assert!(ran.err.contains(word), "{path:?}: {}", ran.err);
        assert!(
            ran.out.contains("theme = \"standard\""),
            "{path:?}: {}",
            ran.out
        );
        for text in [&ran.out, &ran.err] {
            let harm = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
            assert!(!text.contains(harm), "{path:?}: {text:?}");
        }
        let mut command = home.command(&["list", "topics"]);
        let output = command.env("CLINFAQ_CONFIG", &path).output();
        let ran = Ran::of(output.expect("the program")).ends(0);
        assert!(ran.err.contains("clinfaq config"), "{path:?}: {}", ran.err);
    }
}

#[test]
fn options_take_precedence_over_the_file_and_the_file_over_detection() {
    let home = Home::new(SMALL);
    let has = |args: &[&str], line: &str, from: &str| {
        let ran = bare(&home, args).ends(0);
        let lines: Vec<&str> = ran.out.lines().collect();
        let at = lines.iter().position(|known| *known == line);
        let at = at.unwrap_or_else(|| panic!("{line}: {}", ran.out));
        assert!(lines[at - 1].contains(from), "{args:?}: {}", lines[at - 1]);
    };
    has(&["config"], r#"color = "auto""#, "detected here: 8");
    has(&["config"], r#"theme = "standard""#, "The default.");
    home.set("theme = \"dark\"\n[terminal]\ncolor = 16\ncharset = \"ascii\"\n");
    has(
        &["config"],
        "color = 16",
        "From the settings file. Default: \"auto\"",
    );
    has(
        &["config"],
        r#"charset = "ascii""#,
        "From the settings file",
    );
    has(&["config"], r#"theme = "dark""#, "From the settings file");
    let line = "From the command line";
    has(&["--theme", "light", "config"], r#"theme = "light""#, line);
    has(&["--color", "never", "config"], r#"color = "never""#, line);
    has(&["config", "--color", "256"], "color = 256", line);
    has(
        &["--charset", "console", "config"],
        r#"charset = "console""#,
        line,
    );
    has(&["--slow", "config"], "slow = true", line);
    has(
        &["--no-alternate-screen", "config"],
        "alternate_screen = false",
        line,
    );
    // Back to what is detected.
    has(
        &["--color", "auto", "config"],
        r#"color = "auto""#,
        "detected",
    );
    has(
        &["--charset", "auto", "config"],
        r#"charset = "auto""#,
        "detected",
    );
    let mut command = home.bare();
    let output = command.env("CLINFAQ_CONFIG", "").arg("config").output();
    let ran = Ran::of(output.expect("the program")).ends(0);
    assert!(
        ran.out.contains("There is no settings file."),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("theme = \"standard\""), "{}", ran.out);
    let unknown = bare(&home, &["--theme", "drak", "config"]).ends(2);
    assert!(
        unknown.err.contains("did you mean `dark`?"),
        "{}",
        unknown.err
    );
}

#[test]
fn colours_follow_options_settings_and_environment() {
    let home = Home::new(SMALL);
    let page = ["show", "poh/surgery"];
    let piped = |args: &[&str]| home.run(&[args, &page].concat()).out.contains('\x1b');
    assert!(!piped(&[]) && !piped(&["--color", "auto"]));
    assert!(piped(&["--color", "always"]) && piped(&["--color", "8"]));
    assert!(
        !home
            .on_terminal(&page, &[("CLICOLOR", "0")])
            .contains('\x1b')
    );
    let mut forced = home.command(&page);
    let output = forced
        .env("CLICOLOR_FORCE", "1")
        .output()
        .expect("the program");
    assert!(Ran::of(output).out.contains('\x1b'));
    home.set("[terminal]\ncolor = \"never\"\n");
    assert!(!home.on_terminal(&page, &[]).contains('\x1b'));
    home.set("[terminal]\ncolor = 8\n");
    assert!(
        !piped(&[]),
        "a file takes colours only where this run asks for them"
    );
    assert!(
        home.on_terminal(&page, &[("NO_COLOR", "1")])
            .contains('\x1b')
    );
}

#[test]
fn the_charset_setting_applies_to_the_terminal() {
    let home = Home::new(SMALL);
    let page = ["show", "poh/surgery"];
    assert!(!home.on_terminal(&page, &[]).is_ascii());
    let args = [&["--charset", "ascii"], &page[..]].concat();
    assert!(home.on_terminal(&args, &[]).is_ascii());
    home.set("[terminal]\ncharset = \"ascii\"\n");
    assert!(home.on_terminal(&page, &[]).is_ascii());
    assert!(
        !home.run(&page).out.is_ascii(),
        "a file takes any character"
    );
}

#[test]
fn charset_option_and_locale_count_in_a_pipe_for_every_command() {
    let text = SMALL.replace("Small pieces can.", "Pieces ≥ 3 µg · 10⁹/L – can.");
    let home = Home::new(&text);
    for args in [
        &["show", "poh"][..],
        &["show", "poh/surgery"],
        &["list", "entries"],
        &["list", "sources"],
        &["search", "surgery"],
        &["search", "--explain", "surgery"],
        &["check"],
        &["config"],
        &["read", "poh/surgery"],
        &["show", "Nothing · is › called this"],
    ] {
        for args in [
            [&["--charset", "ascii"], args].concat(),
            [args, &["--charset", "ascii"]].concat(),
        ] {
            let ran = home.run(&args);
            assert!(
                ran.out.is_ascii() && ran.err.is_ascii(),
                "{args:?}: {}{}",
                ran.out,
                ran.err
            );
        }
        let in_locale = |name: &str| {
            let mut command = home.command(args);
            Ran::of(command.env("LANG", name).output().expect("the program")).out
        };
        assert!(in_locale("C").is_ascii(), "{args:?}");
        if args != ["config"] {
            assert_eq!(in_locale(""), in_locale("C.UTF-8"), "{args:?}");
        }
    }
    let page = home.run(&["show", "poh/surgery", "--charset", "ascii"]).out;
    assert!(
        page.starts_with("POH > ") && page.contains(">= 3 ug | 10^9/L - can"),
        "{page}"
    );
}

#[test]
fn a_theme_is_written_in_the_colours_that_the_terminal_has() {
    let home = Home::new(SMALL);
    home.run(&["list", "topics"]).ends(0);
    let sent = |args: &[&str], colorterm| {
        let environment = [("TERM", "xterm-256color"), ("COLORTERM", colorterm)];
        let args = [&["--theme", "dark"], args].concat();
        home.on_terminal_with_keys(&args, &environment, b"\x11")
    };
    let has = |text: &str, mixed, of_many| {
        assert_eq!(text.contains("38;2;212;216;220"), mixed, "{text:?}");
        assert_eq!(text.contains("38;5;"), of_many, "{text:?}");
    };
    has(&sent(&[], "truecolor"), true, false);
    has(&sent(&[], ""), false, true);
    has(&sent(&["--color", "256"], "truecolor"), false, true);
    has(&sent(&["--color", "truecolor"], ""), true, false);
    for word in ["8", "16", "never"] {
        has(&sent(&["--color", word], "truecolor"), false, false);
    }
    home.set("[terminal]\ncolor = \"truecolor\"\n");
    has(&sent(&[], ""), true, false);
}

#[test]
fn library_paths_are_relative_to_the_file_and_missing_ones_are_left_out() {
    let home = Home::new(SMALL);
    home.set("libraries = [\"../../library\"]\n");
    let own = bare(&home, &["list", "conditions"]).ends(0);
    assert!(own.out.contains("ho\t"), "{}", own.out);
    home.set("libraries = [\"~/library\"]\n");
    assert_eq!(bare(&home, &["list", "conditions"]).ends(0).out, own.out);
    home.set("libraries = [\"stick\", \"~/library\"]\n");
    let without = bare(&home, &["list", "conditions"]).ends(0);
    assert_eq!(without.out, own.out);
    assert!(
        without.err.contains("1 problem (clinfaq config)"),
        "{}",
        without.err
    );
    home.set("libraries = \"stick\"\n");
    let bundled = bare(&home, &["list", "conditions"]).ends(0);
    assert!(bundled.out.contains("fop\t"), "{}", bundled.out);
}

#[test]
fn the_browser_starts_with_the_valid_settings_and_reports_the_others() {
    let home = Home::new(SMALL);
    home.run(&["list", "topics"]).ends(0);
    home.set("start = \"topics\"\ntheme = \"no such\\u001b[31m\"\n[keys]\nquit = \"x\"\n");
    let sent = home.on_terminal_with_keys(&[], &[("TERM", "xterm-256color")], b"\x11");
    assert!(
        showed(&sent, "Settings: 1 problem (clinfaq config)"),
        "{sent:?}"
    );
    assert!(showed(&sent, "Topics"), "{sent:?}");
    assert!(!sent.contains("no such"), "{sent:?}");
}

#[test]
fn manual_and_completions_list_every_command_option_setting_action_and_theme() {
    let home = Home::new(SMALL);
    // They do not depend on the settings.
    home.set(BAD);
    let man = bare(&home, &["man"]).ends(0);
    assert_eq!(man.err, "");
    let man = man.out.replace("\\-", "-").replace("\\*(Aq", "'");
    let help = bare(&home, &["--help"]).ends(0).out;
    let words = |text: &str, begin: &str| -> Vec<String> {
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '='));
        words
            .filter(|word| word.starts_with(begin) && word.len() > begin.len())
            .map(str::to_owned)
            .collect()
    };
    let options = words(&help, "--");
    assert!(options.len() >= 7, "{options:?}");
    for option in &options {
        assert!(man.contains(option.as_str()), "{option}");
    }
    let commands: Vec<&str> = help
        .split_once("Commands:")
        .expect("commands")
        .1
        .lines()
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.len() > 2 && !line[2..].starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(
        commands.contains(&"completions") && commands.len() >= 9,
        "{commands:?}"
    );
    for command in &commands {
        assert!(man.contains(&format!("clinfaq {command}")), "{command}");
    }
    home.set("");
    let config = bare(&home, &["config"]).ends(0).out;
    for (name, meaning) in config.lines().filter_map(|line| {
        let (name, rest) = line.split_once(" = ")?;
        (!name.starts_with('#')).then_some((name, rest.split_once(" # ").map(|(_, help)| help)))
    }) {
        assert!(man.contains(name), "{name}");
        let lines = man.replace('\n', " ");
        assert!(
            lines.contains(meaning.unwrap_or_default()),
            "{name}: {meaning:?}"
        );
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = bare(&home, &["completions", shell]).ends(0).out;
        for word in commands
            .iter()
            .copied()
            .chain(["theme", "high-contrast", "truecolor"])
        {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    for section in [
        "KEYS",
        "SETTINGS",
        "FILES",
        "ENVIRONMENT",
        "EXIT STATUS",
        "PRIVACY",
    ] {
        assert!(
            man.contains(&format!(".SH {section}\n"))
                || man.contains(&format!(".SH \"{section}\"\n")),
            "{section}"
        );
    }
}
