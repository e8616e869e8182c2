//! Media types: whether a `Content-Type` or `Accept` header fits (RFC 9110, sections 8.3.1 and 12.5.1).

use http::{HeaderMap, header};

/// Whether the media type `given` is `expected`, with parameters such as `charset` ignored.
#[must_use]
pub fn media_type_matches(given: &str, expected: &str) -> bool {
    essence(given).eq_ignore_ascii_case(essence(expected))
}

/// Whether the `Accept` lines of `headers` allow `media_type`. Without such lines everything is allowed; a range that
/// is malformed allows nothing.
#[must_use]
pub fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let mut lines = headers.get_all(header::ACCEPT).iter().peekable();
    if lines.peek().is_none() {
        return true;
    }
    let mut best: Option<(u8, bool)> = None;
    let ranges = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
    for range in ranges.filter(|range| !range.trim().is_empty()) {
        // The most specific range that fits decides (RFC 9110, section 12.5.1).
        if let Some(specificity) = fits(range, media_type) {
            let allowed = !is_zero_quality(range);
            best = match best {
                Some((known, was_allowed)) if known == specificity => Some((known, was_allowed || allowed)),
                Some((known, was_allowed)) if known > specificity => Some((known, was_allowed)),
                _ => Some((specificity, allowed)),
            };
        }
    }
    best.is_some_and(|(_, allowed)| allowed)
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split_once(';').map_or(media_type, |(essence, _)| essence).trim()
}

/// How closely the media range fits: 2 exactly, 1 by type, 0 as `*/*`; none when it does not.
fn fits(range: &str, media_type: &str) -> Option<u8> {
    let (range, media_type) = (essence(range), essence(media_type));
    if range == "*/*" || range == "*" {
        return Some(0);
    }
    if range.eq_ignore_ascii_case(media_type) {
        return Some(2);
    }
    let (kind, _) = media_type.split_once('/')?;
    range.strip_suffix("/*").is_some_and(|range| range.eq_ignore_ascii_case(kind)).then_some(1)
}

/// Whether the range's weight is zero, which excludes what it fits.
fn is_zero_quality(range: &str) -> bool {
    range.split(';').skip(1).any(|parameter| {
        let weight = parameter.trim().split_once('=').filter(|(key, _)| key.trim().eq_ignore_ascii_case("q"));
        weight.is_some_and(|(_, weight)| weight.trim().bytes().all(|byte| matches!(byte, b'0' | b'.')))
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn accept(lines: &[&'static str], media_type: &str) -> bool {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::ACCEPT, HeaderValue::from_static(line));
        }
        accepts(&headers, media_type)
    }

    #[test]
    fn accept_header_by_specificity_and_weight() {
        let json = "application/json";
        assert!(accept(&[], json));
        assert!(accept(&["application/json"], json));
        assert!(accept(&["Application/JSON; q=0.2"], json));
        assert!(accept(&["text/html, */*;q=0.1"], json));
        assert!(accept(&["text/html", "application/*"], json));
        assert!(!accept(&["application/hal+json"], json));
        assert!(!accept(&["text/*"], json));
        assert!(!accept(&["application/json;q=0, */*"], json));
        assert!(accept(&["application/json, */*;q=0.000"], json));
        assert!(!accept(&[""], json));
    }

    #[test]
    fn parameters_do_not_matter() {
        assert!(media_type_matches("application/json; charset=utf-8", "application/json"));
        assert!(media_type_matches("APPLICATION/JSON", "application/json"));
        assert!(!media_type_matches("application/jsonx", "application/json"));
        assert!(!media_type_matches("", "application/json"));
    }
}
