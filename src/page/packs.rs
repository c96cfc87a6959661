//! Packs: what is installed, what is on the stick, and what a new version changes.

use crate::packs::{Changes, Installed, InstalledPacks, Manifest, Newer, Offer, Signer, Text};
use crate::text::clean::clean_line;
use crate::text::{Block, BoxKind, Document, PackLink, Span, Style, Target};

use super::builder::{Fields, Page, counted, dots, heading, paragraph};
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
        counted(packs.len() as u64, "pack"),
        megabytes(size)
    ))];
    if !newer.is_empty() {
        trust.push(Span::plain(newer_packs(newer)));
    }
    Page {
        crumbs: vec!["Packs".to_owned()],
        title: "Packs".to_owned(),
        trust: vec![trust],
        document: Document { blocks },
        ..Page::default()
    }
}

/// `2 newer packs and 1 new pack on the stick`.
pub fn newer_packs(newer: &[Newer]) -> String {
    let updates = newer.iter().filter(|it| it.current.is_some()).count() as u64;
    let new = newer.len() as u64 - updates;
    let parts = [(updates, "newer pack"), (new, "new pack")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, what)| counted(count, what)).collect();
    format!("{} on the stick", parts.join(" and "))
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
            format!("{} ({})", manifest.sequence, manifest.version),
            date(manifest.date),
        ]),
    );
    fields.text("Publisher", manifest.publisher.clone());
    fields
}

fn about(pack: &Installed) -> Fields {
    let manifest = &pack.manifest;
    let mut fields = version(manifest);
    let signed = match (pack.is_unsigned, pack.is_revoked, &pack.key) {
        (true, _, _) => warn("unsigned: nobody vouches for it"),
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
    fields.text(
        "Answers",
        size_of(manifest.conditions, manifest.entries, manifest.sources),
    );
    if pack.withdrawn > 0 {
        fields.text("Withdrawn", counted(pack.withdrawn as u64, "answer"));
    }
    fields.text("Language", manifest.language.clone());
    fields.text("Licence", manifest.license.clone());
    let others = pack.others.iter().map(u64::to_string).collect::<Vec<_>>();
    let others = match others.is_empty() {
        true => String::new(),
        false => format!(", with the other versions {}", others.join(", ")),
    };
    fields.text(
        "On the disk",
        format!("{}{others}", megabytes(pack.disk_use())),
    );
    fields.text("Id", manifest.id.clone());
    fields
}

fn actions(pack: &Installed) -> Vec<Vec<Block>> {
    let id = &pack.manifest.id;
    let link = |text: String, link: PackLink| {
        vec![Block::Paragraph(vec![Span::link(text, Target::Pack(link))])]
    };
    let mut items = Vec::new();
    if let Some(previous) = pack.previous {
        let text = "What this version changed".to_owned();
        items.push(link(text, PackLink::Changes(id.clone())));
        let text = format!("Go back to version {previous}");
        items.push(link(text, PackLink::Undo(id.clone())));
    }
    if !pack.others.is_empty() {
        let text = "Remove the other versions from the disk".to_owned();
        items.push(link(text, PackLink::RemoveOld(id.clone())));
    }
    let text = "Show it before the other packs where both have the same".to_owned();
    items.push(link(text, PackLink::First(id.clone())));
    items
}

/// What a pack is and what it would change, before it is installed. With `install`, that can be chosen.
pub fn offer(offer: &Offer, noted: &[String], install: Option<PackLink>) -> Page {
    let manifest = &offer.manifest;
    let mut fields = version(manifest);
    fields.text(
        "Answers",
        size_of(manifest.conditions, manifest.entries, manifest.sources),
    );
    fields.text("Language", manifest.language.clone());
    fields.text("Licence", manifest.license.clone());
    fields.text("Id", manifest.id.clone());
    let mut blocks = vec![Block::Fields(fields.0)];
    let signed = match &offer.signer {
        Signer::Trusted {
            publisher,
            key,
            vouched_by: None,
        } => Span::plain(format!(
            "signed by {publisher} with the key {}",
            key.fingerprint()
        )),
        Signer::Trusted {
            publisher,
            key,
            vouched_by: Some(old),
        } => Span::plain(format!(
            "signed by {publisher} with the new key {}, for which the old key {} vouches",
            key.fingerprint(),
            old.fingerprint()
        )),
        Signer::Unknown { key } => {
            blocks.push(alert(vec![
                paragraph("You have not installed anything from this publisher yet. Whoever has the key below calls themselves:"),
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
            blocks.push(Block::Rule);
            blocks.push(Block::Paragraph(vec![Span::link(
                text,
                Target::Pack(install),
            )]));
        }
    }
    Page {
        crumbs: vec!["Packs".to_owned(), "What it would change".to_owned()],
        title: manifest.title.clone(),
        trust: vec![vec![signed], vec![Span::plain(summary(&offer.changes))]],
        document: Document { blocks },
        ..Page::default()
    }
}

/// What the version that is read changed.
pub fn last_changes(title: &str, last: &Changes, noted: &[String]) -> Page {
    Page {
        crumbs: vec!["Packs".to_owned(), "What changed".to_owned()],
        title: title.to_owned(),
        trust: vec![vec![Span::plain(summary(last))]],
        document: Document {
            blocks: changes(last, noted),
        },
        ..Page::default()
    }
}

/// `12 new, 3 changed, 1 withdrawn`.
pub fn summary(changes: &Changes) -> String {
    let counts = [
        (changes.added.len(), "new"),
        (changes.changed.len(), "changed"),
        (changes.withdrawn.len(), "withdrawn"),
        (changes.removed.len(), "removed"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match (changes.since, counts.is_empty()) {
        (None, _) => format!(
            "not installed yet: {}",
            counted(changes.added.len() as u64, "answer")
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
        let reason = match it.reason.is_empty() {
            true => String::new(),
            false => format!(": {}", it.reason),
        };
        vec![warn(it.entry.clone()), Span::plain(reason)]
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

fn date(date: Option<crate::model::PartialDate>) -> String {
    date.map_or_else(|| "no date".to_owned(), |date| format!("dated {date}"))
}

fn size_of(conditions: usize, entries: usize, sources: usize) -> String {
    format!(
        "{} on {}, from {}",
        counted(entries as u64, "answer"),
        counted(conditions as u64, "condition"),
        counted(sources as u64, "source")
    )
}

fn megabytes(bytes: u64) -> String {
    match bytes {
        0..100_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
