//! The searchable texts of a library in a plain file, for those who are to index the same without reading TOML.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use clinfaq::index::ConditionOrd;
use clinfaq::library::Library;

/// What is searched of an entry: id, name, other names, topic, question, answer.
pub(crate) type Texts = [String; 6];

/// Writes them, each text behind its length, unless that was done.
pub(crate) fn write(library: &Library, path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let unfinished = path.with_extension("unfinished");
    let mut file = BufWriter::new(File::create(&unfinished)?);
    let conditions = (0..library.condition_count()).map(|at| Some(ConditionOrd(at)));
    for condition in conditions.chain([None]) {
        let names = condition
            .map(|condition| library.condition(condition).condition)
            .unwrap_or_default();
        let others: Vec<&str> = names.names().skip(1).collect();
        for entry in library.entries(condition, None) {
            let topic = library.topic(library.head(entry).topic()).topic.title;
            let body = library.body(entry).entry;
            let asked = [&[body.question][..], &body.also_asked[..]]
                .concat()
                .join(" ");
            let answer = [body.short_answer, body.answer].join("\n");
            for text in [
                &body.id,
                &names.name,
                &others.join(" "),
                &topic,
                &asked,
                &answer,
            ] {
                file.write_all(&(text.len() as u32).to_le_bytes())?;
                file.write_all(text.as_bytes())?;
            }
        }
    }
    file.into_inner().map_err(io::Error::other)?.sync_all()?;
    std::fs::rename(unfinished, path)
}

/// Writes them once more, as `scriptindex` reads them.
pub(crate) fn dump(texts: &Path, path: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    each(texts, |texts| {
        for (key, text) in ["id", "name", "alias", "topic", "question", "answer"]
            .iter()
            .zip(texts)
        {
            writeln!(file, "{key}={}", text.replace('\n', " "))?;
        }
        writeln!(file)
    })?;
    file.flush()
}

/// Reads them, entry by entry.
pub(crate) fn each(path: &Path, mut see: impl FnMut(&Texts) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufReader::new(File::open(path)?);
    let mut texts = Texts::default();
    loop {
        for (at, text) in texts.iter_mut().enumerate() {
            let mut length = [0; 4];
            match file.read_exact(&mut length) {
                Ok(()) => {}
                Err(error) if at == 0 && error.kind() == io::ErrorKind::UnexpectedEof => {
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
            let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
            file.read_exact(&mut bytes)?;
            *text = String::from_utf8(bytes).map_err(io::Error::other)?;
        }
        see(&texts)?;
    }
}
