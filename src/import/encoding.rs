//! Decodes files: the encoding is declared, UTF-8, or guessed, which is reported.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Maximum distance of a declaration from the beginning, in bytes.
const HEAD: usize = 4096;

/// The text of a file, and a warning if it may be wrong.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let declared = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| utf16(bytes))
        .or_else(|| declared(bytes));
    let guess = match declared {
        Some(_) => None,
        None => guess(bytes),
    };
    let (text, encoding, damaged) = declared.or(guess).unwrap_or(UTF_8).decode(bytes);
    let remark = match guess {
        Some(_) => Some(format!(
            "no encoding is declared; read as {}, which is a guess: check its accented letters",
            encoding.name()
        )),
        None if damaged => {
            let count = text.matches('\u{fffd}').count();
            Some(format!(
                "{count} damaged character(s), shown as \u{fffd}: not {}",
                encoding.name()
            ))
        }
        None => None,
    };
    (text, remark)
}

/// The text of a part of a file whose beginning declares the encoding.
pub(super) fn decode_part<'a>(head: &[u8], part: &'a [u8]) -> Cow<'a, str> {
    match std::str::from_utf8(part) {
        Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        Err(_) => declared(head).unwrap_or(UTF_8).decode(part).0,
    }
}

/// UTF-16 without a byte order mark, recognised by the first character of HTML, XML or JSON.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<' | b'{' | b'[', 0, ..] => Some(UTF_16LE),
        [0, b'<' | b'{' | b'[', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that a page's `<meta>` or an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let xml = head
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next());
    let metas = head
        .split("<meta")
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    let values = metas.filter_map(|meta| meta.split_once("charset"));
    let values = values.chain(xml.and_then(|xml| xml.split_once("encoding")));
    let mut names = values.filter_map(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix('=')?;
        rest.trim_start_matches([' ', '"', '\''])
            .split([' ', '"', '\'', ';', '/'])
            .next()
    });
    let encoding = names.find_map(|name| Encoding::for_label(name.as_bytes()))?;
    // A declaration in ASCII cannot be in a UTF-16 file. And text in a single-byte encoding is never valid UTF-8: here the
    // server declared UTF-8, which was lost when the page was saved.
    let is_utf8 = encoding == UTF_16LE
        || encoding == UTF_16BE
        || (encoding.is_single_byte() && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok());
    Some(if is_utf8 { UTF_8 } else { encoding })
}

/// The likely encoding of text that is clearly not UTF-8, because most of its non-ASCII bytes are invalid.
fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk
            .valid()
            .chars()
            .filter(|char| !char.is_ascii())
            .count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if bad < 2 || bad <= good {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_encoding_is_used() {
        for (head, label, said) in [
            (
                "<meta charset=\"windows-1252\">",
                "windows-1252",
                "fièvre “38”",
            ),
            ("<meta charset=ISO-8859-2>", "iso-8859-2", "gorączka"),
            (
                "<META http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>",
                "shift_jis",
                "発熱",
            ),
            ("<meta charset=gbk />", "gbk", "发烧"),
            (
                "<?xml version=\"1.0\" encoding=\"windows-1251\"?>",
                "windows-1251",
                "жар",
            ),
            ("<meta charset=utf-16>", "utf-8", "fièvre"),
            ("<meta charset=iso-8859-1>", "utf-8", "fièvre"),
        ] {
            let page = format!("{head}<p>{said}");
            let encoding = Encoding::for_label(label.as_bytes()).expect("an encoding");
            let (bytes, ..) = encoding.encode(&page);
            assert_eq!(decode(&bytes), (page.as_str().into(), None));
        }
        for mark in ["\u{feff}", ""] {
            let page = format!("{mark}<p>fièvre");
            let little: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [little, big, page.clone().into_bytes()] {
                assert_eq!(decode(&bytes), ("<p>fièvre".into(), None));
            }
        }
    }

    #[test]
    fn a_damaged_byte_costs_one_character() {
        let (read, remark) = decode("fièvre ? ’".as_bytes());
        assert_eq!((read.as_ref(), remark), ("fièvre ? ’", None));
        for (bytes, shown) in [
            (&b"<p>fi\xc3\xa8vre \xff</p>"[..], "<p>fièvre \u{fffd}</p>"),
            (b"<p>plain \x92 text</p>", "<p>plain \u{fffd} text</p>"),
            (
                b"<meta charset=utf-8>\xe8 \xe9 \xea",
                "<meta charset=utf-8>\u{fffd} \u{fffd} \u{fffd}",
            ),
        ] {
            let (read, remark) = decode(bytes);
            assert_eq!(read, shown);
            assert!(remark.is_some_and(|remark| remark.contains("damaged")));
        }
    }

    #[test]
    fn a_guess_is_said() {
        let (read, remark) =
            decode(b"Qu'est-ce que la fi\xe8vre ? \xc7a fait mal \xe0 la t\xeate.");
        assert_eq!(read, "Qu'est-ce que la fièvre ? Ça fait mal à la tête.");
        assert!(
            remark
                .is_some_and(|remark| remark.contains("windows-1252") && remark.contains("guess"))
        );
    }
}
