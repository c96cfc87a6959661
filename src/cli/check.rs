//! `clinfaq check [DIR]`: what is wrong with a library. The files are read anew, whatever an index says of them.

use crate::content::{self, Report, Rule, Severity, rules};
use crate::library;
use crate::text::clean::clean_line;
use crate::text::{Block, Document, Span, Style};

use super::args::Check;
use super::output::Output;
use super::session::{ProgressLine, Session};
use super::{Failure, Outcome, preferences, report};

pub(super) fn run(
    args: &Check,
    follow_links: bool,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    match &args.explain {
        Some(Some(name)) => return explain(name, output),
        Some(None) => return explain_all(output),
        None => {}
    }
    let today = session.clock.today;
    let places = match &args.dir {
        Some(dir) if follow_links => vec![preferences::place(dir).with_links()],
        Some(dir) => vec![preferences::place(dir)],
        None => session.places.clone(),
    };
    let mut line = ProgressLine::new("Checking", session.plain);
    let found = content::check(&places, today, &mut |progress| line.update(progress));
    line.clear();
    if let Some((place, reason)) = found.missing.first() {
        return Err(Failure::Library(library::Error::Place {
            place: places[*place].name(),
            reason: reason.clone(),
        }));
    }
    for problem in &found.diagnostics {
        output.cleaned(&report::render(problem, output.colour, output.width))?;
        output.cleaned("\n\n")?;
    }
    output.line(&summary(&found))?;
    if !found.diagnostics.is_empty() {
        output.note("clinfaq check --explain NAME says what a finding's name means");
    }
    Ok(match found.errors + found.warnings {
        0 => Outcome::Fine,
        _ => Outcome::Nothing,
    })
}

/// `11 conditions, 60 entries, 84 sources: 0 errors, 0 warnings`.
fn summary(found: &Report) -> String {
    let counted = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    format!(
        "{}, {}, {}: {}, {}",
        counted(found.conditions, "condition", "conditions"),
        counted(found.entries, "entry", "entries"),
        counted(found.sources, "source", "sources"),
        counted(found.errors, "error", "errors"),
        counted(found.warnings, "warning", "warnings"),
    )
}

/// `clinfaq check --explain NAME`.
fn explain(name: &str, output: &mut Output) -> Result<Outcome, Failure> {
    let Some(rule) = rules().find(|rule| rule.name == name) else {
        let names: Vec<&str> = rules().map(|rule| rule.name).collect();
        return Err(Failure::told(
            format!("no finding has the name `{}`", clean_line(name)),
            format!("their names: {}", names.join(", ")),
        ));
    };
    output.document(&Document {
        blocks: explanation(&rule),
    })?;
    Ok(Outcome::Fine)
}

/// `clinfaq check --explain`: every name, by what a finding of it costs.
fn explain_all(output: &mut Output) -> Result<Outcome, Failure> {
    type Holds = fn(&Rule) -> bool;
    let groups: [(&str, Holds); 3] = [
        ("Errors: what cannot be read is left out", |rule| {
            rule.severity == Severity::Error
        }),
        ("Warnings, at every loading", |rule| {
            rule.severity == Severity::Warning && rule.always
        }),
        ("Warnings of `clinfaq check` alone", |rule| {
            rule.severity == Severity::Warning && !rule.always
        }),
    ];
    let mut blocks = Vec::new();
    for (title, holds) in groups {
        blocks.push(Block::Heading {
            level: 2,
            content: vec![Span::plain(title)],
        });
        let item = |rule: Rule| {
            let name = Span::styled(rule.name, Style::STRONG);
            let text = Span::plain(format!(": {}", rule.explanation));
            vec![Block::Paragraph(vec![name, text])]
        };
        blocks.push(Block::List {
            start: None,
            items: rules().filter(holds).map(item).collect(),
        });
    }
    blocks.push(Block::Paragraph(vec![Span::plain(
        "Where there is a reason, most warnings can be allowed in the table concerned; NAME says which:",
    )]));
    blocks.push(Block::Verbatim(
        "allow = [{ lint = \"NAME\", reason = \"...\" }]".to_owned(),
    ));
    output.document(&Document { blocks })?;
    Ok(Outcome::Fine)
}

fn explanation(rule: &Rule) -> Vec<Block> {
    let severity = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let head = vec![
        Span::styled(rule.name, Style::STRONG),
        Span::plain(format!(" ({severity})\n{}", rule.explanation)),
    ];
    let mut blocks = vec![Block::Paragraph(head)];
    if rule.can_be_allowed {
        blocks.push(Block::Paragraph(vec![Span::plain(
            "Where it is meant so, say it in the table concerned:",
        )]));
        blocks.push(Block::Verbatim(format!(
            "allow = [{{ lint = \"{}\", reason = \"...\" }}]",
            rule.name
        )));
    }
    blocks
}
