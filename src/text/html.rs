//! Blocks -> HTML, for a web browser and for paper.
//!
//! Every text is cleaned and escaped, and only web addresses become links, whatever a library contains.

use maud::{Markup, html};

use super::clean::{clean, clean_line};
use super::document::{Block, Span, Style, Target};

/// Writes blocks as HTML; the function says where a link within the library leads, if anywhere.
pub struct Html<'a>(pub &'a dyn Fn(&Target) -> Option<String>);

impl Html<'_> {
    /// Blocks, one below the other.
    pub fn blocks(&self, blocks: &[Block]) -> Markup {
        html! { @for block in blocks { (self.block(block)) } }
    }

    fn block(&self, block: &Block) -> Markup {
        html! {
            @match block {
                Block::Heading { level: 0..=1, content } => h1 { (self.spans(content)) },
                Block::Heading { level: 2, content } => h2 { (self.spans(content)) },
                Block::Heading { level: 3, content } => h3 { (self.spans(content)) },
                Block::Heading { content, .. } => h4 { (self.spans(content)) },
                Block::Paragraph(content) => p { (self.spans(content)) },
                Block::List { start: None, items } => ul { (self.items(items)) },
                Block::List { start: Some(start), items } => ol start=(start) { (self.items(items)) },
                Block::Quote(content) => blockquote { (self.blocks(content)) },
                Block::Alert { kind, content } => {
                    section class={ "box " (kind.label().to_ascii_lowercase()) } {
                        p.kind { strong { (kind.label()) } }
                        (self.blocks(content))
                    }
                }
                Block::Table { header, rows } => div.table { table {
                    thead { tr { @for cell in header { th scope="col" { (self.spans(cell)) } } } }
                    tbody { @for row in rows {
                        tr { @for cell in row { td { (self.spans(cell)) } } }
                    } }
                } },
                Block::Verbatim(text) => pre { (clean(text)) },
                Block::Fields(fields) => dl { @for (label, value) in fields {
                    dt id=[self.anchor(label)] { (clean_line(label)) }
                    dd { (self.spans(value)) }
                } },
                Block::Rule => hr;
            }
        }
    }

    fn items(&self, items: &[Vec<Block>]) -> Markup {
        html! { @for item in items { li { (self.blocks(item)) } } }
    }

    /// The name that citations of a source link to. The label of a source is its number in brackets.
    fn anchor(&self, label: &str) -> Option<String> {
        let number = label.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?;
        let href = self.0(&Target::Cite(number))?;
        href.strip_prefix('#').map(str::to_owned)
    }

    /// Text within a line.
    pub fn spans(&self, spans: &[Span]) -> Markup {
        html! { @for span in spans { (self.span(span)) } }
    }

    fn span(&self, span: &Span) -> Markup {
        let text = clean(&span.text);
        let mut markup = html! {
            @for (at, line) in text.split('\n').enumerate() { @if at > 0 { br; } (line) }
        };
        for (style, wrap) in WRAPPERS {
            if span.style.has(*style) {
                markup = wrap(&markup);
            }
        }
        let href = span.target.as_ref().and_then(|target| match target {
            Target::Url(url) => web_address(url),
            inside => self.0(inside),
        });
        match href {
            Some(href) => html! { a href=(href) { (markup) } },
            None => markup,
        }
    }
}

type Wrap = fn(&Markup) -> Markup;

/// The elements for each style. Warnings are strong, so that they do not depend on colour.
const WRAPPERS: &[(Style, Wrap)] = &[
    (Style::CODE, |text| html! { code { (text) } }),
    (Style::EMPHASIS, |text| html! { em { (text) } }),
    (Style::STRONG, |text| html! { strong { (text) } }),
    (Style::WARN, |text| html! { strong.warn { (text) } }),
    (Style::DIM, |text| html! { span.dim { (text) } }),
];

