//! Width of text in Times New Roman, without the font: for the lines that the decree draws under
//! texts, and for centred titles that break evenly.

use super::glyph_widths::WIDTHS;
use crate::length::{HalfPoints, Twips};

/// One of the four cuts of the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Upright.
    Regular,
    /// Upright, bold.
    Bold,
    /// Italic.
    Italic,
    /// Italic, bold.
    BoldItalic,
}

impl Face {
    /// The face of a style.
    pub fn of(bold: bool, italic: bool) -> Self {
        match (bold, italic) {
            (false, false) => Self::Regular,
            (true, false) => Self::Bold,
            (false, true) => Self::Italic,
            (true, true) => Self::BoldItalic,
        }
    }
}

/// Room for the rounding of a word processor when lines are made to fit: half a millimetre.
const SLACK: Twips = Twips(28);

/// Width of `text` on one line. A character that the table lacks counts as an `n`.
pub fn width(text: &str, face: Face, size: HalfPoints) -> Twips {
    twips(text.chars().map(|c| u64::from(advance(c, face))).sum(), size)
}

/// A width in units of the font: 2048 to the em, which is size/2 pt = size * 10 twips.
fn twips(units: u64, size: HalfPoints) -> Twips {
    Twips((units as f64 * f64::from(size.0) * 10.0 / 2048.0).round() as i32)
}

fn advance(c: char, face: Face) -> u16 {
    let code = u32::from(c);
    let of = |code: u32| {
        let (first, run) = WIDTHS.iter().rev().find(|(first, _)| *first <= code)?;
        run.get((code - first) as usize).map(|widths| widths[face as usize])
    };
    of(code).or_else(|| of(u32::from('n'))).unwrap_or_default()
}

/// The lines of `text` in a column of width `measure`: broken at blanks, as late as possible. A
/// word wider than the column stands alone.
pub fn lines(text: &str, face: Face, size: HalfPoints, measure: Twips) -> Vec<&str> {
    let measured = Measured::of(text, face, size);
    measured.lines(measure).map(|line| measured.text(&line)).collect()
}

/// A text whose words were measured once, to be broken into lines of several widths.
struct Measured<'t> {
    text: &'t str,
    size: HalfPoints,
    words: Vec<Word>,
}

/// What stands between two blanks. Places are bytes of the text, widths units of the font.
struct Word {
    from: usize,
    to: usize,
    /// Width of all that stands before it, and of that with it.
    before: u64,
    after: u64,
    /// A given line begins with it.
    begins: bool,
}

/// A line: its first word, and the first that is no more of it.
type Line = std::ops::Range<usize>;

impl<'t> Measured<'t> {
    fn of(text: &'t str, face: Face, size: HalfPoints) -> Self {
        let (mut words, mut units, mut end) = (Vec::new(), 0, 0);
        for given in text.split('\n') {
            let line = given.trim();
            let mut from = end + (given.len() - given.trim_start().len());
            end += given.len() + 1;
            let mut begins = true;
            for word in line.split(' ') {
                let before = units;
                units += word.chars().map(|letter| u64::from(advance(letter, face))).sum::<u64>();
                // Several blanks are one wide one.
                if !word.is_empty() || begins {
                    let to = from + word.len();
                    words.push(Word { from, to, before, after: units, begins });
                    begins = false;
                }
                units += u64::from(advance(' ', face));
                from += word.len() + 1;
            }
        }
        Self { text, size, words }
    }

    /// Whether what is so wide, in units of the font, is at most `column` wide when it is rounded
    /// to twips.
    fn fits(&self, units: u64, column: Twips) -> bool {
        // round(units * size * 10 / 2048) <= column
        units * u64::from(self.size.0) * 20
            < u64::from(column.0.max(0).unsigned_abs()) * 4096 + 2048
    }

    /// The lines in a column of width `measure`.
    fn lines(&self, measure: Twips) -> impl Iterator<Item = Line> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let first = next;
            let start = self.words.get(first)?.before;
            let rest = self.words.iter().skip(first + 1);
            let more =
                rest.take_while(|word| !word.begins && self.fits(word.after - start, measure));
            next = first + 1 + more.count();
            Some(first..next)
        })
    }

    fn text(&self, line: &Line) -> &'t str {
        let words = &self.words[line.clone()];
        match (words.first(), words.last()) {
            (Some(first), Some(last)) => self.text[first.from..last.to].trim(),
            _ => "",
        }
    }

    fn units(&self, line: &Line) -> u64 {
        let words = &self.words[line.clone()];
        let ends = words.first().zip(words.last());
        ends.map_or(0, |(first, last)| last.after - first.before)
    }
}

/// Width of the longest line of `text` in a column of width `measure`.
pub fn widest_line(text: &str, face: Face, size: HalfPoints, measure: Twips) -> Twips {
    let widths = lines(text, face, size, measure).into_iter().map(|line| width(line, face, size));
    widths.max().unwrap_or_default()
}

/// Words of agencies' names that stand on one line, in small letters.
const TOGETHER: [&str; 4] = ["ủy ban nhân dân", "hội đồng nhân dân", "nhân dân", "việt nam"];

