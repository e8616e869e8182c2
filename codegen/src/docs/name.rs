//! Names of shapes in running text: `CreateDomain`, `DBInstance`.

/// The shortest word that is looked up: shorter ones are abbreviations (`IDs`).
const SHORTEST: usize = 5;

/// The words of a text that are written as names of shapes are, and where each begins. A word counts when it has two capital
/// letters or more and small ones, begins with a capital letter, and stands by itself: not in a path, an address or a longer
/// name.
pub(super) fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            // Few words begin with a capital letter, so that most of a text is one search.
            let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_uppercase)?;
            let word = bytes.get(start..)?;
            let length = word.iter().position(|byte| !is_of_word(*byte)).unwrap_or(word.len());
            at = start + length;
            let word = word.get(..length)?;
            let is_name = length >= SHORTEST
                && word.iter().filter(|byte| byte.is_ascii_uppercase()).nth(1).is_some()
                && word.iter().any(u8::is_ascii_lowercase);
            if is_name && stands_alone(text, start, at) {
                return Some((start, text.get(start..at)?));
            }
        }
    })
}

/// Whether a byte is one of a word's.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Whether nothing before the word or behind it makes it a part of something else.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let mut behind = text.get(end..).unwrap_or_default().chars();
    let next = behind.next();
    let is_open =
        |c: char| c.is_whitespace() || matches!(c, '(' | '"' | '\'' | '\u{201c}' | '\u{2018}' | ',');
    let goes_on = match next {
        Some('.' | ':' | '-') => behind.next().is_some_and(|c| !c.is_whitespace()),
        Some('/' | '=' | '*' | '$' | '#' | '@' | '<' | '>' | '[' | '{' | '\\' | '&' | '+' | '%' | '|') => {
            true
        }
        _ => false,
    };
    before.is_none_or(is_open) && !goes_on
}

#[cfg(test)]
mod tests {
    fn names(text: &str) -> Vec<&str> {
        super::names(text).map(|(_, name)| name).collect()
    }

    #[test]
    fn names_are_words_that_stand_alone() {
        assert_eq!(
            names("See CreateDomain, (DBInstance) and \"GetThing2\"."),
            ["CreateDomain", "DBInstance", "GetThing2"]
        );
        assert_eq!(names("CreateDomain: a Domain, IDs, HTTP and iPhones of eBay"), ["CreateDomain"]);
        assert_eq!(
            names(
                "a/CreateDomain b.CreateDomain CreateDomain.json arn:CreateDomain CreateDomain=1 $CreateDomain"
            ),
            [""; 0]
        );
        assert_eq!(names("Create_Domain CreateDomainé éCreateDomain"), ["Create_Domain", "CreateDomainé"]);
        assert_eq!(names(""), [""; 0]);
    }
}
