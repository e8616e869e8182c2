//! Names of shapes in running text: `CreateDomain`, `DBInstance`.

/// The shortest word that is looked up: shorter ones are abbreviations (`IDs`).
const SHORTEST: usize = 5;

/// The words of a text that are written as names of shapes are, each with the text before it; what is left after the last.
/// A word counts when it has two capital letters or more and small ones, begins with a capital letter, and stands by itself:
/// not in a path, an address or a longer name.
pub(super) struct Names<'t> {
    text: &'t str,
    /// Where the text begins that was not given yet.
    given: usize,
    at: usize,
}

impl<'t> Names<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, given: 0, at: 0 }
    }

    /// The text behind the last word that [`before`](Self::before) gave.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.given..).unwrap_or_default()
    }

    /// The text up to the word that came last, which is as given as that.
    pub(super) fn before(&mut self, word: &str) -> &'t str {
        let before = self.text.get(self.given..self.at - word.len()).unwrap_or_default();
        self.given = self.at;
        before
    }
}

impl<'t> Iterator for Names<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let bytes = self.text.as_bytes();
        loop {
            // Few words begin with a capital letter, so that most of a text is one search.
            let start = self.at + bytes.get(self.at..)?.iter().position(u8::is_ascii_uppercase)?;
            let word = bytes.get(start..)?;
            let length = word.iter().position(|byte| !is_of_word(*byte)).unwrap_or(word.len());
            self.at = start + length;
            let word = word.get(..length)?;
            let begins = start
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .is_none_or(|byte| !is_of_word(*byte));
            let is_name = begins
                && length >= SHORTEST
                && word.iter().filter(|byte| byte.is_ascii_uppercase()).nth(1).is_some()
                && word.iter().any(u8::is_ascii_lowercase);
            if is_name && self.stands_alone(start) {
                return self.text.get(start..self.at);
            }
        }
    }
}

/// Whether a byte is one of a word's.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

impl Names<'_> {
    /// Whether nothing before the word, which begins at `start`, or behind it makes it a part of something else.
    fn stands_alone(&self, start: usize) -> bool {
        let before = self.text.get(..start).and_then(|text| text.chars().next_back());
        let mut behind = self.text.get(self.at..).unwrap_or_default().chars();
        let next = behind.next();
        let is_open =
            |c: char| c.is_whitespace() || matches!(c, '(' | '"' | '\'' | '\u{201c}' | '\u{2018}' | ',');
        let goes_on = match next {
            Some('.' | ':' | '-') => behind.next().is_some_and(|c| !c.is_whitespace()),
            Some(
                '/' | '=' | '*' | '$' | '#' | '@' | '<' | '>' | '[' | '{' | '\\' | '&' | '+' | '%' | '|',
            ) => true,
            _ => false,
        };
        before.is_none_or(is_open) && !goes_on
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    fn names(text: &str) -> Vec<&str> {
        Names::of(text).collect()
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

    #[test]
    fn the_text_around_names_is_whole() {
        let text = "Use CreateDomain or DeleteDomain instead.";
        let mut names = Names::of(text);
        let mut whole = String::new();
        while let Some(word) = names.next() {
            if word == "DeleteDomain" {
                whole += names.before(word);
                whole += word;
            }
        }
        assert_eq!(whole + names.rest(), text);
    }
}
