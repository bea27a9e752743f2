//! JSON pointers (RFC 6901) into a tree.

use super::{Kind, Node};
use crate::diag::Span;

/// What a pointer leads to.
#[derive(Debug, Clone, Copy)]
pub struct Located<'n> {
    /// The value, or its nearest ancestor that exists.
    pub value: &'n Node,
    /// The key that it stands under, if it stands in a map.
    pub key: Option<Span>,
    /// Whether it is the value itself.
    pub exact: bool,
}

/// Follows `pointer` from `root` as far as it goes.
pub fn locate<'n>(root: &'n Node, pointer: &str) -> Located<'n> {
    let mut found = Located { value: root, key: None, exact: true };
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let next = match &found.value.kind {
            Kind::Map(_) => found.value.entry(&name).map(|e| (&e.value, Some(e.key_span))),
            Kind::Seq(items) => {
                name.parse::<usize>().ok().and_then(|nth| items.get(nth)).map(|item| (item, None))
            }
            _ => None,
        };
        let Some((value, key)) = next else {
            return Located { exact: false, ..found };
        };
        found = Located { value, key, exact: true };
    }
    found
}

/// Appends one key, escaped.
pub fn push_pointer(pointer: &mut String, key: &str) {
    pointer.push('/');
    for c in key.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};
    use crate::diag::Files;

    #[test]
    fn a_pointer_leads_to_its_value_or_the_nearest_above() {
        let mut files = Files::default();
        let source = "a:\n  b/c:\n    - x\n    - y\n";
        let root = read(source.as_bytes(), "t", &mut files, &Limits::DATA).0.expect("reads");
        let mut pointer = String::from("/a");
        push_pointer(&mut pointer, "b/c");
        assert_eq!(pointer, "/a/b~1c");
        let there = locate(&root, "/a/b~1c/1");
        assert_eq!((there.value.as_text(), there.exact), (Some("y"), true));
        let gone = locate(&root, "/a/b~1c/7");
        assert!(!gone.exact && gone.value.as_seq().is_some());
        assert_eq!(files.slice(gone.key.expect("in a map")), "b/c");
        assert!(locate(&root, "").exact);
    }
}
