//! `clinfaq check [DIR]`: the mistakes in a library. The files are always read, even if there is an index.

use crate::content::{self, Report, Rule, Severity, rules};
use crate::library;
use crate::text::clean::clean_line;
use crate::text::{Block, Span, Style, counted};

use super::args::Check;
use super::outcome::{Failure, Outcome};
use super::output::{Output, ProgressLine, render};
use super::preferences::place;
use super::session::Session;

pub(super) fn run(
    args: &Check,
    follow_links: bool,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    if let Some(name) = &args.explain {
        output.document(match name {
            Some(name) => explain(name)?,
            None => explain_all(),
        })?;
        return Ok(Outcome::Fine);
    }
    let places = match &args.dir {
        Some(dir) if follow_links => vec![place(dir).with_links()],
        Some(dir) => vec![place(dir)],
        None => session.places.clone(),
    };
    let mut line = ProgressLine::new("Checking the library", session.plain);
    let today = session.clock.today;
    let found = content::check(&places, today, &mut |progress| line.update(progress));
    drop(line);
    if let Some((place, reason)) = found.missing.first() {
        return Err(Failure::Library(library::Error::Place {
            place: places[*place].name(),
            reason: reason.clone(),
        }));
    }
    for problem in &found.diagnostics {
        output.cleaned(&render(problem, output.colour, output.width))?;
        output.cleaned("\n\n")?;
    }
    output.line(&summary(&found))?;
    if !found.diagnostics.is_empty() {
        output.note("clinfaq check --explain NAME explains the name in brackets of a finding");
    }
    Ok(match found.errors + found.warnings {
        0 => Outcome::Fine,
        _ => Outcome::Nothing,
    })
}

/// `11 conditions, 60 entries, 84 sources: 0 errors, 0 warnings`.
fn summary(found: &Report) -> String {
    format!(
        "{}, {}, {}: {}, {}",
        counted(found.conditions, "condition"),
        counted(found.entries, "entry"),
        counted(found.sources, "source"),
        counted(found.errors, "error"),
        counted(found.warnings, "warning"),
    )
}

/// What a finding with this name means, and how it can be allowed.
fn explain(name: &str) -> Result<Vec<Block>, Failure> {
    let Some(rule) = rules().find(|rule| rule.name == name) else {
        let names: Vec<&str> = rules().map(|rule| rule.name).collect();
        return Err(Failure::new(
            format!("there is no kind of finding called `{}`", clean_line(name)),
            format!("the kinds are: {}", names.join(", ")),
        ));
    };
    let severity = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut blocks = vec![Block::Paragraph(vec![
        Span::styled(rule.name, Style::STRONG),
        Span::plain(format!(" ({severity})\n{}", rule.explanation)),
    ])];
    if rule.can_be_allowed {
        let text = "If it is intended, say so in the table concerned:";
        blocks.extend(allow(text, rule.name));
    }
    Ok(blocks)
}

/// All kinds of findings.
fn explain_all() -> Vec<Block> {
    let group = |rule: &Rule| match (rule.severity, rule.always) {
        (Severity::Error, _) => "Errors: what cannot be read is left out",
        (Severity::Warning, true) => "Warnings each time the library is read",
        (Severity::Warning, false) => "Warnings of `clinfaq check` only",
    };
    let mut groups: Vec<(&str, Vec<Vec<Block>>)> = Vec::new();
    for rule in rules() {
        let title = group(&rule);
        let item = vec![Block::Paragraph(vec![
            Span::styled(rule.name, Style::STRONG),
            Span::plain(format!(": {}", rule.explanation)),
        ])];
        match groups.iter_mut().find(|(known, _)| *known == title) {
            Some((_, items)) => items.push(item),
            None => groups.push((title, vec![item])),
        }
    }
    let mut blocks = Vec::new();
    for (title, items) in groups {
        blocks.push(Block::Heading {
            level: 2,
            content: vec![Span::plain(title)],
        });
        blocks.push(Block::List { start: None, items });
    }
    let text = "If there is a reason, most warnings can be allowed in the table concerned; NAME says which:";
    blocks.extend(allow(text, "NAME"));
    blocks
}

fn allow(text: &str, name: &str) -> [Block; 2] {
    [
        Block::Paragraph(vec![Span::plain(text)]),
        Block::Verbatim(format!(
            "allow = [{{ lint = \"{name}\", reason = \"...\" }}]"
        )),
    ]
}
