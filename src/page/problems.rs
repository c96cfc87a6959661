//! What is wrong with the library's files, for a reader on the screen; `clinfaq check` prints the same for an author.

use crate::content::{Diagnostic, Severity, Site};
use crate::library::Library;
use crate::text::{Block, Document, Span, Style, width};

use super::spans::counted;
use super::{Page, trust};

pub(super) fn page(library: &Library, settings: &[Diagnostic]) -> Page {
    let of_library = library.problems();
    let mut blocks: Vec<Block> = settings.iter().flat_map(problem).collect();
    if !settings.is_empty() {
        blocks.insert(0, heading("In the settings file"));
        blocks.push(heading("In the library's files"));
    }
    blocks.extend(of_library.iter().flat_map(problem));
    if of_library.is_empty() {
        blocks.push(Block::Paragraph(vec![Span::plain(
            "Nothing is wrong with the library's files.",
        )]));
    }
    let problems = || settings.iter().chain(&of_library);
    let count = |severity| problems().filter(|one| one.severity == severity).count() as u64;
    let counts = format!(
        "{}, {}",
        counted(count(Severity::Error), "error", "errors"),
        counted(count(Severity::Warning), "warning", "warnings")
    );
    Page {
        crumbs: vec!["Library".to_owned()],
        title: match settings.is_empty() {
            true => "Problems in the library's files".to_owned(),
            false => "Problems in the settings and the library's files".to_owned(),
        },
        trust: trust::fill(
            vec![
                Span::plain(counts),
                Span::plain("what could be read is shown all the same"),
            ],
            Vec::new(),
        ),
        document: Document { blocks },
        ..Page::default()
    }
}

fn heading(words: &str) -> Block {
    Block::Heading {
        level: 2,
        content: vec![Span::plain(words)],
    }
}

fn problem(problem: &Diagnostic) -> Vec<Block> {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut blocks = vec![Block::Paragraph(vec![
        Span::styled(format!("{severity}: "), Style::WARN),
        Span::styled(problem.message.clone(), Style::STRONG),
        Span::styled(format!(" ({})", problem.rule), Style::DIM),
    ])];
    blocks.extend(problem.sites.iter().map(|one| Block::Verbatim(site(one))));
    if !problem.hint.is_empty() {
        blocks.push(Block::Paragraph(vec![Span::plain(format!(
            "→ {}",
            problem.hint
        ))]));
    }
    blocks
}

/// The place, the line, and a row of carets below what is meant.
fn site(site: &Site) -> String {
    let mut text = site.file.clone();
    if site.line > 0 {
        text.push_str(&format!(":{}:{}", site.line, site.column));
    }
    if !site.text.is_empty() {
        // The marks come from a file and a damaged record may place them anywhere.
        let start = (site.start as usize).min(site.text.len());
        let end = (site.end as usize).clamp(start, site.text.len());
        let before = site.text.get(..start).unwrap_or_default();
        let meant = site.text.get(start..end).unwrap_or_default();
        text.push_str(&format!("\n  {}\n  ", site.text));
        text.push_str(&" ".repeat(width(before)));
        text.push_str(&"^".repeat(width(meant).max(1)));
        if !site.label.is_empty() {
            text.push(' ');
            text.push_str(&site.label);
        }
    } else if !site.label.is_empty() {
        text.push_str(&format!("\n  {}", site.label));
    }
    text
}
