//! Where two dumps differ, line by line.

use std::ops::Range;

use vanthu_core::diag::{Diagnostic, Diagnostics, FileId, Span};
use vanthu_core::text;

/// So many differences are shown, and so many lines of each.
const SHOWN: usize = 8;

/// Beyond so many pairs of lines no pairs are looked for: all between is one difference.
const MOST_PAIRS: usize = 4_000_000;

/// Lines of the one that are no lines of the other, and those in their place.
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}

/// A diagnostic for each place at which `now` differs from `kept`, the text of `file`.
pub(super) fn differences(file: FileId, kept: &str, now: &str) -> Diagnostics {
    let (old, new): (Vec<&str>, Vec<&str>) = (kept.lines().collect(), now.lines().collect());
    let mut starts = vec![0];
    starts.extend(kept.match_indices('\n').map(|(at, _)| at + 1));
    let start = |line: usize| starts.get(line).copied().unwrap_or(kept.len());
    let hunks = hunks(&old, &new);
    let mut out: Diagnostics = hunks
        .iter()
        .take(SHOWN)
        .map(|hunk| {
            let (from, to) = (start(hunk.old.start), start(hunk.old.end));
            let span = Span::new(file, from..to.saturating_sub(1).max(from));
            let (message, lead) = if hunk.old.is_empty() {
                let message = text!(
                    "văn bản có thêm dòng trước dòng này của bản đã duyệt",
                    "the paper has lines more before this one of the approved dump"
                );
                (message, text!("thêm", "more"))
            } else {
                let message =
                    text!("văn bản khác bản đã duyệt", "the paper differs from the approved dump");
                (message, text!("nay là", "now"))
            };
            told(Diagnostic::error("dump-differs", message).at(span), &lead, &new[hunk.new.clone()])
        })
        .collect();
    if let Some(more) = hunks.len().checked_sub(SHOWN + 1).map(|more| more + 1)
        && let Some(last) = out.pop()
    {
        out.push(last.hint(text!(
            "và {more} chỗ khác nữa, không in ra",
            "and {more} more differences, not shown"
        )));
    }
    out
}

/// The lines that are there now, as hints.
fn told(mut found: Diagnostic, lead: &vanthu_core::diag::Text, lines: &[&str]) -> Diagnostic {
    let (vi, en) = (&lead.vi, &lead.en);
    if lines.is_empty() {
        return found.hint(text!("nay không còn", "it is gone"));
    }
    for line in lines.iter().take(SHOWN) {
        found = found.hint(text!("{vi}: {line}", "{en}: {line}"));
    }
    if lines.len() > SHOWN {
        let more = lines.len() - SHOWN;
        found = found.hint(text!("và {more} dòng nữa", "and {more} lines more"));
    }
    found
}

/// The differences, in order: between them the longest run of lines that both have.
fn hunks(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..], &new[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    if a.len().saturating_mul(b.len()) > MOST_PAIRS {
        return vec![Hunk { old: head..head + a.len(), new: head..head + b.len() }];
    }
    // How many lines in order both still have, from each pair of lines on.
    let width = b.len() + 1;
    let mut common = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = match a[i] == b[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut i, mut j, mut open) = (0, 0, false);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j, open) = (i + 1, j + 1, false);
            continue;
        }
        if !open {
            hunks.push(Hunk { old: head + i..head + i, new: head + j..head + j });
            open = true;
        }
        let gone = j == b.len()
            || (i < a.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]);
        (i, j) = if gone { (i + 1, j) } else { (i, j + 1) };
        if let Some(hunk) = hunks.last_mut() {
            (hunk.old.end, hunk.new.end) = (head + i, head + j);
        }
    }
    hunks
}

#[cfg(test)]
mod tests {
    use super::hunks;

    fn found(old: &str, new: &str) -> Vec<(usize, usize, usize, usize)> {
        let lines = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        let (old, new) = (lines(old), lines(new));
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
        let hunks = hunks(&old, &new);
        hunks.iter().map(|h| (h.old.start, h.old.end, h.new.start, h.new.end)).collect()
    }

    #[test]
    fn each_difference_is_found_by_itself() {
        for (old, new, expected) in [
            ("abc", "abc", vec![]),
            ("abcde", "aXcYe", vec![(1, 2, 1, 2), (3, 4, 3, 4)]),
            ("abc", "abXc", vec![(2, 2, 2, 3)]),
            ("abXc", "abc", vec![(2, 3, 2, 2)]),
            ("", "ab", vec![(0, 0, 0, 2)]),
            ("ab", "", vec![(0, 2, 0, 0)]),
            ("aab", "ab", vec![(1, 2, 1, 1)]),
        ] {
            assert_eq!(found(old, new), expected, "{old} {new}");
        }
    }
}
