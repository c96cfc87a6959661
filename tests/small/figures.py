#!/usr/bin/env python3
"""How little a clinfaq can do with: address space, memory with the page cache in it, and nothing at all while idle.

    tests/small/figures.py BINARY [LIBRARY]

Prints figures; ends with 1 where something did not work at all, never for being slow. Without a library one of 16,407
entries is made. What needs rights that are not there (a memory cgroup) is skipped and said to be.
"""

import fcntl
import os
import pty
import resource
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

sys.dont_write_bytecode = True

from common import fresh, library_at, median, percentile, queries, run, say, shown, skip

MB = 1 << 20
GROUPS = Path("/sys/fs/cgroup")


class Browser:
    """A clinfaq in a pseudo-terminal of 80x24."""

    def __init__(self, command, environment, address_space=None):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            if address_space:
                resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
            os.execve(command[0], command, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self, quiet):
        """What it writes, until it has written nothing for so many seconds."""
        output = b""
        while select.select([self.terminal], [], [], quiet)[0]:
            try:
                bytes_read = os.read(self.terminal, 1 << 16)
            except OSError:
                break
            if not bytes_read:
                break
            output += bytes_read
        return output

    def type(self, keys, quiet=0.5):
        os.write(self.terminal, keys)
        return self.read(quiet)

    def switches(self):
        """Context switches of all threads so far, of the browser and of the parent process that waits for it."""
        total = 0
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for status in (path for pid in [self.pid, *children] for path in Path(f"/proc/{pid}/task").glob("*/status")):
            total += sum(int(line.split()[1]) for line in status.read_text().splitlines() if "ctxt_switches" in line)
        return total

    def leave(self):
        self.type(b"\x03")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def times(command, environment, asked, group=None):
    """Seconds of each search, in one process. A line without a tab is complained of at once, on standard error: the
    answer to the search before it must then be there."""
    join = None
    if group:
        join = lambda: (group / "cgroup.procs").write_text(str(os.getpid()))
    process = subprocess.Popen(
        [*command, "search", "--batch", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=environment,
        preexec_fn=join,
    )
    taken = []
    for number, words in enumerate(["a"] + asked):
        before = time.monotonic()
        process.stdin.write(f"q{number}\t{words}\n.\n".encode())
        if not process.stderr.readline():
            return taken, process.wait()
        taken.append(time.monotonic() - before)
    process.stdin.close()
    return taken[1:], process.wait()


def forget(*folders):
    """Has the system drop these files from its page cache: who reads them next is charged for them."""
    for folder in folders:
        for path in [folder] if folder.is_file() else folder.rglob("*"):
            if path.is_file():
                with open(path, "rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def memory_group(limit):
    """A control group of so many bytes, of either version; nothing where that is not allowed."""
    for root, file in [(GROUPS / "memory", "memory.limit_in_bytes"), (GROUPS, "memory.max")]:
        group = root / "clinfaq-small"
        try:
            group.mkdir(exist_ok=True)
            (group / file).write_text(str(limit))
            return group
        except OSError:
            continue
    return None


def peak(group):
    for name in ["memory.max_usage_in_bytes", "memory.peak"]:
        if (group / name).exists():
            return int((group / name).read_text())
    return 0


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    binary = Path(sys.argv[1]).resolve()
    if not binary.exists():
        skip(f"{binary} is not there")
    scratch = Path(tempfile.gettempdir()) / "clinfaq-small"
    library = library_at(sys.argv[2] if len(sys.argv) == 3 else None, scratch)
    cache = fresh(scratch / "cache")
    environment = {"XDG_CACHE_HOME": str(cache), "HOME": str(scratch), "TERM": "xterm", "LANG": "C.UTF-8"}
    large = [str(binary), "--today", "2026-11-20", "--library", str(library)]
    bundled = [str(binary), "--today", "2026-11-20"]
    for command in (large, bundled):
        run([*command, "search", "a"], env=environment, stdout=subprocess.DEVNULL)
    asked = queries(library, 1000)
    failed = False

    for name, command, words in [("bundled", bundled, "poh treatment"), ("large", large, asked[1])]:
        browser = Browser(command, environment, address_space=40 * MB)
        browser.read(2)
        browser.type(b"/")
        browser.type(words.encode())
        browser.type(b"\r")
        page = shown(browser.type(b"\x0c"))
        status = browser.leave()
        fine = status == 0 and words.split()[0] in page.lower()
        failed |= not fine
        say(f"40 MB of address space, {name}: {'searches and reads' if fine else f'FAILED (status {status}): {page[:300]}'}")

    browser = Browser(large, environment)
    browser.read(3)
    before = browser.switches()
    written = browser.read(10)
    say(f"idle for ten seconds: {len(written)} bytes, {browser.switches() - before} context switches")
    browser.leave()

    # Each run begins with nothing in the page cache.
    forget(binary, cache)
    free, status = times(large, environment, asked)
    failed |= status != 0
    usual = percentile(free, 99)
    say(f"1,000 searches, no limit: median {median(free) * 1000:.2f} ms, p99 {usual * 1000:.2f} ms")
    for limit in (24, 16, 12):
        group = memory_group(limit * MB)
        if not group:
            say("a memory cgroup: skipped, none can be made here")
            break
        try:
            forget(binary, cache)
            tight, status = times(large, environment, asked, group)
            if status != 0 or len(tight) < len(asked):
                say(f"1,000 searches in {limit} MB with the page cache: ended with {status} after {len(tight)}")
                failed |= limit == 24
                continue
            worst = percentile(tight, 99)
            say(
                f"1,000 searches in {limit} MB with the page cache: median {median(tight) * 1000:.2f} ms, "
                f"p99 {worst * 1000:.2f} ms, {worst / usual:.1f} times the unlimited run's; peak {peak(group) / MB:.1f} MB"
            )
        finally:
            group.rmdir()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
