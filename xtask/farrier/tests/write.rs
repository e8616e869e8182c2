//! A crate is written whole or not at all, and nothing that is not Farrier's is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use farrier::write::{self, Change, MANIFEST};
use farrier_codegen::Files;
use tempfile::TempDir;

fn files(entries: &[(&str, &str)]) -> Files {
    let mut files = Files::new();
    for (path, text) in entries {
        files.insert(*path, *text);
    }
    files
}

fn put(dir: &Path, path: &str, text: &str) -> PathBuf {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(&path, text).expect("a file");
    path
}

fn text(dir: &Path, path: &str) -> String {
    fs::read_to_string(dir.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn apply(dir: &Path, files: &Files) -> write::Outcome {
    write::apply(dir, files).unwrap_or_else(|failure| panic!("{failure}"))
}

fn refusal(dir: &Path, files: &Files) -> String {
    write::apply(dir, files).expect_err("must be refused").to_string()
}

/// Every file and symbolic link below `dir`, without following links.
fn tree(dir: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, dir: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("below").display().to_string();
            let kind = path.symlink_metadata().expect("metadata");
            if kind.is_dir() {
                walk(root, &path, found);
            } else if kind.is_symlink() {
                found.insert(name, format!("-> {}", fs::read_link(&path).expect("a link").display()));
            } else {
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(dir, dir, &mut found);
    found
}

fn age(path: &Path) -> SystemTime {
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(path).and_then(|file| file.set_modified(old)).expect("an old time");
    old
}

fn modified(path: &Path) -> SystemTime {
    path.metadata().and_then(|metadata| metadata.modified()).expect("a time")
}

/// Both ways of writing: the folder exchanged as a whole, and the files replaced one by one.
fn both_ways(check: impl Fn(&Path, &dyn Fn(&Files) -> write::Outcome)) {
    for write in [write::apply, write::apply_in_place] {
        let root = TempDir::new().expect("a folder");
        let dir = root.path().join("crate");
        check(&dir, &|files| write(&dir, files).unwrap_or_else(|failure| panic!("{failure}")));
        assert_eq!(
            fs::read_dir(root.path()).expect("a folder").count(),
            1,
            "nothing is left beside the crate"
        );
    }
}

#[test]
fn a_new_crate_has_its_files_and_a_manifest_that_sha256sum_accepts() {
    let root = TempDir::new().expect("a folder");
    let dir = root.path().join("deep/down/crate");
    let outcome = apply(&dir, &files(&[("Cargo.toml", "[package]\n"), ("src/lib.rs", "//! Hi.\n")]));
    assert_eq!((outcome.created, outcome.updated, outcome.removed), (3, 0, 0));
    assert_eq!(text(&dir, "src/lib.rs"), "//! Hi.\n");
    assert!(text(&dir, MANIFEST).contains("  src/lib.rs\n"));
    assert_eq!(
        fs::read_dir(dir.parent().expect("a parent")).expect("a folder").count(),
        1,
        "nothing beside it"
    );
    if let Ok(output) =
        Command::new("sha256sum").args(["--check", "--quiet", MANIFEST]).current_dir(&dir).output()
    {
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn a_file_that_needs_no_change_is_not_touched() {
    both_ways(|dir, apply| {
        apply(&files(&[("a.rs", "same"), ("src/b.rs", "old")]));
        let old = age(&dir.join("a.rs"));
        apply(&files(&[("a.rs", "same"), ("src/b.rs", "new")]));
        assert_eq!(modified(&dir.join("a.rs")), old);
        assert_eq!(text(dir, "src/b.rs"), "new");
    });
}

#[test]
fn a_crate_that_is_up_to_date_is_not_written_to() {
    let root = TempDir::new().expect("a folder");
    let dir = root.path().join("crate");
    let wanted = files(&[("a.rs", "1"), ("src/b.rs", "2")]);
    apply(&dir, &wanted);
    let before = modified(&dir);
    assert!(write::plan(&dir, &wanted).expect("a plan").is_empty());
    assert_eq!(apply(&dir, &wanted), write::Outcome::default());
    assert_eq!(modified(&dir), before);
}

#[test]
fn files_that_are_no_longer_generated_go_with_their_folders() {
    both_ways(|dir, apply| {
        apply(&files(&[("src/lib.rs", "1"), ("src/old/deep/gone.rs", "2"), ("src/shared/a.rs", "3")]));
        put(dir, "src/shared/mine.txt", "mine");
        let outcome = apply(&files(&[("src/lib.rs", "1")]));
        assert_eq!((outcome.created, outcome.updated, outcome.removed), (0, 1, 2));
        assert!(!dir.join("src/old").exists());
        assert_eq!(text(dir, "src/shared/mine.txt"), "mine");
        assert!(!dir.join("src/shared/a.rs").exists());
    });
}

#[test]
fn foreign_files_folders_and_links_stay() {
    both_ways(|dir, apply| {
        apply(&files(&[("Cargo.toml", "1"), ("src/lib.rs", "1")]));
        put(dir, "Cargo.lock", "lock");
        put(dir, "target/debug/deps/huge.o", "object");
        put(dir, ".git/HEAD", "ref");
        put(dir, "src/mine/own.rs", "own");
        put(dir, "src/note.txt", "note");
        std::os::unix::fs::symlink("nowhere", dir.join("dangling")).expect("a link");
        fs::create_dir(dir.join("empty")).expect("a folder");
        let inode = |path: &str| {
            use std::os::unix::fs::MetadataExt as _;
            dir.join(path).symlink_metadata().expect("metadata").ino()
        };
        let foreign =
            ["Cargo.lock", "target", "target/debug/deps/huge.o", ".git", "src/mine", "src/note.txt", "empty"];
        let before = foreign.map(inode);
        apply(&files(&[("Cargo.toml", "2"), ("src/new.rs", "2"), ("tests/t.rs", "2")]));
        assert_eq!(foreign.map(inode), before, "moved or kept, never copied");
        let mut found = tree(dir);
        found.remove(MANIFEST);
        let expected = [
            (".git/HEAD", "ref"),
            ("Cargo.lock", "lock"),
            ("Cargo.toml", "2"),
            ("dangling", "-> nowhere"),
            ("src/mine/own.rs", "own"),
            ("src/new.rs", "2"),
            ("src/note.txt", "note"),
            ("target/debug/deps/huge.o", "object"),
            ("tests/t.rs", "2"),
        ];
        assert_eq!(found, expected.map(|(path, text)| (path.to_owned(), text.to_owned())).into());
        assert!(!dir.join("target").is_symlink());
    });
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_nothing_is_written() {
    let root = TempDir::new().expect("a folder");
    put(root.path(), "src/lib.rs", "mine");
    let before = tree(root.path());
    let message = refusal(root.path(), &files(&[("Cargo.toml", "1"), ("src/lib.rs", "generated")]));
    assert!(message.contains("src/lib.rs is in the way"), "{message}");
    assert_eq!(tree(root.path()), before);
}

#[test]
fn a_foreign_file_with_the_same_bytes_is_adopted() {
    let root = TempDir::new().expect("a folder");
    put(root.path(), "src/lib.rs", "generated");
    apply(root.path(), &files(&[("src/lib.rs", "generated")]));
    apply(root.path(), &files(&[("src/lib.rs", "generated again")]));
    assert_eq!(text(root.path(), "src/lib.rs"), "generated again");
}

#[test]
fn nothing_is_written_through_a_symbolic_link() {
    let (root, elsewhere) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    std::os::unix::fs::symlink(elsewhere.path(), root.path().join("src")).expect("a link");
    let message = refusal(root.path(), &files(&[("src/lib.rs", "generated")]));
    assert!(message.contains("src is in the way"), "{message}");
    assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0);
}

#[test]
fn an_edited_file_is_overwritten_while_generated_and_kept_when_not() {
    both_ways(|dir, apply| {
        let both = files(&[("src/a.rs", "a"), ("src/b.rs", "b")]);
        apply(&both);
        put(dir, "src/a.rs", "edited");
        put(dir, "src/b.rs", "edited");
        let outcome = apply(&files(&[("src/a.rs", "a")]));
        assert_eq!(text(dir, "src/a.rs"), "a");
        assert_eq!(text(dir, "src/b.rs"), "edited");
        assert_eq!(outcome.notes.len(), 2, "{:?}", outcome.notes);
        let message = refusal(dir, &both);
        assert!(message.contains("src/b.rs is in the way"), "it is the owner's now: {message}");
    });
}

#[test]
fn the_crate_may_be_reached_through_a_symbolic_link() {
    let root = TempDir::new().expect("a folder");
    let (dir, link) = (root.path().join("crate"), root.path().join("link"));
    fs::create_dir(&dir).expect("a folder");
    std::os::unix::fs::symlink("crate", &link).expect("a link");
    apply(&link, &files(&[("a.rs", "1")]));
    apply(&link, &files(&[("a.rs", "2")]));
    assert!(link.is_symlink());
    assert_eq!(text(&dir, "a.rs"), "2");
}

#[test]
fn mode_of_the_crate_folder_stays() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = TempDir::new().expect("a folder");
    let dir = root.path().join("crate");
    apply(&dir, &files(&[("src/a.rs", "1")]));
    fs::set_permissions(dir.join("src"), fs::Permissions::from_mode(0o700)).expect("a mode");
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o750)).expect("a mode");
    apply(&dir, &files(&[("src/a.rs", "2")]));
    for (path, mode) in [(dir.clone(), 0o750), (dir.join("src"), 0o700)] {
        assert_eq!(
            path.metadata().expect("metadata").permissions().mode() & 0o777,
            mode,
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_place_that_cannot_be_written_gives_one_clear_message() {
    let root = TempDir::new().expect("a folder");
    let file = put(root.path(), "file", "");
    let message = refusal(&file, &files(&[("a.rs", "1")]));
    assert!(message.contains("is not a folder"), "{message}");
    let message = refusal(&file.join("below"), &files(&[("a.rs", "1")]));
    assert!(message.contains("is not a folder"), "{message}");
    // Not even root writes here.
    let message = refusal(Path::new("/proc/farrier-crate"), &files(&[("a.rs", "1")]));
    assert!(message.starts_with("cannot ") && message.contains(" /proc/"), "{message}");
}

#[test]
fn paths_that_lead_out_or_differ_only_in_case_are_refused() {
    let root = TempDir::new().expect("a folder");
    for path in ["../out.rs", "/etc/x", "a//b", "", "./a", "a/", "a\\b", MANIFEST] {
        let message = refusal(root.path(), &files(&[(path, "1")]));
        assert!(message.contains("cannot be the path"), "{message}");
    }
    assert!(refusal(root.path(), &files(&[("src/A.rs", ""), ("src/a.rs", "")])).contains("only in case"));
    assert!(
        refusal(root.path(), &files(&[("src", ""), ("src/a.rs", "")]))
            .contains("as a file and as the folder")
    );
    assert_eq!(fs::read_dir(root.path()).expect("a folder").count(), 0);
}

#[test]
fn a_damaged_manifest_cannot_remove_files_elsewhere() {
    let root = TempDir::new().expect("a folder");
    let (dir, outside) = (root.path().join("crate"), put(root.path(), "outside.rs", "x"));
    apply(&dir, &files(&[("a.rs", "1")]));
    // SHA-256 of "x".
    let hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let manifest = text(&dir, MANIFEST) + &format!("{hash}  ../outside.rs\n");
    put(&dir, MANIFEST, &manifest);
    apply(&dir, &files(&[("a.rs", "2")]));
    assert!(outside.exists());
}

#[test]
fn the_plan_names_every_change_in_order() {
    let root = TempDir::new().expect("a folder");
    apply(root.path(), &files(&[("a.rs", "1"), ("b.rs", "1")]));
    put(root.path(), "a.rs", "edited");
    let plan = write::plan(root.path(), &files(&[("a.rs", "1"), ("c.rs", "1")])).expect("a plan");
    let update =
        |path: &str, old: &[u8], edited| Change::Update { path: path.into(), old: old.into(), edited };
    let manifest = fs::read(root.path().join(MANIFEST)).expect("a manifest");
    let expected = [
        update(MANIFEST, &manifest, false),
        update("a.rs", b"edited", true),
        Change::Remove { path: "b.rs".into() },
        Change::Create { path: "c.rs".into() },
    ];
    assert_eq!(plan.changes(), expected);
}

const CHILD: &str = "FARRIER_TEST_CHILD";

/// Forty files, each of which differs between the versions, and some that only one version has.
fn version(number: u64) -> Files {
    let mut files = Files::new();
    for index in 0..40 {
        files.insert(
            format!("src/m{}/f{index}.rs", index % 5),
            format!("// {index}, version {number}\n").repeat(50),
        );
    }
    files.insert("Cargo.toml", format!("# version {number}\n"));
    files.insert(format!("src/only{number}/a.rs"), "// only here\n");
    files
}

/// Not a test by itself: the process that the tests below start and kill.
#[test]
fn child() {
    let Ok(task) = std::env::var(CHILD) else { return };
    let (number, dir) = task.split_once(' ').expect("a task");
    apply(Path::new(dir), &version(number.parse().expect("a number")));
}

fn start(number: u64, dir: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "child", "--test-threads=1"])
        .env(CHILD, format!("{number} {}", dir.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

/// The one version that stands in `dir`; panics at a mixture.
fn standing(dir: &Path) -> u64 {
    let first = text(dir, "Cargo.toml");
    let number = first.trim_start_matches("# version ").trim().parse().expect("a number");
    for (path, expected) in version(number).iter() {
        assert_eq!(text(dir, path), expected, "{path} in version {number}");
    }
    for other in (1..=2).filter(|other| *other != number) {
        assert!(!dir.join(format!("src/only{other}")).exists(), "left over from version {other}");
    }
    number
}

#[test]
fn a_run_killed_at_any_moment_leaves_the_old_crate_or_the_new_one() {
    let root = TempDir::new().expect("a folder");
    let dir = root.path().join("crate");
    apply(&dir, &version(1));
    put(&dir, "target/debug/object", "object");
    put(&dir, "src/mine/own.rs", "own");
    put(&dir, "src/m1/note.txt", "note");
    // How long a whole run takes here, at most so far; kills are spread over that time and half of it again.
    let started = std::time::Instant::now();
    start(2, &dir).wait().expect("a run");
    let mut whole = started.elapsed();
    let (mut killed, mut seen, mut random) = (0, [0, 0], 1_u64);
    for round in 0..150_u64 {
        let started = std::time::Instant::now();
        let mut child = start(round % 2 + 1, &dir);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let kill_after = whole.mul_f64(1.5 * (random >> 40) as f64 / (1_u64 << 24) as f64);
        while started.elapsed() < kill_after && child.try_wait().expect("a state").is_none() {
            std::thread::sleep(kill_after.saturating_sub(started.elapsed()).min(Duration::from_micros(200)));
        }
        let _ = child.kill();
        let is_whole = child.wait().expect("an end").success();
        whole = if is_whole { whole.max(started.elapsed()) } else { whole };
        killed += usize::from(!is_whole);
        seen[usize::from(standing(&dir) == 2)] += 1;
        assert_eq!(text(&dir, "target/debug/object"), "object");
        assert_eq!(text(&dir, "src/mine/own.rs"), "own");
        assert_eq!(text(&dir, "src/m1/note.txt"), "note");
    }
    assert!(
        killed > 0 && seen[0] > 0 && seen[1] > 0,
        "killed {killed}, seen {seen:?}: not spread over a run"
    );
    apply(&dir, &version(1));
    assert_eq!(standing(&dir), 1);
    assert!(!dir.join("target").is_symlink() && !dir.join("src/mine").is_symlink());
    assert_eq!(fs::read_dir(root.path()).expect("a folder").count(), 1, "nothing is left beside the crate");
}

#[test]
fn runs_at_once_follow_each_other() {
    let root = TempDir::new().expect("a folder");
    let dir = root.path().join("crate");
    let mut children: Vec<_> = (0..8).map(|index| start(index % 2 + 1, &dir)).collect();
    for child in &mut children {
        assert!(child.wait().expect("an end").success());
    }
    standing(&dir);
    assert_eq!(fs::read_dir(root.path()).expect("a folder").count(), 1, "nothing is left beside the crate");
}
