//! The sets that `\p{…}` names, in ECMAScript's spelling and in Java's. The tables are those of `regex-syntax`.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use crate::pattern::set::CharSet;

/// The set of a property of ECMAScript, whose names are case-sensitive: `L`, `gc=Lu`, `Script=Greek`, `Alphabetic`.
pub(super) fn ecma(body: &str) -> Option<CharSet> {
    match body.split_once('=') {
        Some(("General_Category" | "gc", value)) => category(value),
        Some(("Script" | "sc", value)) => is_script(value).then(|| unicode(&format!("sc={value}")))?,
        Some(("Script_Extensions" | "scx", value)) => {
            is_script(value).then(|| unicode(&format!("scx={value}")))?
        }
        Some(_) => None,
        None => category(body).or_else(|| ECMA_BINARY.contains(&body).then(|| binary(body))?),
    }
}

/// The set of a property of `java.util.regex.Pattern`: `L`, `IsAlphabetic`, `Alnum`, `script=Greek`, `javaLowerCase`.
pub(super) fn java(body: &str) -> Option<CharSet> {
    if let Some((name, value)) = body.split_once('=') {
        return match name.to_ascii_lowercase().as_str() {
            "sc" | "script" => unicode(&format!("sc={value}")),
            "gc" | "general_category" => category(value),
            _ => None,
        };
    }
    if let Some(name) = body.strip_prefix("Is") {
        return java_binary(name).or_else(|| category(name)).or_else(|| unicode(&format!("sc={name}")));
    }
    java_posix(body).or_else(|| category(body))
}

/// The ASCII classes of `java.util.regex.Pattern`, and those after the methods of `java.lang.Character`.
fn java_posix(name: &str) -> Option<CharSet> {
    let ranges: &[(char, char)] = match name {
        "Lower" => &[('a', 'z')],
        "Upper" => &[('A', 'Z')],
        "ASCII" => &[('\0', '\x7f')],
        "Alpha" => &[('A', 'Z'), ('a', 'z')],
        "Digit" => &[('0', '9')],
        "Alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "Punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "Graph" => &[('!', '~')],
        "Print" => &[(' ', '~')],
        "Blank" => &[(' ', ' '), ('\t', '\t')],
        "Cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "XDigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        "Space" => &[('\t', '\r'), (' ', ' ')],
        "L1" => &[('\0', '\u{ff}')],
        "all" | "ALL" => &[('\0', '\u{10ffff}')],
        "LD" => return Some(category("L")?.union(&category("Nd")?)),
        "javaLowerCase" => return binary("Lowercase"),
        "javaUpperCase" => return binary("Uppercase"),
        "javaTitleCase" => return category("Lt"),
        "javaAlphabetic" => return binary("Alphabetic"),
        "javaIdeographic" => return binary("Ideographic"),
        "javaDigit" => return category("Nd"),
        "javaLetter" => return category("L"),
        "javaLetterOrDigit" => return Some(category("L")?.union(&category("Nd")?)),
        "javaDefined" => return binary("Assigned"),
        "javaSpaceChar" => return category("Z"),
        "javaISOControl" => &[('\0', '\x1f'), ('\x7f', '\u{9f}')],
        "javaWhitespace" => {
            let joined =
                CharSet::chars(&[('\u{a0}', '\u{a0}'), ('\u{2007}', '\u{2007}'), ('\u{202f}', '\u{202f}')]);
            let separators = category("Z")?.difference(&joined);
            return Some(separators.union(&CharSet::chars(&[('\t', '\r'), ('\x1c', '\x1f')])));
        }
        _ => return None,
    };
    Some(CharSet::chars(ranges))
}

/// The binary properties that Java knows after `Is`.
fn java_binary(name: &str) -> Option<CharSet> {
    match name.to_ascii_uppercase().replace('_', "").as_str() {
        "ALPHABETIC" => binary("Alphabetic"),
        "LETTER" => category("L"),
        "IDEOGRAPHIC" => binary("Ideographic"),
        "LOWERCASE" => binary("Lowercase"),
        "UPPERCASE" => binary("Uppercase"),
        "TITLECASE" => category("Lt"),
        "WHITESPACE" => binary("White_Space"),
        "CONTROL" => category("Cc"),
        "PUNCTUATION" => category("P"),
        "HEXDIGIT" => Some(category("Nd")?.union(&binary("Hex_Digit")?)),
        "ASSIGNED" => binary("Assigned"),
        "NONCHARACTERCODEPOINT" => binary("Noncharacter_Code_Point"),
        "DIGIT" => category("Nd"),
        "ALNUM" => Some(binary("Alphabetic")?.union(&category("Nd")?)),
        "BLANK" => Some(category("Zs")?.union(&CharSet::single(9))),
        "JOINCONTROL" => binary("Join_Control"),
        "EMOJI" => binary("Emoji"),
        _ => None,
    }
}

fn category(name: &str) -> Option<CharSet> {
    if !CATEGORIES.contains(&name) {
        return None;
    }
    match name {
        "Cs" | "Surrogate" => Some(CharSet::surrogates()),
        "C" | "Other" => Some(unicode("gc=C")?.union(&CharSet::surrogates())),
        "LC" | "Cased_Letter" => Some(unicode("gc=Lu")?.union(&unicode("gc=Ll")?).union(&unicode("gc=Lt")?)),
        _ => unicode(&format!("gc={name}")),
    }
}

fn binary(name: &str) -> Option<CharSet> {
    match name {
        "Any" => Some(CharSet::all()),
        "ASCII" => Some(CharSet::of([(0, 0x7F)])),
        "Assigned" => Some(unicode("gc=Cn")?.complement()),
        "Noncharacter_Code_Point" | "NChar" => {
            let planes = (0..=16).map(|plane| (plane << 16 | 0xFFFE, plane << 16 | 0xFFFF));
            Some(CharSet::of(planes.chain([(0xFDD0, 0xFDEF)])))
        }
        _ => unicode(name),
    }
}

