//! HTML's character references, as far as documentation uses them; others stay as they are written.

use std::borrow::Cow;

/// The longest reference that is looked at, from `&` to `;`.
const LONGEST: usize = 12;

/// Named references. CommonMark has 2,125 of them; these are those of prose.
const NAMED: &[(&str, &str)] = &[
    ("amp", "&"),
    ("apos", "'"),
    ("asymp", "≈"),
    ("bull", "•"),
    ("cent", "¢"),
    ("copy", "©"),
    ("darr", "↓"),
    ("deg", "°"),
    ("divide", "÷"),
    ("eacute", "é"),
    ("equals", "="),
    ("euro", "€"),
    ("frac12", "½"),
    ("ge", "≥"),
    ("gt", ">"),
    ("hellip", "…"),
    ("infin", "∞"),
    ("laquo", "«"),
    ("larr", "←"),
    ("lbrace", "{"),
    ("lbrack", "["),
    ("ldquo", "“"),
    ("le", "≤"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("micro", "µ"),
    ("middot", "·"),
    ("minus", "−"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("ne", "≠"),
    ("ouml", "ö"),
    ("para", "¶"),
    ("plusmn", "±"),
    ("pound", "£"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rarr", "→"),
    ("rbrace", "}"),
    ("rbrack", "]"),
    ("rdquo", "”"),
    ("reg", "®"),
    ("rsquo", "’"),
    ("sect", "§"),
    ("shy", ""),
    ("sup2", "²"),
    ("szlig", "ß"),
    ("thinsp", " "),
    ("times", "×"),
    ("trade", "™"),
    ("uarr", "↑"),
    ("uuml", "ü"),
    ("yen", "¥"),
    ("zwnj", ""),
];

/// Replaces the references in a text.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let (clean, mut rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len());
    out.push_str(clean);
    while let Some(after) = rest.strip_prefix('&') {
        let end = after.bytes().take(LONGEST).position(|byte| byte == b';');
        let character = end.and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)));
        match character.and_then(|(name, after)| Some((character_of(name)?, after))) {
            Some((character, after)) => {
                out.push_str(&character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
        let (clean, next) = rest.split_at(rest.find('&').unwrap_or(rest.len()));
        out.push_str(clean);
        rest = next;
    }
    Cow::Owned(out)
}

fn character_of(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(|c| Cow::Owned(c.to_string()));
    }
    let index = NAMED.binary_search_by_key(&name, |(name, _)| name).ok()?;
    NAMED.get(index).map(|(_, character)| Cow::Borrowed(*character))
}

/// Whether a text that starts with `&` could be read as a character reference.
pub(super) fn is_reference(text: &str) -> bool {
    let name = text.bytes().skip(1).take(40).position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'#'));
    name.is_some_and(|end| end > 0 && text.as_bytes().get(end + 1) == Some(&b';'))
}

#[cfg(test)]
mod tests {
    use super::{NAMED, decode};

    #[test]
    fn the_table_is_sorted_for_its_search() {
        assert!(NAMED.is_sorted_by_key(|(name, _)| name));
    }

    #[test]
    fn known_references_are_replaced_and_others_stay() {
        assert_eq!(decode("a &lt;b&gt; &amp;amp; &#65;&#x42; &nope; R&D &"), "a <b> &amp; AB &nope; R&D &");
        assert_eq!(decode("&#55296;&#xD800;&;"), "&#55296;&#xD800;&;", "surrogates are no characters");
    }
}
