//! How far a batch is, for who waits for it.

#![allow(clippy::disallowed_methods, reason = "rate and time left; the engine sees no clock")]

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use vanthu_core::diag::Lang;

use crate::args::{Common, Format};

/// How often the line on a terminal changes.
const REDRAWN: Duration = Duration::from_millis(100);
/// How often a line is written elsewhere.
const WRITTEN: Duration = Duration::from_secs(10);
/// Characters of the bar.
const BAR: usize = 24;

/// A line on a terminal that is written over, or now and then a line of its own.
#[derive(Debug)]
pub(super) struct Progress {
    total: usize,
    done: usize,
    failed: usize,
    began: Instant,
    last: Instant,
    /// Characters of the line that stands on the terminal.
    shown: usize,
    terminal: bool,
    silent: bool,
    lang: Lang,
}

impl Progress {
    pub(super) fn new(common: &Common, total: usize) -> Self {
        let now = Instant::now();
        Self {
            total,
            done: 0,
            failed: 0,
            began: now,
            last: now,
            shown: 0,
            terminal: std::io::stderr().is_terminal(),
            silent: common.format != Format::Human,
            lang: common.lang.into(),
        }
    }

    /// One more is done.
    pub(super) fn step(&mut self, failed: bool) {
        self.done += 1;
        self.failed += usize::from(failed);
        let every = if self.terminal { REDRAWN } else { WRITTEN };
        if self.silent || self.last.elapsed() < every {
            return;
        }
        self.last = Instant::now();
        let line = line(self.lang, self.done, self.total, self.failed, self.began.elapsed());
        let mut to = std::io::stderr().lock();
        let _ = if self.terminal {
            let bar = bar(self.done, self.total);
            let line = format!("{bar} {line}");
            let long = line.chars().count();
            let blanks = " ".repeat(self.shown.saturating_sub(long));
            self.shown = long;
            write!(to, "\r{line}{blanks}")
        } else {
            writeln!(to, "{line}")
        };
        let _ = to.flush();
    }

    /// Makes room for other lines.
    pub(super) fn clear(&mut self) {
        if self.shown > 0 {
            let _ = write!(std::io::stderr().lock(), "\r{}\r", " ".repeat(self.shown));
            self.shown = 0;
        }
    }

    /// Since the batch began.
    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

fn bar(done: usize, total: usize) -> String {
    let full = BAR * done / total.max(1);
    format!("[{}{}]", "#".repeat(full), "-".repeat(BAR - full))
}

fn line(lang: Lang, done: usize, total: usize, failed: usize, took: Duration) -> String {
    let seconds = took.as_secs_f64().max(0.001);
    let rate = done as f64 / seconds;
    let left = (total - done.min(total)) as f64 / rate.max(0.001);
    let left = clock(left.ceil() as u64);
    match lang {
        Lang::Vi => {
            let faults = if failed > 0 { format!(", {failed} lỗi") } else { String::new() };
            format!("{done}/{total} văn bản, {rate:.0}/giây, còn {left}{faults}")
        }
        Lang::En => {
            let faults = if failed > 0 { format!(", {failed} failed") } else { String::new() };
            format!("{done}/{total} documents, {rate:.0}/s, {left} left{faults}")
        }
    }
}

/// `1:05:09`, `5:09`, `0:09`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_are_told() {
        let line = |done, failed, seconds| {
            line(Lang::Vi, done, 10_000, failed, Duration::from_secs(seconds))
        };
        assert_eq!(line(2500, 0, 5), "2500/10000 văn bản, 500/giây, còn 0:15");
        assert_eq!(line(1, 1, 1), "1/10000 văn bản, 1/giây, còn 2:46:39, 1 lỗi");
        assert_eq!(bar(5000, 10_000), "[############------------]");
        assert_eq!(bar(0, 0), format!("[{}]", "-".repeat(BAR)));
    }
}
