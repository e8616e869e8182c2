//! One spelling of the model to one Rust name.
//!
//! `heck` finds the words; before that, [`readable`] rewrites what it takes apart in API names: plural acronyms
//! (`ARNs`), versions (`IPv6`), trade names (`IoT`, `iSCSI`) and symbols. Every function here is pure and total:
//! any text gives a valid identifier, and the same text always gives the same one.

use std::cell::RefCell;

use super::keyword;
use heck::ToSnakeCase as _;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

/// What a name is for: decides its case and how keywords are avoided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// `UpperCamelCase`: structures, enums, unions, operations.
    Type,
    /// `UpperCamelCase`: variants of enums and unions.
    Variant,
    /// `snake_case`: fields and parameters.
    Field,
    /// `snake_case`: methods and functions.
    Method,
    /// `snake_case`: modules, and with [`keyword::bare`] the stem of their file.
    Module,
    /// `SCREAMING_SNAKE_CASE`: constants.
    Constant,
}

impl Case {
    /// The Rust name of a spelling.
    pub fn name(self, spelling: &str) -> String {
        remembered(spelling, |words| self.join(words))
    }

    /// Adds words to a name that this case has made, for instance `foo_bar` and `upper` to `foo_bar_upper`.
    pub(super) fn extend(self, name: &str, word: &str) -> String {
        let name = keyword::bare(name).trim_end_matches('_');
        match self {
            Case::Type | Case::Variant => {
                let mut name = name.to_owned();
                push_capitalized(&mut name, word);
                name
            }
            Case::Field | Case::Method | Case::Module => format!("{name}_{word}"),
            Case::Constant => format!("{name}_{}", word.to_ascii_uppercase()),
        }
    }

    /// The name from words in `snake_case`.
    fn join(self, words: &str) -> String {
        match self {
            Case::Type | Case::Variant => keyword::escape(upper_camel(words)),
            Case::Field | Case::Method => keyword::escape(words),
            Case::Module => keyword::escape_module(words),
            Case::Constant => words.to_ascii_uppercase(),
        }
    }
}

/// `metadataTransferJobId` to `MetadataTransferJobId`, `DBInstanceID` to `DbInstanceId`.
pub fn type_name(spelling: &str) -> String {
    Case::Type.name(spelling)
}

/// `us-east-1` to `UsEast1`, `CANCELLED` to `Cancelled`, `2xx` to `V2xx`, `*` to `Asterisk`, nothing to `Empty`.
pub fn variant_name(spelling: &str) -> String {
    Case::Variant.name(spelling)
}

/// `S3Bucket` to `s3_bucket`, `ARNs` to `arns`, `type` to `r#type`, `self` to `self_`.
pub fn field_name(spelling: &str) -> String {
    Case::Field.name(spelling)
}

/// As [`field_name`], for methods.
pub fn method_name(spelling: &str) -> String {
    Case::Method.name(spelling)
}

/// `CancelJob` to `cancel_job`; avoids stems such as `lib`. The file is [`keyword::bare`] of it with `.rs`.
pub fn module_name(spelling: &str) -> String {
    Case::Module.name(spelling)
}

/// `metadataTransferJobId` to `METADATA_TRANSFER_JOB_ID`.
pub fn constant_name(spelling: &str) -> String {
    Case::Constant.name(spelling)
}

/// The words of how many spellings are remembered.
const REMEMBERED: usize = 8192;

thread_local! {
    /// The words of the latest spellings: a member's becomes a field, a setter, a variant and the target of links, and
    /// few spellings of a model stand in one shape alone.
    static WORDS: RefCell<IndexMap<Box<str>, String, FxBuildHasher>> =
        const { RefCell::new(IndexMap::with_hasher(FxBuildHasher)) };
}

