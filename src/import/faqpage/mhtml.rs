//! MHTML: a page and its images in one file, as a message with parts.

use std::borrow::Cow;

use mailparse::{MailHeaderMap, ParsedMail};

/// Whether a file begins like MHTML. In lower case.
pub(super) fn is_mhtml(head: &str) -> bool {
    let is_header = |line: &str| {
        line.split_once(':')
            .is_some_and(|(name, _)| !name.contains([' ', '<']))
    };
    head.lines().next().is_some_and(is_header)
        && head.contains("content-type:")
        && (head.contains("multipart/related") || head.contains("mime-version:"))
}

/// The page in a file, which may be MHTML. Its address and the day on which it was saved become a comment at its
/// beginning, as browsers write it into saved pages.
pub(super) fn page(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    if !is_mhtml(head.trim_start()) {
        return Ok(Cow::Borrowed(bytes));
    }
    let damaged = |error| format!("damaged MHTML: {error}");
    let message = mailparse::parse_mail(bytes.trim_ascii_start()).map_err(damaged)?;
    let is_page = |part: &&ParsedMail<'_>| {
        matches!(&*part.ctype.mimetype, "text/html" | "application/xhtml+xml")
    };
    let mut parts = message.parts();
    let page = parts
        .find(is_page)
        .ok_or("there is no page in this MHTML file")?;
    let header = |part: &ParsedMail<'_>, name| part.headers.get_first_value(name);
    let address = header(page, "Content-Location")
        .filter(|address| address.starts_with("http"))
        .or_else(|| header(&message, "Snapshot-Content-Location"));
    let day = header(&message, "Date").unwrap_or_default();
    let saved = format!("url: {}\nsaved date: {day}\n", address.unwrap_or_default());
    let charset = match page.ctype.charset.as_str() {
        "us-ascii" => String::new(), // what the crate takes for the default
        charset => format!("<meta charset=\"{charset}\">"),
    };
    let comment = format!("<!--\n{}-->{charset}\n", saved.replace(['<', '>'], ""));
    let body = page.get_body_raw().map_err(damaged)?;
    Ok(Cow::Owned([comment.as_bytes(), &body].concat()))
}
