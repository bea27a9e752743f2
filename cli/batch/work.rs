//! Many pieces of work on all cores, their results taken in order, so many of them in memory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// Results that may wait for their turn, for each thread.
const WAITING: usize = 16;

struct State<T> {
    /// The next piece to be begun.
    next: usize,
    /// The next result to be taken.
    taken: usize,
    ready: BTreeMap<usize, T>,
    stopped: bool,
}

struct Line<T> {
    state: Mutex<State<T>>,
    moved: Condvar,
    count: usize,
    window: usize,
}

/// Runs `make` for `0..count` on `jobs` threads, and `take` with each result in order, on this one.
/// When `take` breaks, nothing more is begun.
pub(super) fn in_order<T: Send>(
    jobs: usize,
    count: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> ControlFlow<()>,
) {
    let state = State { next: 0, taken: 0, ready: BTreeMap::new(), stopped: false };
    let (state, moved) = (Mutex::new(state), Condvar::new());
    let line = Line { state, moved, count, window: jobs * WAITING };
    thread::scope(|scope| {
        for _ in 0..jobs.min(count) {
            scope.spawn(|| {
                let _stop = StopOnPanic(&line);
                while let Some(at) = line.begin() {
                    line.end(at, make(at));
                }
            });
        }
        let _stop = StopOnPanic(&line);
        while let Some(result) = line.next() {
            if take(result).is_break() {
                line.stop();
            }
        }
    });
}

impl<T> Line<T> {
    fn lock(&self) -> std::sync::MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next piece, once it may be begun.
    fn begin(&self) -> Option<usize> {
        let mut state = self.lock();
        let at = state.next;
        state.next += 1;
        while at < self.count && at >= state.taken + self.window && !state.stopped {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        (at < self.count && !state.stopped).then_some(at)
    }

    fn end(&self, at: usize, result: T) {
        self.lock().ready.insert(at, result);
        self.moved.notify_all();
    }

    /// The next result in order; `None`: there are no more.
    fn next(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if state.stopped || state.taken == self.count {
                return None;
            }
            let at = state.taken;
            if let Some(result) = state.ready.remove(&at) {
                state.taken += 1;
                drop(state);
                self.moved.notify_all();
                return Some(result);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.moved.notify_all();
    }
}

/// A thread that panics must not leave the others waiting for it.
struct StopOnPanic<'l, T>(&'l Line<T>);

impl<T> Drop for StopOnPanic<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_and_few_wait() {
        let begun = AtomicUsize::new(0);
        let mut taken = Vec::new();
        let mut ahead = 0;
        in_order(
            3,
            500,
            |at| {
                begun.fetch_add(1, Ordering::SeqCst);
                // The first is the slowest: the others pile up behind it.
                if at == 0 {
                    thread::sleep(Duration::from_millis(30));
                }
                at
            },
            |at| {
                ahead = ahead.max(begun.load(Ordering::SeqCst) - taken.len());
                taken.push(at);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(taken, (0..500).collect::<Vec<_>>());
        assert!(ahead <= 3 * WAITING + 3, "{ahead}");
    }

    #[test]
    fn who_takes_may_stop() {
        let begun = AtomicUsize::new(0);
        let mut taken = 0;
        in_order(
            2,
            100_000,
            |at| {
                begun.fetch_add(1, Ordering::SeqCst);
                at
            },
            |_| {
                taken += 1;
                if taken == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(taken, 10);
        assert!(begun.load(Ordering::SeqCst) < 200);
    }

    #[test]
    fn a_panic_ends_all_threads() {
        let run = std::panic::catch_unwind(|| {
            in_order(2, 1000, |at| assert!(at != 7, "seven"), |()| ControlFlow::Continue(()));
        });
        assert!(run.is_err());
    }
}
