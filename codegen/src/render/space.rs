//! Blank lines between items, which the formatter leaves out.

/// Puts them in.
pub(super) fn space(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 32);
    let mut previous = "";
    for line in text.lines() {
        if wants_blank_line(previous, line) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        previous = line;
    }
    spaced
}

fn wants_blank_line(previous: &str, line: &str) -> bool {
    let indent = line.len() - line.trim_start().len();
    // A constant whose value took several lines.
    if indent == 4
        && line.starts_with("    fn ")
        && previous.starts_with("        ")
        && previous.ends_with(';')
    {
        return true;
    }
    if indent > 4 || previous.len() - previous.trim_start().len() != indent || line.trim().is_empty() {
        return false;
    }
    let (before, after) = (previous.trim(), line.trim());
    if before.starts_with("//!") {
        return !after.starts_with("//!");
    }
    if before.starts_with("///") || before.starts_with("#[") {
        return false;
    }
    let opens = ["///", "#[", "pub ", "fn ", "impl", "const ", "static ", "mod ", "type ", "async "];
    let starts = opens.iter().any(|open| after.starts_with(open));
    let ends = matches!(before, "}" | "} }" | "];" | ");" | "})" | "});" | "};");
    if indent == 0 {
        // Imports stand together, and what has an empty body ends on its own line.
        if after.starts_with("use ") {
            return before.starts_with("#![");
        }
        if before.starts_with("impl") && before.ends_with("{}") {
            return true;
        }
        let import_ends = before.ends_with(';') && !after.starts_with("use ") && before.starts_with("use ");
        let declaration = |text: &str| {
            text.starts_with("mod ")
                || text.starts_with("pub mod ")
                || text.starts_with("pub use ")
                || text.starts_with("pub(crate) mod ")
        };
        let statement_ends = before.ends_with(';') && starts && !(declaration(before) && declaration(after));
        return import_ends || (ends && !after.starts_with(['}', ']', ')'])) || statement_ends;
    }
    ends && starts
        || (before.ends_with(';')
            && (before.starts_with("type ") || before.starts_with("const "))
            && !after.starts_with("type ")
            && starts)
}
