//! The character classes that models use most, shared by all patterns.

use super::Class;

/// `[0-9]`
pub static DIGIT: Class = Class::new(&[('0', '9')]);
/// `[a-z]`
pub static LOWER: Class = Class::new(&[('a', 'z')]);
/// `[A-Z]`
pub static UPPER: Class = Class::new(&[('A', 'Z')]);
/// `[A-Za-z]`
pub static ALPHA: Class = Class::new(&[('A', 'Z'), ('a', 'z')]);
/// `[0-9A-Za-z]`
pub static ALNUM: Class = Class::new(&[('0', '9'), ('A', 'Z'), ('a', 'z')]);
/// `[0-9a-z]`
pub static LOWER_ALNUM: Class = Class::new(&[('0', '9'), ('a', 'z')]);
/// `[0-9A-Za-z_]`
pub static WORD: Class = Class::new(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
/// `[0-9A-Za-z-]`
pub static ALNUM_HYPHEN: Class = Class::new(&[('-', '-'), ('0', '9'), ('A', 'Z'), ('a', 'z')]);
/// `[0-9a-z-]`
pub static LOWER_ALNUM_HYPHEN: Class = Class::new(&[('-', '-'), ('0', '9'), ('a', 'z')]);
/// `[0-9A-Za-z_-]`
pub static WORD_HYPHEN: Class = Class::new(&[('-', '-'), ('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
/// `[a-z-]`
pub static LOWER_HYPHEN: Class = Class::new(&[('-', '-'), ('a', 'z')]);
/// `[0-9a-f]`
pub static LOWER_HEX: Class = Class::new(&[('0', '9'), ('a', 'f')]);
/// `[0-9A-Fa-f]`
pub static HEX: Class = Class::new(&[('0', '9'), ('A', 'F'), ('a', 'f')]);
/// Every character.
pub static ANY: Class = Class::new(&[('\0', '\u{10ffff}')]);
/// `.`: every character but a line terminator of ECMAScript.
pub static DOT: Class =
    Class::new(&[('\0', '\t'), ('\u{b}', '\u{c}'), ('\u{e}', '\u{2027}'), ('\u{202a}', '\u{10ffff}')]);
