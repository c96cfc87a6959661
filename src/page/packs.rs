//! Packs: what is installed, what is on the stick, and what a new version changes.

use std::iter;

use crate::packs::{Changes, Installed, InstalledPacks, Key, Manifest, Newer, Offer, Signer, Text};
use crate::text::clean::clean_line;
use crate::text::{Block, BoxKind, Document, PackLink, Span, Style, Target, counted};

use super::builder::{Fields, Page, dots, heading, paragraph};
use super::trust::warn;

/// How many answers of one kind are named; the others are counted.
const NAMED: usize = 30;

/// The packs that are installed, and those that could be. With `links`, each can be chosen.
pub fn packs(installed: &InstalledPacks, newer: &[Newer], links: bool) -> Page {
    let mut blocks = Vec::new();
    for problem in &installed.problems {
        blocks.push(alert(vec![paragraph(clean_line(problem))]));
    }
    if !newer.is_empty() {
        blocks.push(heading("Can be installed"));
        let items = newer
            .iter()
            .map(|it| vec![Block::Paragraph(offered(it, links))]);
        blocks.push(list(items.collect()));
    }
    let packs = &installed.packs;
    for pack in packs {
        blocks.push(heading(pack.manifest.title.clone()));
        blocks.push(Block::Fields(about(pack).0));
        if links && !pack.is_of_system {
            blocks.push(list(actions(pack)));
        }
    }
    if packs.is_empty() {
        blocks.push(paragraph(
            "No pack is installed. A pack is a library with a signature, in one file: clinfaq pack add FILE",
        ));
    }
    let size: u64 = packs.iter().map(Installed::disk_use).sum();
    let mut trust = vec![Span::plain(format!(
        "{} installed, {}",
        counted(packs.len(), "pack"),
        megabytes(size)
    ))];
    if !newer.is_empty() {
        trust.push(Span::plain(newer_packs(newer)));
    }
    page(None, "Packs", vec![trust], blocks)
}

fn page(crumb: Option<&str>, title: &str, trust: Vec<Vec<Span>>, blocks: Vec<Block>) -> Page {
    let crumbs = iter::once("Packs").chain(crumb);
    Page {
        crumbs: crumbs.map(str::to_owned).collect(),
        title: title.to_owned(),
        trust,
        document: Document { blocks },
        ..Page::default()
    }
}

/// `2 newer packs and 1 new pack on the stick`.
pub fn newer_packs(newer: &[Newer]) -> String {
    let updates = newer.iter().filter(|it| it.current.is_some()).count();
    let parts = match (updates, newer.len() - updates) {
        (updates, 0) => counted(updates, "newer pack"),
        (0, new) => counted(new, "new pack"),
        (updates, new) => format!(
            "{} and {}",
            counted(updates, "newer pack"),
            counted(new, "new pack")
        ),
    };
    format!("{parts} on the stick")
}

fn offered(newer: &Newer, links: bool) -> Vec<Span> {
    let name = clean_line(&newer.path.to_string_lossy()).into_owned();
    let label = format!("{} {}", newer.id, newer.sequence);
    let label = match links {
        true => Span::link(label, Target::Pack(PackLink::Offer(newer.path.clone()))),
        false => Span::plain(label),
    };
    let state = match newer.current {
        Some(current) => format!(": newer than {current}, which you have"),
        None => ": not installed".to_owned(),
    };
    vec![
        label,
        Span::plain(state),
        Span::styled(format!(" ({name})"), Style::DIM),
    ]
}

/// Which version of a pack it is, and from whom.
fn version(manifest: &Manifest) -> Fields {
    let mut fields = Fields::default();
    fields.add(
        "Version",
        dots([
            Span::plain(format!("{} ({})", manifest.sequence, manifest.version)),
            Span::plain(match manifest.date {
                Some(date) => format!("dated {date}"),
                None => "no date".to_owned(),
            }),
        ]),
    );
    fields.text("Publisher", manifest.publisher.clone());
    fields
}

fn about(pack: &Installed) -> Fields {
    let manifest = &pack.manifest;
    let mut fields = version(manifest);
    let signed = match (pack.is_unsigned, pack.is_revoked, &pack.key) {
        (true, _, _) => warn("unsigned: its origin cannot be checked"),
        (_, true, _) => warn("with a key that was revoked since"),
        (_, _, Some(key)) => Span::plain(format!("with the key {}", key.fingerprint())),
        (_, _, None) => Span::plain("installed with the system"),
    };
    fields.add("Signed", vec![signed]);
    if let Some(since) = pack.since {
        fields.text("Installed", since.to_string());
    }
    if !pack.is_used {
        fields.add(
            "Not read",
            vec![warn("a newer version of it is installed elsewhere")],
        );
    }
    fields.text("Answers", answers(manifest));
    if pack.withdrawn > 0 {
        fields.text("Withdrawn", counted(pack.withdrawn, "answer"));
    }
    fields.text("Language", manifest.language.clone());
    fields.text("Licence", manifest.license.clone());
    let mut size = megabytes(pack.disk_use());
    if !pack.others.is_empty() {
        let others: Vec<String> = pack.others.iter().map(u64::to_string).collect();
        size += &format!(", with the other versions {}", others.join(", "));
    }
    fields.text("On the disk", size);
    fields.text("Id", manifest.id.clone());
    fields
}

fn actions(pack: &Installed) -> Vec<Vec<Block>> {
    let id = &pack.manifest.id;
    let mut items = Vec::new();
    let mut link = |text: &str, link: fn(String) -> PackLink| {
        let link = Span::link(text, Target::Pack(link(id.clone())));
        items.push(vec![Block::Paragraph(vec![link])]);
    };
    if let Some(previous) = pack.previous {
        link("What this version changed", PackLink::Changes);
        link(&format!("Go back to version {previous}"), PackLink::Undo);
    }
    if !pack.others.is_empty() {
        link(
            "Remove the other versions from the disk",
            PackLink::RemoveOld,
        );
    }
    link(
        "Show it before the other packs where both have the same",
        PackLink::First,
    );
    items
}