/// Whether a line ends amid words that belong together.
fn tears(lines: &[&str]) -> bool {
    lines.windows(2).any(|pair| {
        let (above, below) = (pair[0].to_lowercase(), pair[1].to_lowercase());
        TOGETHER.iter().any(|words| {
            words.match_indices(' ').any(|(at, _)| {
                let (head, tail) = (&words[..at], &words[at + 1..]);
                above.ends_with(head) && below.starts_with(tail)
            })
        })
    })
}

/// The narrowest column, within half a millimetre, in which `text` takes no more lines than in
/// one of width `measure`: its lines are then of like length.
pub fn balanced_measure(text: &str, face: Face, size: HalfPoints, measure: Twips) -> Twips {
    let measured = Measured::of(text, face, size);
    let most = measured.lines(measure).count();
    let fits = |column: i32| {
        let column = Twips(column);
        let mut lines = 0;
        measured.lines(column).all(|line| {
            lines += 1;
            lines <= most && measured.fits(measured.units(&line), column)
        })
    };
    let (mut low, mut high) = (0, measure.0);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) { high = middle } else { low = middle }
    }
    // A little wider, if that keeps together what belongs together.
    let better = (high..=measure.0).step_by(SLACK.0 as usize).find(|column| {
        let broken = measured.lines(Twips(*column));
        let broken: Vec<_> = broken.map(|line| measured.text(&line)).collect();
        broken.len() == most && !tears(&broken)
    });
    Twips((better.unwrap_or(high) + SLACK.0).min(measure.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        let wide = |text, face, pt: u16| width(text, face, HalfPoints(pt * 2)).0;
        assert_eq!(wide("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Face::Bold, 13), 5424);
        assert_eq!(wide("Độc lập - Tự do - Hạnh phúc", Face::Bold, 14), 3428);
    }

    #[test]
    fn a_long_agency_breaks_before_its_place() {
        let (face, size) = (Face::Regular, HalfPoints(26));
        let broken = |text| {
            let measure = balanced_measure(text, face, size, Twips::mm(64.0));
            lines(text, face, size, measure).join(" / ")
        };
        assert_eq!(broken("ỦY BAN NHÂN DÂN XÃ HÒA BÌNH"), "ỦY BAN NHÂN DÂN / XÃ HÒA BÌNH");
        assert_eq!(
            broken("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG TỈNH A"),
            "SỞ NÔNG NGHIỆP VÀ / MÔI TRƯỜNG TỈNH A"
        );
    }

    #[test]
    fn every_vietnamese_letter_is_in_the_table() {
        let marked = ('\u{1EA0}'..='\u{1EF9}').chain("ĂăÂâĐđÊêÔôƠơƯưĨĩŨũÀàÝý".chars());
        for letter in marked {
            let code = u32::from(letter);
            let found = WIDTHS
                .iter()
                .any(|(first, run)| code >= *first && ((code - first) as usize) < run.len());
            assert!(found, "{letter}");
        }
    }

    #[test]
    fn a_balanced_title_has_no_lonely_last_word() {
        let title = "Sơ kết 5 năm thực hiện Chỉ thị số 20/CT-TW về tăng cường sự lãnh đạo của Đảng";
        let size = HalfPoints(28);
        let full = width(title, Face::Bold, size) - Twips(300);
        assert_eq!(lines(title, Face::Bold, size, full).last(), Some(&"Đảng"));
        let measure = balanced_measure(title, Face::Bold, size, full);
        let broken = lines(title, Face::Bold, size, measure);
        assert_eq!(broken.len(), 2);
        let shorter = width(broken[1], Face::Bold, size);
        assert!(f64::from(shorter.0) > 0.8 * f64::from(measure.0), "{broken:?}");
    }

    proptest::proptest! {
        /// Each line fits unless it is one word, and has no room for the next word.
        #[test]
        fn lines_are_full_and_fit(text in "[a-zâơ]{1,9}( {1,2}[a-zâơ]{1,9}){0,12}", wide in 1..3000) {
            let (size, measure) = (HalfPoints(27), Twips(wide));
            let broken = lines(&text, Face::Italic, size, measure);
            let blanks = |text: &str| text.split(' ').filter(|w| !w.is_empty()).map(str::to_owned)
                .collect::<Vec<_>>();
            assert_eq!(broken.iter().flat_map(|line| blanks(line)).collect::<Vec<_>>(), blanks(&text));
            for (nth, line) in broken.iter().enumerate() {
                assert!(!line.contains(' ') || width(line, Face::Italic, size) <= measure, "{line}");
                let Some(next) = broken.get(nth + 1) else { continue };
                let from = line.as_ptr() as usize - text.as_ptr() as usize;
                let to = next.as_ptr() as usize - text.as_ptr() as usize;
                let to = to + next.find(' ').unwrap_or(next.len());
                assert!(width(&text[from..to], Face::Italic, size) > measure, "{line} / {next}");
            }
        }
    }

    #[test]
    fn a_word_wider_than_the_column_stands_alone() {
        assert_eq!(
            lines("a nghiêng b", Face::Regular, HalfPoints(28), Twips(300)),
            ["a", "nghiêng", "b"]
        );
    }
}
