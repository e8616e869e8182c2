//! Superscripts and subscripts as text: `2<sup>63</sup>` is not 263.

use super::tree::{Inline, is_space, plain};

/// Text above or below the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Script {
    Superscript,
    Subscript,
}

impl Script {
    /// What stands before text that has no characters of its own for it: `x^max`.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Superscript => "^",
            Self::Subscript => "_",
        }
    }

    /// The text as it is written behind a line: by Unicode's characters where it has all of them (`2⁶³`), behind a mark
    /// otherwise. Ordinals (`1st`) and what stands alone are as they would be without.
    pub(super) fn written(self, text: &str, line: &[Inline]) -> String {
        let before = plain(line.last().map(std::slice::from_ref).unwrap_or_default());
        let is_ordinal =
            before.ends_with(|c: char| c.is_ascii_digit()) && matches!(text, "st" | "nd" | "rd" | "th");
        if is_ordinal || text.chars().all(is_space) || !before.ends_with(|c: char| !is_space(c)) {
            return text.to_owned();
        }
        match text.chars().map(|c| self.character(c)).collect() {
            Some(text) => text,
            None => format!("{}{text}", self.mark()),
        }
    }

    fn character(self, plain: char) -> Option<char> {
        let (above, below) = match plain {
            '0' => ('⁰', '₀'),
            '1' => ('¹', '₁'),
            '2' => ('²', '₂'),
            '3' => ('³', '₃'),
            '4' => ('⁴', '₄'),
            '5' => ('⁵', '₅'),
            '6' => ('⁶', '₆'),
            '7' => ('⁷', '₇'),
            '8' => ('⁸', '₈'),
            '9' => ('⁹', '₉'),
            '+' => ('⁺', '₊'),
            '-' => ('⁻', '₋'),
            '(' => ('⁽', '₍'),
            ')' => ('⁾', '₎'),
            _ => return None,
        };
        Some(if self == Self::Superscript { above } else { below })
    }
}
