//! Labels that clients put into the host's name: buckets of Amazon S3.

use http::{HeaderMap, Uri, header, uri::PathAndQuery};

/// The URI of a request with the label back in its path that stands before one of `hosts` in the host's name: that of
/// `http://bucket.s3.example.com/key` is `/bucket/key` where `hosts` has `s3.example.com`. None for a request whose
/// host is not below one of them. `Service::with_hosts` is a service that does so before it routes.
#[must_use]
pub fn label_into_path<S: AsRef<str>>(uri: &Uri, headers: &HeaderMap, hosts: &[S]) -> Option<Uri> {
    let header = || headers.get(header::HOST)?.to_str().ok();
    let host = uri.authority().map(http::uri::Authority::as_str).or_else(header)?;
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let label = label_before(host, hosts)?;
    let path = if uri.path() == "/" { "" } else { uri.path() };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let target: PathAndQuery = format!("/{label}{path}{query}").parse().ok()?;
    Some(Uri::from(target))
}

/// What stands before the longest of `hosts` that `host` ends with, whatever the case.
fn label_before<'h, S: AsRef<str>>(host: &'h str, hosts: &[S]) -> Option<&'h str> {
    let before = |base: &S| {
        let at = host.len().checked_sub(base.as_ref().len())?;
        let (before, end) = host.split_at_checked(at)?;
        let is_below = before.is_empty() || before.ends_with('.');
        (is_below && end.eq_ignore_ascii_case(base.as_ref())).then_some(before)
    };
    let label = hosts.iter().filter_map(before).min_by_key(|before| before.len())?.strip_suffix('.')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (!label.is_empty() && label.bytes().all(is_name)).then_some(label)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn path(host: &'static str, path: &str) -> Option<String> {
        let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]);
        let hosts = ["example.com", "s3.example.com", "localhost"];
        label_into_path(&path.parse().expect("a URI"), &headers, &hosts).map(|uri| uri.to_string())
    }

    #[test]
    fn what_stands_before_a_host_goes_into_the_path() {
        assert_eq!(path("bucket.s3.example.com", "/").as_deref(), Some("/bucket"));
        assert_eq!(
            path("bucket.S3.example.com:8080", "/../a%20b?x=1").as_deref(),
            Some("/bucket/../a%20b?x=1")
        );
        assert_eq!(path("my.bucket.localhost", "/a").as_deref(), Some("/my.bucket/a"));
    }

    #[test]
    fn other_hosts_are_left() {
        let other =
            ["s3.example.com", "example.com", "xs3.localhost.org", "xlocalhost", ".s3.example.com", ""];
        let no_label = ["a/b.s3.example.com", "a?b.localhost", "a b.localhost", "a%20b.localhost"];
        for host in other.into_iter().chain(no_label) {
            assert_eq!(path(host, "/a"), None, "{host}");
        }
    }
}
