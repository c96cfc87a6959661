//! The terminal as a Unix device, on standard input and output: modes, size, speed, bytes.
//!
//! crossterm is not used here: its reader leaves input unread when more than 1,024 bytes come at once and spins when the
//! terminal is gone, its raw mode turns flow control off, and where the size is unknown it runs `tput`.

use std::fs;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::{stderr, stdin, stdout};
use rustix::termios::{
    InputModes, OptionalActions, QueueSelector, Termios, tcdrain, tcflush, tcgetattr, tcgetwinsize,
    tcsetattr, ttyname,
};

/// How the terminal treats input and output.
pub(crate) type Modes = Termios;

/// The modes that the terminal is in.
pub(crate) fn modes() -> io::Result<Modes> {
    Ok(tcgetattr(stdin())?)
}

/// Puts the terminal into these modes.
pub(crate) fn set_modes(modes: &Modes) -> io::Result<()> {
    Ok(tcsetattr(stdin(), OptionalActions::Now, modes)?)
}

/// Makes a terminal that was found in these modes deliver keys one by one, as bytes. With `flow_control`, Ctrl-S and
/// Ctrl-Q go on stopping and starting the output if they did so before.
pub(crate) fn set_raw(found: &Modes, flow_control: bool) -> io::Result<()> {
    let mut raw = found.clone();
    raw.make_raw();
    if flow_control {
        raw.input_modes |= found.input_modes & (InputModes::IXON | InputModes::IXOFF);
    }
    set_modes(&raw)
}

/// Discards output that waits to be sent, and restarts output that was stopped, so that no thread stays blocked.
pub(crate) fn unblock() {
    let _ = tcflush(stdout(), QueueSelector::OFlush); // fails if the terminal is gone: then nothing blocks
    if let Ok(mut modes) = modes() {
        // Turning flow control off starts what it has stopped.
        modes.input_modes -= InputModes::IXON;
        let _ = set_modes(&modes);
    }
}

/// Waits until everything written has been sent. A pseudo-terminal takes it at once; a serial line takes its time.
pub(crate) fn drain() {
    while tcdrain(stdout()) == Err(Errno::INTR) {}
}

/// Columns and rows; `None` if there is no terminal or it does not know.
pub(crate) fn size() -> Option<(u16, u16)> {
    // Output may be redirected while a person still looks at a terminal.
    let size = [tcgetwinsize(stdout()), tcgetwinsize(stderr())]
        .into_iter()
        .find_map(Result::ok)?;
    Some((size.ws_col, size.ws_row)).filter(|(columns, rows)| *columns > 0 && *rows > 0)
}

/// Bits per second, if the terminal is on a serial line. Pseudo-terminals report a speed as well; it means nothing.
pub(crate) fn serial_speed() -> Option<u32> {
    let name = ttyname(stdout(), Vec::new()).ok()?;
    let mut name = name.to_str().ok()?.to_owned();
    if name == "/dev/console" {
        // Linux lists here what the console is; programs get the last one.
        let active = fs::read_to_string("/sys/class/tty/console/active").ok()?;
        name = active.split_whitespace().last()?.to_owned();
    }
    let speed = tcgetattr(stdout()).ok()?.output_speed();
    (is_serial(&name) && speed > 0).then_some(speed)
}

/// Whether a device of this name is a serial port. Virtual consoles are `tty` and a digit, pseudo-terminals `pts/` and a
/// number, or `tty` and a small letter.
fn is_serial(device: &str) -> bool {
    let name = device.strip_prefix("/dev/").unwrap_or(device);
    let rest = name.strip_prefix("tty").unwrap_or_default();
    let prefixes = ["ttymxc", "ttyu", "cuaa", "cuau", "tty.usbserial", "tts/"];
    rest.starts_with(|c: char| c.is_ascii_uppercase())
        || prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// Waits for input, forever or this long, and says whether there is some. Fails if the terminal is gone. A signal does not
/// cut the wait short: the rest of a key may still be on its way.
pub(crate) fn wait(limit: Option<Duration>) -> io::Result<bool> {
    let input = stdin();
    let mut watched = [PollFd::new(&input, PollFlags::IN)];
    uninterrupted(limit, |left| poll(&mut watched, left))?;
    let happened = watched[0].revents();
    // What was typed before the line broke is lost: reading on might never end.
    if happened.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
        return Err(io::ErrorKind::BrokenPipe.into());
    }
    Ok(happened.contains(PollFlags::IN))
}

/// Repeats `wait` with the time that is left while signals interrupt it.
fn uninterrupted<T>(
    limit: Option<Duration>,
    mut wait: impl FnMut(Option<&Timespec>) -> Result<T, Errno>,
) -> Result<T, Errno> {
    let end = limit.map(|limit| Instant::now() + limit);
    loop {
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        match wait(left.as_ref()) {
            Err(Errno::INTR) => {}
            other => return other,
        }
    }
}

/// Reads what is there, after [`wait`] has said so; fails if the terminal is gone.
pub(crate) fn read(into: &mut [u8]) -> io::Result<usize> {
    match rustix::io::read(stdin(), into) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Err(Errno::INTR | Errno::AGAIN) => Ok(0),
        other => Ok(other?),
    }
}

/// Standard output, without a buffer.
#[derive(Debug)]
pub(crate) struct Output;

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(stdout(), bytes) {
                // Another program with the same terminal open may have made it non-blocking.
                Err(Errno::AGAIN) => {
                    let output = stdout();
                    let mut watched = [PollFd::new(&output, PollFlags::OUT)];
                    uninterrupted(None, |left| poll(&mut watched, left))?;
                }
                other => return Ok(other?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether `error` says that the terminal is gone.
pub(crate) fn is_gone(error: &io::Error) -> bool {
    let code = error.raw_os_error();
    error.kind() == io::ErrorKind::BrokenPipe
        || [Errno::IO, Errno::NXIO, Errno::NODEV, Errno::BADF]
            .into_iter()
            .any(|gone| code == Some(gone.raw_os_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interrupted_wait_goes_on_for_the_time_that_is_left() {
        let most = Duration::from_secs(60);
        let mut waits = Vec::new();
        let waited = uninterrupted(Some(most), |left| {
            waits.push(Duration::try_from(*left.expect("an end")).expect("a duration"));
            match waits.len() {
                1..=3 => Err(Errno::INTR),
                _ => Ok(1),
            }
        });
        assert_eq!(waited, Ok(1));
        assert!(waits.is_sorted_by(|a, b| a >= b) && waits[0] <= most);
        assert_eq!(waits.len(), 4);
    }

    #[test]
    fn serial_ports_are_told_from_consoles_and_pseudo_terminals() {
        for name in [
            "/dev/ttyS0",
            "/dev/ttyUSB1",
            "/dev/ttyAMA0",
            "ttyS0",
            "/dev/ttymxc2",
            "/dev/ttyu0",
        ] {
            assert!(is_serial(name), "{name}");
        }
        for name in [
            "/dev/tty1",
            "/dev/pts/4",
            "/dev/ttyp3",
            "/dev/tty",
            "/dev/hvc0",
            "tty0",
        ] {
            assert!(!is_serial(name), "{name}");
        }
    }
}
