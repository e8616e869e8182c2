//! Matching by steps and by a table allocates nothing, whatever the string is.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use farrier_codegen::pattern::{Strategy, compile};
use farrier_patterns::load;

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's layout.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `alloc` above with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn steps_and_tables_allocate_nothing() {
    let sources = [
        "^[a-zA-Z_0-9][a-zA-Z_\\-0-9]*[a-zA-Z0-9]+$",
        "^([a-z]+\\.){0,3}(com|org)$",
        "^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$",
        "^(?!aws:)[\\p{L}\\p{N}]+$",
        "^\\-.{2}$",
        "^arn:aws[a-z-]*-x:.*$",
    ];
    let patterns = sources.map(|source| compile(source).expect("well-formed"));
    assert!(patterns.iter().all(|plan| matches!(plan.matcher.strategy(), Strategy::Steps | Strategy::Table)));
    let patterns = patterns.map(|plan| load(&plan));
    let long = "a-b.é😀".repeat(1_000);
    let texts = ["", "a", "www.example.com", "Größe = 3", "-😀", "arn:aws-x:1", &long];
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let matched = patterns
        .iter()
        .map(|pattern| texts.iter().filter(|text| pattern.is_match(text)).count())
        .sum::<usize>();
    assert_eq!(ALLOCATIONS.load(Ordering::Relaxed), before);
    assert!(matched > 6);
}
