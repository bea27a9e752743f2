//! CPU time and memory of this process.

use serde_json::json;

/// CPU time of the process so far, user and system, in seconds.
#[cfg(unix)]
pub(crate) fn cpu() -> f64 {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// Nothing is measured elsewhere.
#[cfg(not(unix))]
pub(crate) fn cpu() -> f64 {
    panic!("the bench measures on Unix alone")
}

/// A line of /proc/self/status in MiB: `VmHWM` is the most memory that the process ever had,
/// `VmRSS` what it has now.
pub(crate) fn memory(line: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the bench runs on Linux");
    let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
    let kib = found.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    kib.expect("Linux gives it in KiB") / 1024.0
}

/// Seconds of CPU that one call takes: calls are made until `seconds` have gone, at least one.
pub(crate) fn each<T>(seconds: f64, mut work: impl FnMut() -> T) -> f64 {
    let (mut calls, mut batch) = (0u32, 1);
    let begun = cpu();
    loop {
        for _ in 0..batch {
            std::hint::black_box(work());
        }
        calls += batch;
        let gone = cpu() - begun;
        if gone >= seconds {
            return gone / f64::from(calls);
        }
        // The clock is a system call: read about fifty times.
        batch = (f64::from(calls) / gone.max(1e-9) * seconds / 50.0).clamp(1.0, 1e6) as u32;
    }
}

/// A name, and what is done. The number keeps the work from being left out.
pub(crate) type Way<'a> = (&'static str, Box<dyn FnMut() -> usize + 'a>);

/// Measures ways to do a thing in turn, `rounds` times, and prints each round's calls a second.
pub(crate) fn in_turn(ways: &mut [Way<'_>], rounds: usize, seconds: f64) {
    for (_, work) in ways.iter_mut() {
        each(seconds / 4.0, work);
    }
    for _ in 0..rounds {
        for (name, work) in ways.iter_mut() {
            let rate = 1.0 / each(seconds, work);
            println!("{}", json!({ "way": name, "per_second": rate }));
        }
    }
}