/// The address, if it begins with `http://` or `https://`.
fn web_address(url: &str) -> Option<String> {
    let url = clean_line(url);
    let (scheme, _) = url.split_once("://")?;
    let is_web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    is_web.then(|| url.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::text::{Citations, markdown};

    fn written(text: &str) -> String {
        let document = markdown(text, &mut Citations::default());
        let href = |target: &Target| match target {
            Target::Cite(number) => Some(format!("#source-{number}")),
            Target::Entry(id) => Some(format!("entry/{id}.html")),
            _ => None,
        };
        Html(&href).blocks(&document.blocks).into_string()
    }

    #[test]
    fn every_block_has_its_element() {
        let text = "# A & B\n\nOne **two** *three* `<four>`[^a]\\\nfive\n\n- x\n- y\n\n3. z\n\n> said\n\n> [!WARNING]\n> Do *not*.\n\n\
                    | h |\n|---|\n| c |\n\n---\n\n```\n<pre>\n```\n\n[in](entry:poh/surgery) [gone](condition:x) <https://a.example>";
        insta::assert_snapshot!(written(text).replace("><", ">\n<"));
    }

    #[test]
    fn sources_can_be_reached_from_their_citations() {
        let fields = Block::Fields(vec![("[2]".to_owned(), vec![Span::plain("GARD")])]);
        let href = |target: &Target| (*target == Target::Cite(2)).then(|| "#source-2".to_owned());
        let html = Html(&href)
            .blocks(std::slice::from_ref(&fields))
            .into_string();
        assert_eq!(html, r#"<dl><dt id="source-2">[2]</dt><dd>GARD</dd></dl>"#);
        let plain = Html(&|_| None).blocks(&[fields]).into_string();
        assert_eq!(plain, "<dl><dt>[2]</dt><dd>GARD</dd></dl>");
    }

    #[test]
    fn only_web_addresses_become_links() {
        for (url, is_link) in [
            ("https://a.example/?x=\"1\"&y=<2>", true),
            ("HTTP://a.example", true),
            ("javascript:alert(1)", false),
            ("javascript://a.example/%0aalert(1)", false),
            ("data:text/html,x", false),
            ("mailto:a@b.example", false),
            (" https://a.example", false),
            ("https:\u{202e}//a.example", true),
            ("//a.example", false),
            ("", false),
        ] {
            let span = Span::link("x", Target::Url(url.to_owned()));
            let html = Html(&|_| None).spans(&[span]).into_string();
            assert_eq!(html.contains("<a "), is_link, "{url}: {html}");
            assert!(
                !html.contains("<2>") && !html.contains('\u{202e}'),
                "{html}"
            );
        }
    }

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z ]{1,8}",
            prop::sample::select(vec![
                "<script>",
                "</p>",
                "&lt;b&gt;",
                "\"",
                "'",
                "&",
                "\n\n",
                "\n- ",
                "\n> [!NOTE]\n> ",
                "`",
                "**",
                "[^a]",
                "[x](javascript:alert)",
                "[x](https://a.example/\"onclick=\"y)",
                "<b onclick=x>",
                "\u{1b}[31m",
                "\u{202e}",
                "\n| a | b |\n|---|---|\n| ",
                "\u{0}",
                "\u{9b}",
                "\n```\n",
                "<https://a.example/<i>>",
            ])
            .prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ]
    }

    proptest! {
        /// Whatever is in a text, the page has only elements and attributes that are written here.
        #[test]
        fn no_text_becomes_markup(pieces in prop::collection::vec(piece(), 0..40)) {
            let html = written(&pieces.concat());
            prop_assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "{html:?}");
            prop_assert!(crate::text::clean::hostile(&html).next().is_none(), "{html:?}");
            for tag in html.split('<').skip(1) {
                let (tag, _) = tag.split_once('>').expect("a closed tag");
                let (name, attributes) = tag.trim_start_matches('/').split_once(' ').unwrap_or((tag.trim_start_matches('/'), ""));
                prop_assert!(
                    ["h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "section", "strong", "em", "code", "span", "div",
                     "table", "thead", "tbody", "tr", "th", "td", "pre", "dl", "dt", "dd", "hr", "br", "a"].contains(&name),
                    "{name} in {html}"
                );
                if let Some((attribute, value)) = attributes.split_once('=') {
                    prop_assert!(["class", "scope", "href", "start", "id"].contains(&attribute), "{attribute}");
                    prop_assert_eq!(value.matches('"').count(), 2, "{}", tag);
                    prop_assert!(attribute != "href" || ["\"http", "\"#", "\"entry/"].iter().any(|begin| value.starts_with(begin)));
                }
            }
        }
    }
}
