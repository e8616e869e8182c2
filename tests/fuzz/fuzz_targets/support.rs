//! What both targets need: messages from bytes, and a bound on memory.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use http::{HeaderMap, HeaderName, HeaderValue};
use libfuzzer_sys::arbitrary::{Result, Unstructured};

/// Names that some operation reads, or that decide about a message.
const NAMES: &[&str] = &[
    "accept", "content-type", "content-encoding", "content-md5", "host", "x-amzn-errortype", "x-all", "x-big", "x-digits",
    "x-epoch", "x-flag", "x-float", "x-iso", "x-json", "x-meta-a", "x-one", "x-resource", "x-size", "x-suits", "x-text",
    "x-texts", "x-time", "x-times",
];
/// Values that lead somewhere.
const VALUES: &[&str] = &[
    "application/json", "text/plain", "*/*", "gzip", "1", "true", "NaN", "Tue, 29 Apr 2014 18:30:38 GMT",
    "2014-04-29T18:30:38Z", "a, \"b, \\\"c\\\"\", d", "eyJhIjoxfQ==", "club", "Missing", "ns#Missing:http://x/",
];

pub fn headers(bytes: &mut Unstructured<'_>) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for _ in 0..bytes.int_in_range(0..=12)? {
        let name = if bytes.ratio(9, 10)? { *bytes.choose(NAMES)? } else { bytes.arbitrary()? };
        let value = if bytes.ratio(1, 2)? { bytes.choose(VALUES)?.as_bytes() } else { bytes.arbitrary()? };
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value)) {
            headers.append(name, value);
        }
    }
    Ok(headers)
}

/// Runs `work`, which must not take more memory at once than a multiple of the input's length.
pub fn bounded(input: usize, work: impl FnOnce()) {
    let before = NOW.load(Relaxed);
    PEAK.store(before, Relaxed);
    work();
    let taken = PEAK.load(Relaxed).saturating_sub(before);
    // An element of two bytes, `0,`, becomes a document of some dozen, in a list that doubles as it grows. The state of
    // a compressor has a constant size.
    assert!(taken <= 512 * 1024 + 512 * input, "{taken} bytes for an input of {input}");
}

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counted.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// Safety: every call is the system's, with the arguments as they came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}
