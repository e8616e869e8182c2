//! Names that are near a wrong one, for the help of problems.

/// The candidate that the text was probably meant to be: one that differs in case only, or in a third of its
/// characters at most. Candidates are names without a namespace, so that of a shape ID the name counts.
pub(crate) fn near<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let text = text.rsplit_once('#').map_or(text, |(_, name)| name);
    let allowed = (text.chars().count() / 3).max(1);
    let distance = |candidate: &str| {
        if candidate.eq_ignore_ascii_case(text) { 0 } else { distance(text, candidate, allowed) }
    };
    let measured = candidates.into_iter().map(|candidate| (distance(candidate), candidate));
    measured.filter(|(distance, _)| *distance <= allowed).min().map(|(_, candidate)| candidate)
}

/// How many characters must be inserted, removed or replaced: more than `limit` as soon as that is certain.
fn distance(one: &str, other: &str, limit: usize) -> usize {
    if one.len().abs_diff(other.len()) > limit * 4 {
        return limit + 1;
    }
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, character) in one.chars().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (above, candidate) in row.iter().skip(1).zip(&other) {
            let replaced = diagonal + usize::from(character != *candidate);
            left = replaced.min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
        if row.iter().all(|cost| *cost > limit) {
            return limit + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn finds_what_was_meant() {
        let names = ["string", "structure", "list", "intEnum"];
        assert_eq!(near("structrue", names), Some("structure"));
        assert_eq!(near("STRING", names), Some("string"));
        assert_eq!(near("intenum", names), Some("intEnum"));
        assert_eq!(near("service", names), None);
        assert_eq!(near("", names), None);
        assert_eq!(near("com.example#lst", names), Some("list"));
    }
}
