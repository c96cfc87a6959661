//! How much memory there is, asked before much of it is taken: a program that runs out of it is ended by the system, in the
//! middle of what somebody reads.

use std::fs;
use std::path::Path;

/// What making an index takes besides the index itself, in bytes: at least, for each byte of text, and at most. Of texts of
/// 0.3, 1 and 4 MB it took 13, 15 and 22 MB in all.
const WORK: (u64, u64, u64) = (12 << 20, 2, 32 << 20);

/// Why an index of so many bytes of text should not be made in memory; nothing where there is room, or where the system does
/// not tell.
pub(super) fn too_little(text: u64) -> Option<String> {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let cgroup = read("/proc/self/cgroup");
    let free = available(&read("/proc/meminfo"));
    let allowed = allowed(&read("/proc/self/limits"), &read("/proc/self/status"));
    let granted = groups(&cgroup).filter_map(|group| {
        let max = read(&format!("{group}/memory.max"));
        granted(&max, &read(&format!("{group}/memory.stat")))
    });
    refusal(text, free.into_iter().chain(allowed).chain(granted).min()?)
}

fn refusal(text: u64, free: u64) -> Option<String> {
    // An index is about as large as the texts it holds.
    let (least, each, most) = WORK;
    let work = text.saturating_mul(each).saturating_add(least).min(most);
    let needed = text.saturating_add(work);
    (needed > free).then(|| {
        format!(
            "about {} MB of memory are needed, and {} MB are free",
            needed.div_ceil(1 << 20),
            free >> 20
        )
    })
}

/// What Linux says could be taken without harm, in bytes.
fn available(meminfo: &str) -> Option<u64> {
    kilobytes(meminfo, "MemAvailable:")
}

/// What this process may take beyond what it has, in bytes, where it was given a limit (`ulimit -v`).
fn allowed(limits: &str, status: &str) -> Option<u64> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))?;
    let limit: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(limit.saturating_sub(kilobytes(status, "VmSize:")?))
}

/// The folders of the groups that this process belongs to, where limits for several processes together are said: its own,
/// and those around it.
fn groups(cgroup: &str) -> impl Iterator<Item = String> {
    let own = cgroup.lines().find_map(|line| line.strip_prefix("0::"));
    let around = own.into_iter().flat_map(|path| Path::new(path).ancestors());
    around.map(|path| format!("/sys/fs/cgroup{}", path.display()))
}

/// What such a group may take beyond what it has, in bytes, where it was given a limit. What it has of files can be let go.
fn granted(max: &str, stat: &str) -> Option<u64> {
    let max: u64 = max.trim().parse().ok()?;
    let taken = stat.lines().find_map(|line| line.strip_prefix("anon "))?;
    Some(max.saturating_sub(taken.trim().parse().ok()?))
}

/// The number behind `name` in one of the system's tables, in bytes.
fn kilobytes(table: &str, name: &str) -> Option<u64> {
    let line = table.lines().find_map(|line| line.strip_prefix(name))?;
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
        assert_eq!(refusal(1 << 20, 15 << 20), None);
        assert!(refusal(1 << 20, 14 << 20).is_some());
        assert_eq!(available("MemAvailable: much\n"), None);
    }

    #[test]
    fn a_group_of_processes_has_a_limit_together() {
        let cgroup = "1:name=systemd:/x\n0::/user.slice/clinic.scope\n";
        let found: Vec<String> = groups(cgroup).collect();
        assert_eq!(
            found,
            [
                "/sys/fs/cgroup/user.slice/clinic.scope",
                "/sys/fs/cgroup/user.slice",
                "/sys/fs/cgroup/"
            ]
        );
        let stat = "anon 20971520\nfile 4096\n";
        assert_eq!(granted("25165824\n", stat), Some(4 << 20));
        assert_eq!(granted("4096\n", stat), Some(0));
        assert_eq!(granted("max\n", stat), None);
        assert_eq!(granted("", ""), None);
    }

    #[test]
    fn a_limit_counts_from_what_is_taken_already() {
        let limits = |soft| {
            format!(
                "Max open files            1024    1024    files\n\
                 Max address space         {soft}  unlimited   bytes\n"
            )
        };
        let status = "Name:\tclinfaq\nVmSize:\t   20480 kB\nVmRSS:\t  5000 kB\n";
        assert_eq!(allowed(&limits("41943040"), status), Some(20 << 20));
        assert_eq!(allowed(&limits("1024"), status), Some(0));
        assert_eq!(allowed(&limits("unlimited"), status), None);
        assert_eq!(allowed("", ""), None);
    }
}