fn is_script(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The set that `regex-syntax` has under this name.
fn unicode(name: &str) -> Option<CharSet> {
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '=') {
        return None;
    }
    let parsed = regex_syntax::Parser::new().parse(&format!("\\p{{{name}}}")).ok()?;
    match parsed.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            Some(CharSet::of(class.iter().map(|range| (u32::from(range.start()), u32::from(range.end())))))
        }
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(CharSet::of(text.chars().map(|c| (u32::from(c), u32::from(c)))))
        }
        _ => None,
    }
}

/// The set and what differs from its members in case only.
pub(super) fn ignore_case(set: &CharSet) -> CharSet {
    let surrogates = CharSet::surrogates();
    let scalar = set.difference(&surrogates);
    let ranges = scalar.ranges().iter().filter_map(|(first, last)| {
        Some(ClassUnicodeRange::new(char::from_u32(*first)?, char::from_u32(*last)?))
    });
    let mut class = ClassUnicode::new(ranges);
    match class.try_case_fold_simple() {
        Ok(()) => CharSet::of(class.iter().map(|range| (u32::from(range.start()), u32::from(range.end())))),
        Err(_) => scalar,
    }
    .union(&set.intersection(&surrogates))
}

/// The set and the other case of its ASCII letters.
pub(super) fn ignore_ascii_case(set: &CharSet) -> CharSet {
    let upper = set.intersection(&CharSet::chars(&[('A', 'Z')]));
    let lower = set.intersection(&CharSet::chars(&[('a', 'z')]));
    let shifted = upper.ranges().iter().map(|(a, z)| (a + 32, z + 32));
    let shifted = shifted.chain(lower.ranges().iter().map(|(a, z)| (a - 32, z - 32)));
    set.union(&CharSet::of(shifted))
}

/// The values of General_Category, long and short, as the Unicode Character Database spells them.
#[rustfmt::skip]
const CATEGORIES: &[&str] = &[
    "C", "Other", "Cc", "Control", "cntrl", "Cf", "Format", "Cn", "Unassigned", "Co", "Private_Use", "Cs", "Surrogate",
    "L", "Letter", "LC", "Cased_Letter", "Ll", "Lowercase_Letter", "Lm", "Modifier_Letter", "Lo", "Other_Letter", "Lt",
    "Titlecase_Letter", "Lu", "Uppercase_Letter", "M", "Mark", "Combining_Mark", "Mc", "Spacing_Mark", "Me",
    "Enclosing_Mark", "Mn", "Nonspacing_Mark", "N", "Number", "Nd", "Decimal_Number", "digit", "Nl", "Letter_Number",
    "No", "Other_Number", "P", "Punctuation", "punct", "Pc", "Connector_Punctuation", "Pd", "Dash_Punctuation", "Pe",
    "Close_Punctuation", "Pf", "Final_Punctuation", "Pi", "Initial_Punctuation", "Po", "Other_Punctuation", "Ps",
    "Open_Punctuation", "S", "Symbol", "Sc", "Currency_Symbol", "Sk", "Modifier_Symbol", "Sm", "Math_Symbol", "So",
    "Other_Symbol", "Z", "Separator", "Zl", "Line_Separator", "Zp", "Paragraph_Separator", "Zs", "Space_Separator",
];

/// The binary properties of ECMA-262, table "Binary Unicode property aliases and their canonical property names".
#[rustfmt::skip]
const ECMA_BINARY: &[&str] = &[
    "ASCII", "ASCII_Hex_Digit", "AHex", "Alphabetic", "Alpha", "Any", "Assigned", "Bidi_Control", "Bidi_C",
    "Bidi_Mirrored", "Bidi_M", "Case_Ignorable", "CI", "Cased", "Changes_When_Casefolded", "CWCF",
    "Changes_When_Casemapped", "CWCM", "Changes_When_Lowercased", "CWL", "Changes_When_NFKC_Casefolded", "CWKCF",
    "Changes_When_Titlecased", "CWT", "Changes_When_Uppercased", "CWU", "Dash", "Default_Ignorable_Code_Point", "DI",
    "Deprecated", "Dep", "Diacritic", "Dia", "Emoji", "Emoji_Component", "EComp", "Emoji_Modifier", "EMod",
    "Emoji_Modifier_Base", "EBase", "Emoji_Presentation", "EPres", "Extended_Pictographic", "ExtPict", "Extender",
    "Ext", "Grapheme_Base", "Gr_Base", "Grapheme_Extend", "Gr_Ext", "Hex_Digit", "Hex", "IDS_Binary_Operator", "IDSB",
    "IDS_Trinary_Operator", "IDST", "ID_Continue", "IDC", "ID_Start", "IDS", "Ideographic", "Ideo", "Join_Control",
    "Join_C", "Logical_Order_Exception", "LOE", "Lowercase", "Lower", "Math", "Noncharacter_Code_Point", "NChar",
    "Pattern_Syntax", "Pat_Syn", "Pattern_White_Space", "Pat_WS", "Quotation_Mark", "QMark", "Radical",
    "Regional_Indicator", "RI", "Sentence_Terminal", "STerm", "Soft_Dotted", "SD", "Terminal_Punctuation", "Term",
    "Unified_Ideograph", "UIdeo", "Uppercase", "Upper", "Variation_Selector", "VS", "White_Space", "space",
    "XID_Continue", "XIDC", "XID_Start", "XIDS",
];
