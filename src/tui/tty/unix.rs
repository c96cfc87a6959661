//! Terminals of Unix: standard input and output.
//!
//! Raw mode is crossterm's. What it has nothing for goes through termios: flow control, what waits to be sent, the line's
//! speed. Bytes are read and written here: crossterm's reader loses keys of a long burst and does not notice that the
//! terminal is gone. Nor is it asked for the size, once a frame: it opens `/dev/tty` for that, and where nobody knows,
//! as on a serial line, it runs `tput`.

use std::fs;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::{stderr, stdin, stdout};
use rustix::termios::{
    InputModes, OptionalActions, QueueSelector, tcdrain, tcflush, tcgetattr, tcgetwinsize,
    tcsetattr, ttyname,
};

/// The flow control that the terminal was found with, while it is raw. All its modes are remembered by crossterm.
static FOUND: Mutex<Option<InputModes>> = Mutex::new(None);

fn found() -> std::sync::MutexGuard<'static, Option<InputModes>> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes keys come one by one, as bytes, and output go out as it is, also where somebody has changed that meanwhile. With
/// `flow_control`, Ctrl-S and Ctrl-Q go on to stop and start the output where they did so before.
pub(crate) fn raw(flow_control: bool) -> io::Result<()> {
    let mut found = found();
    let before = match *found {
        Some(before) => before,
        None => tcgetattr(stdin())?.input_modes & (InputModes::IXON | InputModes::IXOFF),
    };
    enable_raw_mode()?;
    *found = Some(before);
    // That does nothing where the terminal is ours already, though the shell may have changed it while we were stopped; and
    // flow control is off now.
    let mut raw = tcgetattr(stdin())?;
    raw.make_raw();
    if flow_control {
        raw.input_modes |= before;
    }
    Ok(tcsetattr(stdin(), OptionalActions::Now, &raw)?)
}

/// Puts the modes back that the terminal was found in.
pub(crate) fn restore() {
    if found().take().is_some() {
        let _ = disable_raw_mode(); // gone: nothing left to put back
    }
}

/// Starts output that was stopped, and throws away what waits to be sent: whoever is blocked by it goes on.
pub(crate) fn unblock() {
    // Held, so that the modes are not changed after they were put back.
    let found = found();
    if found.is_none() {
        return;
    }
    let _ = tcflush(stdout(), QueueSelector::OFlush); // gone: then nothing blocks
    if let Ok(mut modes) = tcgetattr(stdout())
        && modes.input_modes.contains(InputModes::IXON)
    {
        // Taking flow control away starts what it has stopped.
        modes.input_modes -= InputModes::IXON;
        let _ = tcsetattr(stdout(), OptionalActions::Now, &modes);
    }
}

/// Waits until all that was written has left. A pseudo-terminal takes it at once; a serial line takes its time.
pub(crate) fn drain() {
    while tcdrain(stdout()) == Err(Errno::INTR) {}
}

/// Columns and rows; `None` where the terminal does not know.
pub(crate) fn size() -> Option<(u16, u16)> {
    // Output may go elsewhere while somebody still looks at a terminal.
    let size = [tcgetwinsize(stdout()), tcgetwinsize(stderr())]
        .into_iter()
        .find_map(Result::ok)?;
    Some((size.ws_col, size.ws_row)).filter(|(columns, rows)| *columns > 0 && *rows > 0)
}

/// Bits a second, where the terminal is on a serial line. Pseudo-terminals name a speed as well, and it means nothing.
pub(crate) fn serial_speed() -> Option<u32> {
    let name = ttyname(stdout(), Vec::new()).ok()?;
    let mut name = name.to_str().ok()?.to_owned();
    if name == "/dev/console" {
        // Linux names here what the console is; the last is the one that programs have.
        let behind = fs::read_to_string("/sys/class/tty/console/active").ok()?;
        name = behind.split_whitespace().last()?.to_owned();
    }
    let speed = tcgetattr(stdout()).ok()?.output_speed();
    (is_serial(&name) && speed > 0).then_some(speed)
}

/// Whether a device of this name is a serial port. Virtual consoles are `tty` and a digit, pseudo-terminals `pts/` and a
/// number, or `tty` and a small letter.
fn is_serial(device: &str) -> bool {
    let name = device.strip_prefix("/dev/").unwrap_or(device);
    let after = |begin| name.strip_prefix(begin);
    after("tty").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
        || ["ttymxc", "ttyu", "cuaa", "cuau", "tty.usbserial", "tts/"]
            .into_iter()
            .any(|begin| after(begin).is_some())
}

/// Waits for input, without end or for so long; says whether there is some, and fails where the terminal is gone. A signal
/// meanwhile does not cut the wait short: the rest of a key may still be on its way.
pub(crate) fn wait(most: Option<Duration>) -> io::Result<bool> {
    let input = stdin();
    let mut watched = [PollFd::new(&input, PollFlags::IN)];
    uninterrupted(most, |left| poll(&mut watched, left))?;
    let happened = watched[0].revents();
    // What was typed before the line broke is not worth the risk of reading on for ever.
    if happened.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
        return Err(io::ErrorKind::BrokenPipe.into());
    }
    Ok(happened.contains(PollFlags::IN))
}

/// Repeats `wait` with the time that is left while signals interrupt it.
fn uninterrupted<T>(
    most: Option<Duration>,
    mut wait: impl FnMut(Option<&Timespec>) -> Result<T, Errno>,
) -> Result<T, Errno> {
    let end = most.map(|most| Instant::now() + most);
    loop {
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        match wait(left.as_ref()) {
            Err(Errno::INTR) => {}
            other => return other,
        }
    }
}

/// Reads what is there, after [`wait`] has said so; fails where the terminal is gone.
pub(crate) fn read(into: &mut [u8]) -> io::Result<usize> {
    match rustix::io::read(stdin(), into) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Err(Errno::INTR | Errno::AGAIN) => Ok(0),
        other => Ok(other?),
    }
}

/// Writes to the terminal, at once and as it is.
#[derive(Debug)]
pub(crate) struct Output;

/// Standard output.
pub(crate) fn output() -> Output {
    Output
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(stdout(), bytes) {
                // Another program that has the same terminal open may have made it non-blocking.
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