/// Takes the [`words`] of a spelling.
fn remembered(spelling: &str, take: impl FnOnce(&str) -> String) -> String {
    WORDS.with_borrow_mut(|known| {
        if let Some(words) = known.get(spelling) {
            return take(words);
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let words = plain_words(spelling).unwrap_or_else(|| words(spelling));
        take(known.entry(spelling.into()).or_insert(words))
    })
}

/// The [`words`] of most spellings: letters, with a capital where a word starts and none beside it. It takes a word's
/// letters as bytes; `heck`, which formats each, was a fiftieth of the instructions of a generation.
fn plain_words(spelling: &str) -> Option<String> {
    let mut words = String::with_capacity(spelling.len() + 8);
    for (at, byte) in spelling.bytes().enumerate() {
        let rest = spelling.as_bytes().get(at..).unwrap_or_default();
        let is_capital = byte.is_ascii_uppercase();
        let is_acronym = is_capital && rest.get(1).is_some_and(u8::is_ascii_uppercase);
        if !byte.is_ascii_alphabetic() || is_acronym || trade_name(rest).is_some() {
            return None;
        }
        if is_capital && at > 0 {
            words.push('_');
        }
        words.push(char::from(byte.to_ascii_lowercase()));
    }
    (!words.is_empty()).then_some(words)
}

/// The lower-case ASCII words of a spelling in `snake_case`: at least one, the first of which starts with a letter.
fn words(spelling: &str) -> String {
    let snake = readable(&spell_symbols(spelling)).to_snake_case();
    let mut words = String::with_capacity(snake.len() + 1);
    for word in snake.split('_').filter(|word| !word.is_empty()) {
        match words.is_empty() {
            // `V` as in value: `2013-10-17` reads as `V2013_10_17`.
            true if word.starts_with(|c: char| c.is_ascii_digit()) => words.push('v'),
            true => {}
            false => words.push('_'),
        }
        words.push_str(word);
    }
    if words.is_empty() { "empty".to_owned() } else { words }
}

/// Words as `UpperCamelCase`. Two digits that were apart stay apart: `1.2` and `12` are not the same.
fn upper_camel(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for word in words.split('_') {
        let digits_meet =
            out.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit());
        if digits_meet {
            out.push('_');
        }
        push_capitalized(&mut out, word);
    }
    out
}

fn push_capitalized(out: &mut String, word: &str) {
    let mut chars = word.chars();
    out.extend(chars.next().map(|first| first.to_ascii_uppercase()));
    out.push_str(chars.as_str());
}

/// Rewrites a spelling without symbols so that the boundaries which `heck` finds are those which a reader sees.
fn readable(spelled: &str) -> String {
    let mut out = String::with_capacity(spelled.len());
    let mut at = 0;
    while let Some(rest) = spelled.get(at..).filter(|rest| !rest.is_empty()) {
        let before = at.checked_sub(1).and_then(|at| spelled.as_bytes().get(at)).copied();
        let rest = rest.as_bytes();
        if ends_number(spelled.as_bytes(), at) {
            out.push('_');
        }
        let length = trade_name(rest).or_else(|| acronym(before, rest)).unwrap_or(0);
        let word = spelled.get(at..at + length.max(1)).unwrap_or_default();
        if length == 0 {
            out.push_str(word);
        } else {
            push_capitalized(&mut out, &word.to_ascii_lowercase());
        }
        at += length.max(1);
    }
    out
}

/// Whether a number that stands alone (`31` of `05_31Input`, unlike that of `S3Input`) ends where a word starts.
fn ends_number(spelled: &[u8], at: usize) -> bool {
    let (before, rest) = spelled.split_at(at.min(spelled.len()));
    let starts_word =
        matches!(rest, [first, second, ..] if first.is_ascii_uppercase() && second.is_ascii_lowercase());
    if !starts_word || !before.last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let mut before = before.iter().rev().skip_while(|c| c.is_ascii_digit());
    before.next().is_none_or(|c| !c.is_ascii_alphanumeric())
}

/// Words with capitals inside that are nevertheless one word, by their first letter; the longer of two that start alike
/// comes first.
fn trade_names(first: u8) -> &'static [&'static str] {
    match first {
        b'D' => &["DDoS", "DoS"],
        b'F' => &["FSx"],
        b'G' => &["GBps", "GiB", "GitHub", "GitLab", "GraphQL"],
        b'I' => &["IaaS", "IdP", "IoT"],
        b'K' => &["KBps", "KiB"],
        b'L' => &["LoRaWAN", "LoRa"],
        b'M' => &["MBps", "MiB", "MySQL"],
        b'N' => &["NoSQL"],
        b'O' => &["OAuth"],
        b'P' => &["PaaS", "PostgreSQL"],
        b'Q' => &["QnA", "QoS"],
        b'S' => &["SaaS"],
        b'T' => &["TBps", "TiB", "TtL"],
        b'V' => &["VMware"],
        b'W' => &["WiFi"],
        b'i' => &["iSCSI"],
        b'k' => &["kWh"],
        b'm' => &["macOS"],
        b't' => &["tvOS"],
        _ => &[],
    }
}

