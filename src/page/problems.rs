//! The problems in the library's files, for the screen; `clinfaq check` prints the same for authors.

use crate::content::{Diagnostic, Severity, Site};
use crate::library::Library;
use crate::text::{Block, Document, Span, Style, counted, width};

use super::builder::{Page, heading, paragraph};
use super::trust::warn;

/// What is wrong with the settings file, and with the library's files.
pub fn problems(library: &Library, settings: &[Diagnostic]) -> Page {
    let of_library = library.problems();
    let mut blocks = Vec::new();
    if !settings.is_empty() {
        blocks.push(heading("In the settings file"));
        blocks.extend(settings.iter().flat_map(problem));
        blocks.push(heading("In the library's files"));
    }
    blocks.extend(of_library.iter().flat_map(problem));
    if of_library.is_empty() {
        blocks.push(paragraph("Nothing is wrong with the library's files."));
    }
    let all = || settings.iter().chain(&of_library);
    let count = |severity| all().filter(|one| one.severity == severity).count();
    let errors = counted(count(Severity::Error), "error");
    let warnings = counted(count(Severity::Warning), "warning");
    let title = match settings.is_empty() {
        true => "Problems in the library's files",
        false => "Problems in the settings and the library's files",
    };
    Page {
        crumbs: vec!["Library".to_owned()],
        title: title.to_owned(),
        trust: vec![vec![
            Span::plain(format!("{errors}, {warnings}")),
            Span::plain("what could be read is shown all the same"),
        ]],
        document: Document { blocks },
        ..Page::default()
    }
}

fn problem(problem: &Diagnostic) -> Vec<Block> {
    let severity = match problem.severity {
        Severity::Error => "error: ",
        Severity::Warning => "warning: ",
    };
    let mut blocks = vec![Block::Paragraph(vec![
        warn(severity),
        Span::styled(problem.message.clone(), Style::STRONG),
        Span::styled(format!(" ({})", problem.rule), Style::DIM),
    ])];
    blocks.extend(problem.sites.iter().map(|one| Block::Verbatim(site(one))));
    if !problem.hint.is_empty() {
        blocks.push(paragraph(format!("→ {}", problem.hint)));
    }
    blocks
}

/// The place, the line, and carets below the marked part.
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
