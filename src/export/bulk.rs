//! Bulk requests for OpenSearch and Quickwit: a folder with `bulk-0001.ndjson`, `bulk-0002.ndjson`, ..., each small enough for
//! one request, and for each of the two the file that creates the index. Documents are [records](record); their `_id` has `:`
//! in place of `/`, which would have to be escaped in addresses.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

use super::fields::{FIELDS, Role, Shape, searched};
use super::job::{Error, Job};
use super::record::{self, Record};

/// How many bytes begin a new file. Quickwit takes requests of up to 10 MB, and one record can have several MB.
const FULL: usize = 4_000_000;

/// Writes the folder.
pub(super) fn write(job: &mut Job<'_>) -> Result<(), Error> {
    let english = job.library.languages().iter().all(|one| one == "en");
    for (name, index) in [
        ("opensearch-index.json", opensearch(english)),
        ("quickwit-index.json", quickwit(english)),
    ] {
        let mut file = job.staging.file_in_folder(name)?;
        serde_json::to_writer_pretty(&mut file, &index).map_err(io::Error::from)?;
        file.flush()?;
    }
    let mut bulk = Bulk::default();
    job.each(|job, ord| Ok(bulk.create(job, &record::answer(job, ord))?))?;
    for (pack, withdrawal) in &job.withdrawals {
        bulk.create(job, &record::withdrawal(job, *pack, withdrawal))?;
    }
    if let Some(file) = &mut bulk.file {
        file.flush()?;
    }
    record::count_lost(job);
    Ok(())
}

/// The files, one after the other.
#[derive(Default)]
struct Bulk {
    file: Option<BufWriter<File>>,
    files: usize,
    /// Bytes in the file.
    bytes: usize,
}

impl Bulk {
    fn create(&mut self, job: &Job<'_>, record: &Record) -> io::Result<()> {
        let text = |field: &str| {
            record
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let id = format!("{}:{}", text("pack"), text("id").replace('/', ":"));
        let request = format!(
            "{}\n{}\n",
            json!({ "create": { "_index": "clinfaq", "_id": id } }),
            serde_json::to_string(record)?,
        );
        if self.file.is_none() || self.bytes > FULL {
            if let Some(file) = &mut self.file {
                file.flush()?;
            }
            self.files += 1;
            self.bytes = 0;
            self.file = Some(
                job.staging
                    .file_in_folder(&format!("bulk-{:04}.ndjson", self.files))?,
            );
        }
        self.bytes += request.len();
        self.file
            .iter_mut()
            .try_for_each(|file| file.write_all(request.as_bytes()))
    }
}

/// The body of `PUT /clinfaq`.
fn opensearch(english: bool) -> Value {
    let analyzer = if english { "english" } else { "standard" };
    let mut properties = Record::new();
    for (name, role, shape) in FIELDS {
        let property = match (role, shape) {
            (Role::Word, Shape::Flag) => json!({ "type": "boolean" }),
            (Role::Word, _) => json!({ "type": "keyword" }),
            (Role::Date, _) => json!({ "type": "date", "format": "yyyy-MM-dd||yyyy-MM||yyyy" }),
            (Role::Searched(_), _) => json!({ "type": "text", "analyzer": analyzer }),
            (Role::Shown, _) => continue,
        };
        properties.insert((*name).to_owned(), property);
    }
    json!({ "mappings": { "dynamic": false, "properties": properties } })
}

/// The body of `POST /api/v1/indexes`.
fn quickwit(english: bool) -> Value {
    let tokenizer = if english { "en_stem" } else { "default" };
    let fields = FIELDS.iter().filter_map(|(name, role, shape)| {
        let list = *shape == Shape::Json;
        let kind = |kind: &str| {
            if list {
                format!("array<{kind}>")
            } else {
                kind.to_owned()
            }
        };
        Some(match (role, shape) {
            (Role::Word, Shape::Flag) => json!({ "name": name, "type": "bool" }),
            // Not every date is known to the day, so dates are words there; as such they sort, too.
            (Role::Word | Role::Date, _) => {
                json!({ "name": name, "type": kind("text"), "tokenizer": "raw", "fast": true })
            }
            (Role::Searched(_), _) => json!({
                "name": name, "type": kind("text"), "tokenizer": tokenizer, "record": "position",
            }),
            (Role::Shown, _) => return None,
        })
    });
    json!({
        "version": "0.8",
        "index_id": "clinfaq",
        "doc_mapping": {
            "mode": "lenient",
            "store_source": true,
            "field_mappings": fields.collect::<Vec<_>>(),
        },
        "search_settings": {
            "default_search_fields": searched().map(|(name, ..)| name).collect::<Vec<_>>(),
        },
    })
}