/// The length of the trade name at the start of `rest`, with its plural s.
fn trade_name(rest: &[u8]) -> Option<usize> {
    trade_names(*rest.first()?).iter().find_map(|name| {
        if !rest.starts_with(name.as_bytes()) {
            return None;
        }
        match (rest.get(name.len()), rest.get(name.len() + 1)) {
            (Some(b's'), next) if !next.is_some_and(u8::is_ascii_lowercase) => Some(name.len() + 1),
            (Some(next), _) if next.is_ascii_lowercase() => None,
            _ => Some(name.len()),
        }
    })
}

/// The length of an acronym that needs help at the start of `rest`: with a plural s (`ARNs`), with a version (`IPv`
/// of `IPv6`), or with a small first letter (`iSCSI`, `aWSAccount`).
fn acronym(before: Option<u8>, rest: &[u8]) -> Option<usize> {
    if before.is_some_and(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let starts_word = !before.is_some_and(|c| c.is_ascii_alphanumeric());
    let small = usize::from(starts_word && rest.first().is_some_and(u8::is_ascii_lowercase));
    let capitals = rest.iter().skip(small).take_while(|c| c.is_ascii_uppercase()).count();
    let end = small + capitals;
    match (rest.get(end), rest.get(end + 1)) {
        _ if capitals < 2 => None,
        (Some(b's'), next) if !next.is_some_and(u8::is_ascii_lowercase) => Some(end + 1),
        (Some(b'v'), Some(next)) if next.is_ascii_digit() => Some(end + 1),
        (Some(next), _) if small == 1 && next.is_ascii_lowercase() => Some(end - 1),
        _ if small == 1 => Some(end),
        _ => None,
    }
}

/// Writes symbols that carry meaning as words, and separators as spaces. Where nothing but separators is there,
/// they are all spelled, so that `-`, `_` and `/` stay three names. The result is ASCII.
fn spell_symbols(spelling: &str) -> String {
    let silent = !spelling.chars().any(|c| c.is_alphanumeric() || meaningful(c).is_some());
    let mut out = String::with_capacity(spelling.len());
    let mut chars = spelling.chars().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        let negative = first && c == '-' && chars.peek().is_some_and(char::is_ascii_digit);
        first = false;
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if let Some(word) = meaningful(c).or_else(|| separator(c).filter(|_| silent || negative)) {
            out.extend(["_", word, "_"]);
        } else if c.is_alphanumeric() || (silent && separator(c).is_none()) {
            out.push_str(&format!("_u{:04x}_", u32::from(c)));
        } else {
            out.push('_');
        }
    }
    out
}

/// Symbols that tell two values apart (`+05:00`, `<`, `C#`): spelled wherever they stand.
fn meaningful(c: char) -> Option<&'static str> {
    Some(match c {
        '*' => "asterisk",
        '+' => "plus",
        '<' => "less",
        '>' => "greater",
        '=' => "equals",
        '!' => "not",
        '%' => "percent",
        '&' => "and",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '^' => "caret",
        '~' => "tilde",
        '|' => "pipe",
        '?' => "question",
        _ => return None,
    })
}

/// Symbols that separate words: spelled only where there is nothing else.
fn separator(c: char) -> Option<&'static str> {
    Some(match c {
        '-' => "minus",
        '_' => "underscore",
        '/' => "slash",
        '\\' => "backslash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        ' ' => "space",
        '\'' => "apostrophe",
        '"' => "quote",
        '`' => "backtick",
        '(' => "open",
        ')' => "close",
        '[' => "open_bracket",
        ']' => "close_bracket",
        '{' => "open_brace",
        '}' => "close_brace",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{plain_words, words};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn plain_words_are_the_words(
            spelling in "([A-Z]?[a-z]{0,3}|GitHub|kWh|IdPs|QnA|LoRa|[A-Z]{2}s|v[0-9]|_){0,6}",
        ) {
            if let Some(plain) = plain_words(&spelling) {
                prop_assert_eq!(plain, words(&spelling));
            }
        }
    }

    #[test]
    fn words_start_behind_numbers() {
        assert_eq!(words("CreateDistribution2020_05_31Input"), "create_distribution2020_05_31_input");
        assert_eq!(words("10Gbps"), "v10_gbps");
        assert_eq!(words("S3Input"), "s3_input");
        assert_eq!(words("4XL"), "v4xl");
    }

    #[test]
    fn most_spellings_are_plain() {
        assert_eq!(plain_words("metadataTransferJobId").as_deref(), Some("metadata_transfer_job_id"));
        assert_eq!(plain_words("GitHubToken"), None);
    }
}
