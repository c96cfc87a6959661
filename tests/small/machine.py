#!/usr/bin/env python3
"""Boots a static clinfaq on a small machine: 128 MB, one emulated core, a serial line, everything read-only.

    tests/small/machine.py BINARY [LIBRARY]

The machine is qemu-system-x86_64 without hardware help, the kernel Debian's own (`CLINFAQ_KERNEL` names the unpacked
package; else an installed one is taken, else the package is fetched with apt-get). Its one disk is an image with nothing
in it but the binary, the library and a ready index. A driver at the other end of the line searches, reads and leaves, and
what that took is printed. Ends with 1 where something did not work, never for being slow; where a tool is missing the
test is skipped and says why.
"""

import gzip
import lzma
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

from common import TOUCHED, fresh, library_at, median, percentile, queries, run, say, shown, skip

# What a Debian kernel needs to read a disk of this machine; what these need themselves, they say.
MODULES = ["virtio_pci", "virtio_blk", "crc32c_generic", "ext4"]

# How long the line must be silent before a frame is taken for done, in seconds.
QUIET = 0.4

INIT = """#!/bin/sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
for module in {modules}; do /bin/busybox insmod /modules/$module.ko; done
/bin/busybox mount -t ext4 -o ro,noload /dev/vda /stick
/bin/busybox mount -t devtmpfs dev /stick/dev
/bin/busybox mount -t proc proc /stick/proc
/bin/busybox stty sane cols 80 rows 24 < /dev/ttyS0
export XDG_CACHE_HOME=/cache
echo "@start"
/bin/busybox time -v /bin/busybox setsid -c /bin/busybox chroot /stick /clinfaq {arguments} < /dev/ttyS0 2> /stick/dev/shm-time
echo "@end $?"
/bin/busybox grep -E "Maximum resident|Exit status" /stick/dev/shm-time
/bin/busybox poweroff -f
"""


def kernel_package(scratch):
    """The folder that holds boot/vmlinuz-* and lib/modules/* of one kernel, and that kernel's version."""
    named = os.environ.get("CLINFAQ_KERNEL")
    folders = [Path(named)] if named else [Path("/"), scratch / "kernel"]
    for attempt in range(2):
        for folder in folders:
            for kernel in sorted(folder.glob("boot/vmlinuz-*"), reverse=True):
                version = kernel.name.removeprefix("vmlinuz-")
                if list(folder.glob(f"lib/modules/{version}/kernel/fs/ext4/ext4.ko*")):
                    return folder, kernel, version
        if attempt or named or not (shutil.which("apt-get") and shutil.which("dpkg")):
            skip("there is no kernel with its modules; CLINFAQ_KERNEL may name an unpacked package")
        say("fetching Debian's kernel")
        download = fresh(scratch / "kernel")
        try:
            about = run(["apt-cache", "depends", "linux-image-amd64"], capture_output=True, text=True).stdout
            package = re.search(r"Depends: (linux-image-\S+)", about).group(1)
            run(["apt-get", "download", package], cwd=download, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            run(["dpkg", "-x", next(download.glob("*.deb")), download])
        except (subprocess.CalledProcessError, AttributeError, StopIteration):
            skip("no kernel could be fetched; CLINFAQ_KERNEL may name an unpacked package")


def unpacked(module):
    data = module.read_bytes()
    if module.suffix == ".xz":
        return lzma.decompress(data)
    if module.suffix == ".gz":
        return gzip.decompress(data)
    return data


def initramfs(scratch, package, version, arguments):
    """A shell to mount the disk and start the program from: the program itself sees none of it."""
    root = fresh(scratch / "initramfs")
    for folder in ["bin", "dev", "proc", "stick", "modules"]:
        (root / folder).mkdir()
    shutil.copy(shutil.which("busybox"), root / "bin/busybox")
    (root / "bin/sh").symlink_to("busybox")
    there = []

    def load(name):
        module = next((package / "lib/modules" / version).glob(f"kernel/**/{name}.ko*"), None)
        # What is not there is part of the kernel.
        if module and name not in there:
            data = unpacked(module)
            depends = re.search(rb"\0depends=([^\0]*)\0", data)
            for other in depends.group(1).decode().split(",") if depends else []:
                load(other.replace("-", "_"))
            (root / "modules" / f"{name}.ko").write_bytes(data)
            there.append(name)

    for name in MODULES:
        load(name)
    init = root / "init"
    init.write_text(INIT.format(modules=" ".join(there), arguments=arguments))
    init.chmod(0o755)
    names = "\n".join(sorted(str(path.relative_to(root)) for path in root.rglob("*")))
    archive = run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=root, input=names.encode(), capture_output=True).stdout
    image = scratch / "initramfs.gz"
    image.write_bytes(gzip.compress(archive, 6))
    return image


