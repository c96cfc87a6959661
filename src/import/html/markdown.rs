//! HTML inside answers -> Markdown. Of the page's looks nothing stays but what carries meaning: paragraphs, headings,
//! lists, tables, emphasis, links.

use crate::import::answer::words;
use crate::import::escape;

use super::{Piece, VOID, pieces};

/// Elements whose content nobody reads.
const UNSEEN: &[&str] = &[
    "script", "style", "template", "noscript", "svg", "iframe", "button", "form", "select",
];

/// Makes Markdown of HTML.
pub(in crate::import) fn to_markdown(html: &str) -> String {
    let mut page = Page::default();
    let mut unseen: Vec<String> = Vec::new();
    for piece in pieces(html) {
        match piece {
            Piece::Start(name, ..) if !unseen.is_empty() || UNSEEN.contains(&name.as_str()) => {
                if !VOID.contains(&name.as_str()) {
                    unseen.push(name);
                }
            }
            Piece::End(name) if !unseen.is_empty() => {
                if let Some(at) = unseen.iter().rposition(|open| *open == name) {
                    unseen.truncate(at);
                }
            }
            Piece::Text(_) if !unseen.is_empty() => {}
            Piece::Start(name, attributes, _) => page.open(&name, &attributes),
            Piece::End(name) => page.close(&name),
            Piece::Text(text) => page.text.push_str(&text),
        }
    }
    page.paragraph();
    page.out.trim().to_owned()
}

/// Markdown in the making.
#[derive(Debug, Default)]
struct Page {
    out: String,
    /// The present line, finished up to `text`.
    line: String,
    /// Plain text that is still to be escaped, when it is whole.
    text: String,
    /// Emphasis or a link was opened, and nothing stands in it yet.
    opened: bool,
    /// What opens the present block: `- `, `### `.
    mark: String,
    /// The open lists; numbered ones with their last number.
    lists: Vec<Option<u32>>,
    /// Where the open link leads.
    link: Option<String>,
    /// The rows of the open table.
    table: Option<Vec<Vec<String>>>,
}

