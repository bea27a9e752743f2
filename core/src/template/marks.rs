//! Inline marks of a layout's own words: `**bold**`, `*italic*`, `\*` for a star.

use super::Marks;

/// Splits `text` into stretches of one look; `marks` is the look at its begin, and afterwards the
/// look at its end. With each stretch, its place in `text`.
pub(super) fn split(text: &str, marks: &mut Marks) -> Vec<(String, Marks, usize)> {
    let mut out = Vec::new();
    let mut run = String::new();
    let mut begin = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' if matches!(rest.peek(), Some((_, '*' | '\\'))) => {
                run.extend(rest.next().map(|(_, c)| c));
            }
            '*' => {
                if !run.is_empty() {
                    out.push((std::mem::take(&mut run), *marks, begin));
                }
                if rest.next_if(|(_, c)| *c == '*').is_some() {
                    marks.bold = !marks.bold;
                } else {
                    marks.italic = !marks.italic;
                }
                begin = rest.peek().map_or(text.len(), |(at, _)| *at);
            }
            other => {
                if run.is_empty() {
                    begin = at;
                }
                run.push(other);
            }
        }
    }
    if !run.is_empty() {
        out.push((run, *marks, begin));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (Vec<String>, Marks) {
        let mut marks = Marks::default();
        let pieces = split(text, &mut marks);
        let show = |(text, marks, _): (String, Marks, usize)| {
            let bold = if marks.bold { "b:" } else { "" };
            let italic = if marks.italic { "i:" } else { "" };
            format!("{bold}{italic}{text}")
        };
        (pieces.into_iter().map(show).collect(), marks)
    }

    #[test]
    fn stars_change_the_look_and_an_escaped_one_is_a_star() {
        assert_eq!(shown("a **b *c* d** e").0, ["a ", "b:b ", "b:i:c", "b: d", " e"]);
        assert_eq!(shown(r"2 \* 3 \\ C:\x").0, [r"2 * 3 \ C:\x"]);
        assert!(shown("**open").1.bold);
        assert!(shown("").0.is_empty());
    }
}
