//! Operating system commands, `ESC ] ...`: the clipboard and links. Sent only to terminals that are known to support them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Maximum length of an address that becomes a link, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// Ends a link.
pub(crate) const END_LINK: &str = "\x1b]8;;\x1b\\";

/// Makes a terminal put `text` on the clipboard.
pub(crate) fn copy(text: &str) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

/// Begins a link to `address`; `None` if that is no web address in plain ASCII, which could end the command early.
pub(crate) fn link(address: &str) -> Option<String> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic());
    let is_link = is_web && is_plain && address.len() <= MAX_ADDRESS;
    is_link.then(|| format!("\x1b]8;;{address}\x1b\\"))
}

/// Makes the cells of `area` a link to `address`, if that is a web address. The command precedes the character of each cell,
/// so that cells differ when only the address does; the screen writes it once for all cells in a row.
pub(crate) fn link_cells(buffer: &mut Buffer, area: Rect, address: &str) {
    let Some(link) = link(address) else { return };
    for position in area.intersection(buffer.area).positions() {
        let cell = &mut buffer[position];
        cell.set_symbol(&format!("{link}{}", cell.symbol()));
    }
}

/// The command at the beginning of a cell's symbol, empty if the cell is in no link, and its character.
pub(crate) fn split_link(symbol: &str) -> (&str, &str) {
    let link = symbol.find("\x1b\\").filter(|_| symbol.starts_with('\x1b'));
    symbol.split_at(link.map_or(0, |end| end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_or_an_address_ends_the_command() {
        for text in ["plain", "\x07\x1b]0;title\x07", "Behçet\n\u{202e}"] {
            let command = copy(text);
            let inside = &command[2..command.len() - 1];
            assert!(
                inside.bytes().all(|byte| byte.is_ascii_graphic()),
                "{inside}"
            );
        }
        assert_eq!(
            link("https://example.org/a").as_deref(),
            Some("\x1b]8;;https://example.org/a\x1b\\")
        );
        for address in [
            "https://example.org/\x07",
            "https://example.org/\x1b\\",
            "https://example.org/a b",
            "https://example.org/é",
            "javascript:alert(1)",
            "file:///etc/passwd",
        ] {
            assert_eq!(link(address), None, "{address:?}");
        }
    }
}