/// What a pack is and what it would change, before it is installed. With `install`, that can be chosen.
pub fn offer(offer: &Offer, noted: &[String], install: Option<PackLink>) -> Page {
    let manifest = &offer.manifest;
    let mut fields = version(manifest);
    fields.text("Answers", answers(manifest));
    fields.text("Language", manifest.language.clone());
    fields.text("Licence", manifest.license.clone());
    fields.text("Id", manifest.id.clone());
    let mut blocks = vec![Block::Fields(fields.0)];
    let signed = match &offer.signer {
        Signer::Trusted {
            publisher,
            key,
            vouched_by,
        } => {
            let key = key.fingerprint();
            Span::plain(match vouched_by.as_ref().map(Key::fingerprint) {
                None => format!("signed by {publisher} with the key {key}"),
                Some(old) => format!(
                    "signed by {publisher} with the new key {key}, for which the old key {old} vouches"
                ),
            })
        }
        Signer::Unknown { key } => {
            blocks.push(alert(vec![
                paragraph("You have not installed anything from this publisher yet. The owner of the key below gives this name:"),
                Block::Paragraph(vec![Span::styled(manifest.publisher.clone(), Style::STRONG)]),
                Block::Paragraph(vec![
                    Span::plain("Key: "),
                    Span::styled(key.fingerprint(), Style::STRONG),
                ]),
                paragraph("Compare the key with what the publisher says, for example on the telephone or on paper. Installing the pack trusts the key from then on."),
            ]));
            warn("signed with a key that is not trusted yet")
        }
        Signer::Unsigned => {
            blocks.push(alert(vec![paragraph(
                "This pack is not signed: anybody can have written or changed it. It stays marked as unsigned.",
            )]));
            warn("unsigned")
        }
    };
    if offer.is_current {
        blocks.push(paragraph("This version is installed already."));
    } else {
        blocks.extend(changes(&offer.changes, noted));
        if let Some(install) = install {
            let text = match &offer.signer {
                Signer::Unknown { .. } => "Trust this key and install the pack",
                _ => "Install the pack",
            };
            let link = Span::link(text, Target::Pack(install));
            blocks.extend([Block::Rule, Block::Paragraph(vec![link])]);
        }
    }
    let trust = vec![vec![signed], vec![Span::plain(summary(&offer.changes))]];
    page(Some("What it would change"), &manifest.title, trust, blocks)
}

/// What the version that is read changed.
pub fn last_changes(title: &str, last: &Changes, noted: &[String]) -> Page {
    let trust = vec![vec![Span::plain(summary(last))]];
    page(Some("What changed"), title, trust, changes(last, noted))
}

/// `12 new, 3 changed, 1 withdrawn`.
fn summary(changes: &Changes) -> String {
    let counts = [
        (changes.added.len(), "new"),
        (changes.changed.len(), "changed"),
        (changes.withdrawn.len(), "withdrawn"),
        (changes.removed.len(), "removed"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, what)| format!("{count} {what}"));
    let counts: Vec<String> = counts.collect();
    match (changes.since, counts.is_empty()) {
        (None, _) => format!(
            "not installed yet: {}",
            counted(changes.added.len(), "answer")
        ),
        (Some(since), true) => format!("no answer changes since version {since}"),
        (Some(since), false) => format!("since version {since}: {}", counts.join(", ")),
    }
}

fn changes(changes: &Changes, noted: &[String]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut group = |title: &str, items: Vec<Vec<Span>>| {
        if items.is_empty() {
            return;
        }
        blocks.push(heading(format!("{title} ({})", items.len())));
        let more = items.len().saturating_sub(NAMED);
        let mut items: Vec<Vec<Block>> = items
            .into_iter()
            .take(NAMED)
            .map(|item| vec![Block::Paragraph(item)])
            .collect();
        if more > 0 {
            items.push(vec![paragraph(format!("and {more} more"))]);
        }
        blocks.push(list(items));
    };
    let texts = |texts: &[Text]| texts.iter().map(line).collect::<Vec<_>>();
    let withdrawn = changes.withdrawn.iter().map(|it| {
        let mut item = vec![warn(it.entry.clone())];
        if !it.reason.is_empty() {
            item.push(Span::plain(format!(": {}", it.reason)));
        }
        item
    });
    group("Withdrawn", withdrawn.collect());
    let noted = noted.iter().map(|text| vec![Span::plain(text.clone())]);
    group(
        "Your notes and bookmarks on answers that change",
        noted.collect(),
    );
    group("Changed", texts(&changes.changed));
    group("Removed", texts(&changes.removed));
    // Of a pack that is new, everything is.
    if changes.since.is_some() {
        group("New", texts(&changes.added));
    }
    blocks
}

fn line(text: &Text) -> Vec<Span> {
    vec![
        Span::plain(text.question.clone()),
        Span::styled(format!(" ({})", text.id), Style::DIM),
    ]
}

fn list(items: Vec<Vec<Block>>) -> Block {
    Block::List { start: None, items }
}

fn alert(content: Vec<Block>) -> Block {
    Block::Alert {
        kind: BoxKind::Warning,
        content,
    }
}

fn answers(manifest: &Manifest) -> String {
    format!(
        "{} on {}, from {}",
        counted(manifest.entries, "answer"),
        counted(manifest.conditions, "condition"),
        counted(manifest.sources, "source")
    )
}

fn megabytes(bytes: u64) -> String {
    match bytes {
        0..100_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