def stick(scratch, binary, library):
    """An image that holds the binary, the library, an index of it, and nothing else."""
    root = fresh(scratch / "root")
    for folder in ["dev", "proc", "cache"]:
        (root / folder).mkdir()
    shutil.copy(binary, root / "clinfaq")
    shutil.copytree(library, root / "library")
    for path in [root / "library", *(root / "library").rglob("*")]:
        os.utime(path, (TOUCHED, TOUCHED))
    enter = [] if os.getuid() == 0 else ["unshare", "-r"]
    environment = {"XDG_CACHE_HOME": "/cache", "PATH": os.environ["PATH"]}
    try:
        run([*enter, "chroot", root, "/clinfaq", "--library", "/library", "search", "a"], env=environment, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        skip("no chroot is allowed here (try as root), or the binary is not static")
    image = scratch / "stick.img"
    image.unlink(missing_ok=True)
    size = sum(path.stat().st_size + 4096 for path in root.rglob("*") if path.is_file())
    run(["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-d", root, image, f"{size * 5 // 4 // 1024 + 4096}k"])
    return image


class Line:
    """The serial line."""

    def __init__(self, path, machine):
        self.machine = machine
        # All that ever came.
        self.transcript = b""
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(100):
            try:
                self.socket.connect(str(path))
                break
            except OSError:
                time.sleep(0.1)

    def wait(self, seconds):
        """Some bytes; none if there are none for so long."""
        self.socket.settimeout(seconds)
        try:
            part = self.socket.recv(1 << 16)
        except TimeoutError:
            return b""
        self.transcript += part
        return part

    def until(self, pattern, seconds=300, seen=b""):
        """Everything up to what matches `pattern`, and what came with it."""
        output, end = seen, time.monotonic() + seconds
        while not re.search(pattern, output):
            output += self.wait(1)
            if time.monotonic() > end or self.machine.poll() is not None:
                say(output.decode("utf-8", "replace"))
                sys.exit(f"the machine did not get as far as {pattern!r}")
        return output

    def rest(self):
        """Everything until the line is silent, and when the last of it came."""
        output, last = b"", time.monotonic()
        while part := self.wait(QUIET):
            output, last = output + part, time.monotonic()
        return output, last

    def key(self, keys, most=30):
        """Types; gives the seconds to the first byte of the answer, those to its last, and the answer, of which nothing may
        come for `most` seconds where the keys change nothing."""
        before = time.monotonic()
        self.socket.sendall(keys)
        first = self.wait(most)
        at_first = time.monotonic()
        rest, last = self.rest()
        return at_first - before, max(last, at_first) - before, first + rest


def report(name, answers):
    if not answers:
        return
    first = [seconds for seconds, _, _ in answers]
    last = [seconds for _, seconds, _ in answers]
    size = [len(output) for _, _, output in answers]
    say(
        f"{name} ({len(answers)}): first byte median {median(first) * 1000:.0f} ms, p90 {percentile(first, 90) * 1000:.0f} ms; "
        f"last byte median {median(last) * 1000:.0f} ms; {median(size)} bytes median, {max(size)} at most"
    )


def drive(line, power_on, words):
    """Searches, reads and leaves; gives what failed."""
    failed = []
    begun = line.until(rb"@start")
    started = time.monotonic()
    line.until(rb"\x1b", seen=begun.partition(b"@start")[2])
    first = time.monotonic()
    _, last = line.rest()
    say(f"power on to the program's start: {started - power_on:.1f} s")
    say(f"the program's start to the first byte: {first - started:.2f} s; to the first frame's last: {last - started:.2f} s")
    line.key(b"/")
    typed = []
    for query in words:
        typed += [line.key(letter.encode()) for letter in query]
        line.key(b"\x15")
    report("letters typed into the search", typed)
    report("letters that changed what was found", [answer for answer in typed if len(answer[2]) > 100])
    line.key(words[-1].encode())
    moves = [line.key(b"\x1b[B") for _ in range(5)]
    report("lines down the results", moves)
    opened = line.key(b"\r")
    report("an answer opened", [opened])
    page = shown(line.key(b"\x0c")[2])
    if not ("source" in page and ("no date" in page or "Updated" in page)):
        failed.append(f"no answer on the screen: {page[:400]}")
    # Past the end of the answer there are no more.
    pages = [answer for answer in (line.key(b" ", 3) for _ in range(3)) if answer[2]]
    report("pages turned", pages)
    # Beside the reading, the index is verified and the library's files are looked through.
    for _ in range(20):
        if not line.wait(15):
            break
    idle, end = b"", time.monotonic() + 10
    while (left := end - time.monotonic()) > 0:
        idle += line.wait(left)
    say(f"idle for ten seconds: {len(idle)} bytes" + (f": {idle[:80]!r}" if idle else ""))
    line.socket.sendall(b"\x03")
    after = line.until(rb"Exit status[^\n]*\n|Maximum resident[^\n]*\n(.|\n)*Exit status[^\n]*\n", 60)
    status = re.search(rb"Exit status: (\d+)", after)
    memory = re.search(rb"Maximum resident set size \(kbytes\): (\d+)", after)
    say(f"peak resident memory, file pages included: {int(memory.group(1)) // 1024 if memory else '?'} MB")
    if b"cannot index" in line.transcript:
        failed.append("the index on the disk was not taken for this library's")
    if not status or status.group(1) != b"0":
        failed.append(f"it did not leave in good order: {after[-300:]!r}")
    return failed


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    binary = Path(sys.argv[1]).resolve()
    for tool in ["qemu-system-x86_64", "busybox", "cpio", "mke2fs"]:
        if not shutil.which(tool):
            skip(f"{tool} is not installed (Debian: qemu-system-x86 busybox-static cpio e2fsprogs)")
    if not binary.exists():
        skip(f"{binary} is not there")
    scratch = Path(tempfile.gettempdir()) / "clinfaq-small"
    scratch.mkdir(exist_ok=True)
    library = library_at(sys.argv[2] if len(sys.argv) == 3 else None, scratch)
    package, kernel, version = kernel_package(scratch)
    image = stick(scratch, binary, library)
    ramdisk = initramfs(scratch, package, version, "--today 2026-11-20 --library /library")
    serial = scratch / "serial"
    serial.unlink(missing_ok=True)
    machine = ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "qemu64", "-smp", "1", "-m", "128", "-nodefaults"]
    machine += ["-display", "none", "-no-reboot", "-kernel", str(kernel), "-initrd", str(ramdisk)]
    machine += ["-append", "console=ttyS0 quiet panic=-1 mitigations=off", "-serial", f"unix:{serial},server=on,wait=on"]
    machine += ["-drive", f"file={image},format=raw,if=virtio,readonly=on"]
    process = subprocess.Popen(machine)
    try:
        line = Line(serial, process)
        # It waits for somebody at the other end of the line.
        power_on = time.monotonic()
        failed = drive(line, power_on, queries(library, 4))
    finally:
        process.kill()
        process.wait()
    for what in failed:
        say(f"FAILED: {what}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
