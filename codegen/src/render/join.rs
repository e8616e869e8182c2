//! Longer lines than the formatter's: what it has broken is joined where it fits.

use super::table::WIDTH;

/// Joins what fits.
pub(super) fn join(text: &str) -> String {
    let mut joined: Vec<String> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if is_use(line) {
            let mut whole = line.to_owned();
            while !whole.ends_with(';') {
                let Some(next) = lines.next() else { break };
                push_part(&mut whole, next.trim());
            }
            push_use(&mut joined, &whole);
            continue;
        }
        joined.push(line.to_owned());
        close(&mut joined);
        if lines.peek().is_none_or(|next| !is_link(next)) {
            join_chain(&mut joined);
        }
        join_value(&mut joined);
    }
    joined.push(String::new());
    joined.join("\n")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//") || line.trim_start().starts_with('#')
}

/// Joins what the last line closes.
fn close(lines: &mut Vec<String>) {
    let Some((last, before)) = lines.split_last() else { return };
    let depth = indent(last);
    let opener = match last.trim_start().chars().next() {
        Some(')') => '(',
        Some(']') => '[',
        Some('}') => '{',
        _ => return,
    };
    let Some(at) = before.iter().rposition(|line| indent(line) <= depth && !line.is_empty()) else { return };
    let (head, inside) = (&before[at], &before[at + 1..]);
    let simple = |line: &String| indent(line) == depth + 4 && !is_comment(line);
    if indent(head) != depth
        || !head.ends_with(opener)
        || is_comment(head)
        || inside.is_empty()
        || !inside.iter().all(simple)
    {
        return;
    }
    let parts: Vec<&str> = inside.iter().map(|line| line.trim()).collect();
    let Some(whole) = closed(head, &parts, last.trim_start(), opener) else { return };
    if whole.len() <= WIDTH {
        lines.truncate(at);
        lines.push(whole);
        close(lines);
    }
}

/// The joined line; none where the parts belong on lines of their own.
fn closed(head: &str, parts: &[&str], tail: &str, opener: char) -> Option<String> {
    let list = parts.join(" ");
    let bare = list.strip_suffix(',').unwrap_or(&list);
    if opener != '{' {
        let called = head
            .chars()
            .rev()
            .nth(1)
            .is_some_and(|before| before.is_alphanumeric() || "_!>".contains(before));
        // A tuple of one keeps its comma.
        let list = if opener == '(' && !called && parts.len() == 1 { &list } else { bare };
        return (!parts.iter().any(|part| part.ends_with('{') || part.ends_with(';')))
            .then(|| format!("{head}{list}{tail}"));
    }
    let defines = ["struct ", "enum ", "impl ", "trait ", "union ", "mod "];
    let start = head.trim_start().trim_start_matches("pub ");
    let fields =
        parts.iter().all(|part| part.ends_with(',') && !part.contains("=>") || part.starts_with(".."));
    if let (Some(arm), [only], "}") = (head.strip_suffix("=> {"), parts, tail)
        && !only.ends_with([';', ',', '{', '}'])
    {
        return Some(format!("{arm}=> {only},"));
    }
    (fields && !defines.iter().any(|define| start.starts_with(define)) && !start.contains("match "))
        .then(|| format!("{head} {bare} {tail}"))
}

/// Whether the line goes on with a chain of calls.
fn is_link(line: &str) -> bool {
    line.trim_start().starts_with('.') && !line.trim_start().starts_with("..")
}

/// Joins the chain of calls that ends in the last line.
fn join_chain(lines: &mut Vec<String>) {
    let links = lines.iter().rev().take_while(|line| is_link(line)).count();
    let Some(at) = lines.len().checked_sub(links + 1) else { return };
    let Some(depth) = lines.get(at).map(|head| indent(head)) else { return };
    if links == 0 || lines[at + 1..].iter().any(|link| indent(link) != depth + 4) {
        return;
    }
    let whole = lines[at..].iter().skip(1).fold(lines[at].clone(), |whole, link| whole + link.trim());
    if whole.len() <= WIDTH {
        lines.truncate(at);
        lines.push(whole);
        close(lines);
    }
}

/// Joins a value to the line that ends in `=` or `=>` before it.
fn join_value(lines: &mut Vec<String>) {
    let [.., name, value] = lines.as_slice() else { return };
    let whole = format!("{name} {}", value.trim_start());
    if name.ends_with(" =") && indent(value) == indent(name) + 4 && !is_comment(name) && whole.len() <= WIDTH
    {
        lines.truncate(lines.len() - 2);
        lines.push(whole);
    }
}

fn is_use(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("use ") || line.starts_with("pub use ")
}

/// Adds a line of an import.
fn push_part(whole: &mut String, part: &str) {
    if part.starts_with('}') {
        if whole.ends_with(',') {
            whole.pop();
        }
    } else if !whole.ends_with('{') {
        whole.push(' ');
    }
    whole.push_str(part);
}

/// An import on one line, or its names on as few as hold them.
fn push_use(lines: &mut Vec<String>, whole: &str) {
    let braces = whole.find('{').zip(whole.rfind('}'));
    let Some((open, end)) = braces.filter(|_| whole.len() > WIDTH) else {
        lines.push(whole.to_owned());
        return;
    };
    let outer = " ".repeat(indent(whole));
    lines.push(whole[..=open].to_owned());
    fill(lines, &whole[open + 1..end], &format!("{outer}    "));
    lines.push(format!("{outer}{}", &whole[end..]));
}

/// Fills lines with the parts of a list, a nested list on lines of its own where it does not fit.
fn fill(lines: &mut Vec<String>, list: &str, indent: &str) {
    let mut line = String::new();
    for part in split(list) {
        if !line.is_empty() && indent.len() + line.len() + part.len() + 2 > WIDTH {
            lines.push(format!("{indent}{}", std::mem::take(&mut line)));
        }
        if indent.len() + part.len() + 1 > WIDTH
            && let Some((open, end)) = part.find('{').zip(part.rfind('}'))
        {
            lines.push(format!("{indent}{}", &part[..=open]));
            fill(lines, &part[open + 1..end], &format!("{indent}    "));
            lines.push(format!("{indent}}},"));
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
        line.push(',');
    }
    if !line.is_empty() {
        lines.push(format!("{indent}{line}"));
    }
}

/// The parts of a list between commas that are in no braces.
fn split(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}
