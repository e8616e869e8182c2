//! Protocols: a codec composed with the rules of HTTP.