impl Page {
    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        match name {
            "ul" | "ol" => {
                self.paragraph();
                self.lists.push((name == "ol").then_some(0));
            }
            "li" => {
                self.paragraph();
                self.mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{number}. ")
                    }
                    _ => "- ".to_owned(),
                };
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.paragraph();
                "### ".clone_into(&mut self.mark);
            }
            "b" | "strong" => self.toggle("**", true),
            "i" | "em" => self.toggle("*", true),
            "a" => {
                let href = attributes.iter().find(|(key, _)| key == "href");
                self.link = href
                    .map(|(_, value)| value.trim().to_owned())
                    .filter(|value| value.starts_with("http://") || value.starts_with("https://"));
                if self.link.is_some() {
                    self.inline();
                    self.line.push('[');
                    self.opened = true;
                }
            }
            "table" => {
                self.paragraph();
                self.table = Some(Vec::new());
            }
            "tr" => {
                if let Some(rows) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            "td" | "th" if self.table.is_some() => self.text.clear(),
            "br" if self.table.is_none() => self.paragraph(),
            _ if BLOCKS.contains(&name) && self.table.is_none() => self.paragraph(),
            // What stood in two places must not become one word.
            _ if BLOCKS.contains(&name) || name == "br" => self.text.push(' '),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "ul" | "ol" => {
                self.paragraph();
                self.lists.pop();
            }
            "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.paragraph();
                self.mark.clear();
            }
            "b" | "strong" => self.toggle("**", false),
            "i" | "em" => self.toggle("*", false),
            "a" => {
                if let Some(link) = self.link.take() {
                    self.inline();
                    let link = link.replace(['<', '>', ' ', '\n'], "");
                    self.line.push_str(&format!("](<{link}>)"));
                }
            }
            "td" | "th" => {
                let text = std::mem::take(&mut self.text);
                if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
                    row.push(escape::cell(&words(&text)));
                }
            }
            "table" => self.end_of_table(),
            _ if BLOCKS.contains(&name) && self.table.is_none() => self.paragraph(),
            _ => {}
        }
    }

    /// Emphasis opens before a word and closes behind one, or it would be printed as it stands.
    fn toggle(&mut self, mark: &str, open: bool) {
        if self.table.is_some() {
            return;
        }
        self.inline();
        if open {
            self.line.push_str(mark);
            self.opened = true;
        } else if let Some(bare) = self.line.strip_suffix(mark) {
            self.line.truncate(bare.len());
        } else {
            let blank = self.line.ends_with(' ');
            let length = self.line.trim_end().len();
            self.line.truncate(length);
            self.line.push_str(mark);
            self.line.push_str(if blank { " " } else { "" });
        }
    }

    /// Puts plain text into the line, escaped, with single blanks.
    fn inline(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return;
        }
        let opened = std::mem::take(&mut self.opened);
        if text.starts_with(char::is_whitespace)
            && !self.line.is_empty()
            && !self.line.ends_with(' ')
        {
            if opened {
                let marks = self.line.trim_end_matches(['*', '[']).len();
                self.line.insert(marks, ' ');
            } else {
                self.line.push(' ');
            }
        }
        self.line.push_str(&escape::inline(&words(&text)));
        if text.ends_with(char::is_whitespace) && !text.trim().is_empty() {
            self.line.push(' ');
        }
    }

    /// Ends the present block.
    fn paragraph(&mut self) {
        if self.line.is_empty() {
            // All of it is plain, so that its beginning can be looked at, too.
            self.line = escape::line(&words(&std::mem::take(&mut self.text)));
        }
        self.inline();
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if line.is_empty() || line.chars().all(|c| c == '*') {
            return;
        }
        let indent = "   ".repeat(self.lists.len().saturating_sub(1));
        let item = self
            .mark
            .starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let inside = !self.lists.is_empty() && !item;
        self.out.push_str(match self.out.is_empty() {
            true => "",
            false if item && self.out.rsplit('\n').next().is_some_and(is_item) => "\n",
            false => "\n\n",
        });
        self.out.push_str(&indent);
        self.out.push_str(if inside { "   " } else { "" });
        self.out.push_str(&self.mark);
        self.out.push_str(line);
        self.mark.clear();
    }

    fn end_of_table(&mut self) {
        let rows = self.table.take().unwrap_or_default();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut lines = Vec::new();
        for (at, mut row) in rows.into_iter().filter(|row| !row.is_empty()).enumerate() {
            row.resize(columns, String::new());
            lines.push(format!("| {} |", row.join(" | ")));
            if at == 0 {
                lines.push(format!("|{}", "---|".repeat(columns)));
            }
        }
        if columns > 0 {
            self.out
                .push_str(if self.out.is_empty() { "" } else { "\n\n" });
            self.out.push_str(&lines.join("\n"));
        }
    }
}

/// Whether a line of Markdown is a list's item.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ") || digits.len() < line.len() && digits.starts_with(". ")
}

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "header",
    "footer",
    "main",
    "aside",
    "pre",
    "hr",
    "address",
    "details",
    "summary",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carries_meaning_stays() {
        let html = "<p>It is <b>rare</b>, see <a href='https://a.org/x'>this&nbsp;page</a> &amp; <a href='/y'>that</a>.</p>\
             <ul><li>one</li><li>two <em>soft</em> words<ul><li>deep</li></ul></li></ul><ol><li>a<li>b</ol>\
             <h2>More</h2>1. not a list<br>x_y *z*<script>alert(1)</script>\
             <table><tr><th>A</th><th>B|C</th></tr><tr><td>1</td></tr></table>";
        insta::assert_snapshot!(to_markdown(html), @r"
        It is **rare**, see [this page](<https://a.org/x>) & that.

        - one
        - two *soft* words
           - deep
        1. a
        2. b

        ### More

        1\. not a list

        x_y \*z\*

        | A | B\|C |
        |---|---|
        | 1 |  |
        ");
    }

    #[test]
    fn broken_markup_harms_nothing() {
        for html in [
            "<p",
            "<b>",
            "</li></ul>",
            "<a href='https://x.org'>",
            "<td>x</table>",
            "<ul><li><b> </b>",
            "&#0;&bogus;",
        ] {
            let markdown = to_markdown(html);
            assert!(!markdown.contains("****"), "{html}: {markdown}");
        }
    }
}
