//! A finding about a library's files, with the line and a caret below what is meant.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::content::{Diagnostic, Severity, Site};
use crate::text::clean::{clean, clean_line};

/// Renders a finding. The renderer passes harmful characters through, so all it is given is cleaned before.
pub(super) fn render(problem: &Diagnostic, colour: bool, width: usize) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&problem.message));
    let mut group = Group::with_title(title.id(clean_line(&problem.rule)));
    for (at, site) in problem.sites.iter().enumerate() {
        group = place(group, site, at == 0);
    }
    if !problem.hint.is_empty() {
        group = group.element(Level::HELP.message(clean(&problem.hint)));
    }
    let renderer = match colour {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    renderer.term_width(width).render(&[group])
}

fn place<'a>(group: Group<'a>, site: &'a Site, first: bool) -> Group<'a> {
    let path = clean_line(&site.file);
    if site.line == 0 {
        return group.element(Origin::path(path));
    }
    let text = clean_line(&site.text);
    // The marks are bytes of the text as it was found; in one that had to be cleaned they would point elsewhere.
    let (start, end) = (site.start as usize, site.end as usize);
    let marked = text.len() == site.text.len() && text.get(start..end).is_some();
    let span = if marked { start..end } else { 0..text.len() };
    let kind = match first {
        true => AnnotationKind::Primary,
        false => AnnotationKind::Context,
    };
    let mut annotation = kind.span(span);
    if !site.label.is_empty() {
        annotation = annotation.label(clean_line(&site.label));
    }
    group.element(
        Snippet::source(text)
            .line_start(site.line as usize)
            .path(path)
            .annotation(annotation),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_shows_the_line_and_what_to_do() {
        let problem = Diagnostic {
            severity: Severity::Error,
            rule: "unknown-key".to_owned(),
            message: "`qestion` is no key of an entry".to_owned(),
            sites: vec![Site {
                file: "poh.toml".to_owned(),
                line: 12,
                column: 1,
                text: "qestion = \"Why?\"".to_owned(),
                start: 0,
                end: 7,
                label: "here".to_owned(),
            }],
            hint: "did you mean `question`?".to_owned(),
        };
        insta::assert_snapshot!(render(&problem, false, 80));
    }
}
