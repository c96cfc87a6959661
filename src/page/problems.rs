//! What is wrong with the library's files, for a reader on the screen; `clinfaq check` prints the same for an author.

use crate::content::{Diagnostic, Severity, Site};
use crate::library::Library;
use crate::text::{Block, Document, Span, Style, width};

use super::Page;
use super::spans::counted;

pub(super) fn page(library: &Library) -> Page {
    let problems = library.problems();
    let mut blocks: Vec<Block> = problems.iter().flat_map(problem).collect();
    if blocks.is_empty() {
        blocks.push(Block::Paragraph(vec![Span::plain(
            "Nothing is wrong with the library's files.",
        )]));
    }
    let count = |severity| {
        problems
            .iter()
            .filter(|one| one.severity == severity)
            .count() as u64
    };
    let counts = format!(
        "{}, {}",
        counted(count(Severity::Error), "error", "errors"),
        counted(count(Severity::Warning), "warning", "warnings")
    );
    Page {
        crumbs: vec!["Library".to_owned()],
        title: "Problems in the library's files".to_owned(),
        trust: vec![vec![
            Span::plain(counts),
            Span::plain("what could be read is shown all the same"),
        ]],
        document: Document { blocks },
        ..Page::default()
    }
}

/// Why there is nothing to read in `library`; `None` where there is something.
pub(super) fn nothing_to_read(library: &Library) -> Option<String> {
    if library.entry_count() > 0 || library.condition_count() > 0 {
        return None;
    }
    let problems = library.problems();
    let no_pack = problems.iter().filter(|problem| problem.rule == "no-pack");
    let folders: Vec<&str> = no_pack
        .flat_map(|problem| problem.sites.first())
        .map(|site| site.file.as_str())
        .collect();
    Some(match (folders.is_empty(), problems.is_empty()) {
        (false, _) => format!("No clinfaq library in this folder: {}", folders.join(", ")),
        (true, false) => "Nothing in this library could be read.".to_owned(),
        (true, true) => "This library is empty.".to_owned(),
    })
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
