//! NDJSON: one [record] per answer and line, then one for each notice of an answer that was taken back.

use std::io::Write;

use super::job::{Error, Job};
use super::record;

/// Writes the file.
pub(super) fn write(job: &mut Job<'_>) -> Result<(), Error> {
    let mut file = job.staging.file()?;
    job.each(|job, ord| Ok(line(&mut file, record::answer(job, ord))?))?;
    for (pack, withdrawal) in &job.withdrawals {
        line(&mut file, record::withdrawal(job, *pack, withdrawal))?;
    }
    record::count_lost(job);
    Ok(file.flush()?)
}

fn line(file: &mut impl Write, record: record::Record) -> std::io::Result<()> {
    serde_json::to_writer(&mut *file, &record)?;
    writeln!(file)
}
