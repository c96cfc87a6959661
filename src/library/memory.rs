//! How much memory there is, asked before much of it is taken: a program that runs out of it is ended by the system, in the
//! middle of what somebody reads.

use std::fs;

/// What making an index takes besides the index itself, in bytes.
const WORK: u64 = 32 << 20;

/// Why an index of so many bytes of text should not be made in memory; nothing where there is room, or where the system does
/// not tell.
pub(super) fn too_little(text: u64) -> Option<String> {
    let free = available(&fs::read_to_string("/proc/meminfo").ok()?)?;
    refusal(text, free)
}

fn refusal(text: u64, free: u64) -> Option<String> {
    // An index is about as large as the texts it holds.
    let needed = text.saturating_add(WORK);
    (needed > free).then(|| {
        format!(
            "about {} MB of memory are needed, and {} MB are free",
            needed >> 20,
            free >> 20
        )
    })
}

/// What Linux says could be taken without harm, in bytes.
fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_does_not_fit_is_refused_in_words() {
        let meminfo = "MemTotal:  507904 kB\nMemFree:  12 kB\nMemAvailable:  102400 kB\n";
        let free = available(meminfo).expect("told");
        assert_eq!(free, 100 << 20);
        assert_eq!(refusal(60 << 20, free), None);
        assert_eq!(
            refusal(70 << 20, free).as_deref(),
            Some("about 102 MB of memory are needed, and 100 MB are free")
        );
        assert_eq!(available("MemAvailable: much\n"), None);
    }
}
