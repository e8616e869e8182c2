//! `cargo xtask corpus` as a user meets it: the table, failures, exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn structure(members: &str) -> String {
    format!(
        r#"{{ "smithy": "2.0", "shapes": {{ "example#Thing": {{ "type": "structure", "members": {{ {members} }} }} }} }}"#
    )
}

fn folder(models: &[(&str, String)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, text) in models {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a model");
    }
    folder
}

fn corpus(folder: &TempDir, flags: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-farrier"));
    // From the workspace, whose lock file and target folder the crates share.
    command.args(["corpus"]).arg(folder.path()).args(flags).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().expect("the command runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The value of a row of the table.
fn value(output: &Output, name: &str) -> String {
    let text = stdout(output);
    let row = text.lines().find_map(|line| line.trim_start().strip_prefix(name));
    row.unwrap_or_else(|| panic!("no row {name} in {text}")).trim().to_owned()
}

#[test]
fn a_model_that_fails_is_told_and_the_others_are_generated() {
    let sound = structure(r#""name": { "target": "smithy.api#String" }"#);
    let broken = structure(r#""name": { "target": "example#Missing" }"#);
    let folder = folder(&[("sound.json", sound), ("broken.json", broken), ("notes.txt", String::new())]);
    let results = folder.path().join("results");
    let output = corpus(&folder, &["--jobs", "2", "--json", &results.display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(value(&output, "models"), "2");
    assert_eq!(value(&output, "failures"), "1");
    assert!(stdout(&output).contains("example#Missing"), "{}", stdout(&output));
    let results: serde_json::Value =
        serde_json::from_slice(&fs::read(results).expect("the results")).expect("JSON");
    let failures: Vec<bool> =
        results["models"].as_array().expect("rows").iter().map(|row| row["failure"].is_string()).collect();
    assert_eq!(failures.iter().filter(|failed| **failed).count(), 1);
}

/// As the models that AWS publishes lie in its repository.
#[test]
fn models_in_folders_inside_are_found_and_have_names_of_their_own() {
    let folder = folder(&[
        ("quay/service/2006-03-01/quay.json", structure("")),
        ("quay/service/2020-01-01/quay.json", structure("")),
        ("reef.json", structure("")),
        (".hidden/none.json", "no model".to_owned()),
    ]);
    let out = TempDir::new().expect("a folder");
    let output = corpus(&folder, &["--out", &out.path().display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert_eq!(value(&output, "models"), "3");
    let crates = fs::read_dir(out.path()).expect("crates").map(|entry| entry.expect("a crate").path());
    assert_eq!(
        crates.filter(|it| it.join("src/lib.rs").is_file() && !it.ends_with("farrier-runtime")).count(),
        3
    );
}

#[test]
fn crates_are_checked_as_one_workspace() {
    let folder = folder(&[("one.json", structure("")), ("two.json", structure(""))]);
    let out = TempDir::new().expect("a folder");
    let output = corpus(&folder, &["--compile", "all", "--out", &out.path().display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(value(&output, "crates checked"), "2");
    assert_eq!(value(&output, "without a warning"), "2");
    // The time a crate.
    let said = String::from_utf8_lossy(&output.stderr);
    let times = said.lines().filter(|line| line.starts_with("checked ") && line.ends_with(" s"));
    assert_eq!(times.count(), 2, "{said}");
    assert!(
        out.path().join("one/src/lib.rs").is_file() && Path::new(out.path()).join("Cargo.toml").is_file()
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_keeps_no_other_from_being_generated() {
    let folder = folder(&[
        ("cut.json", "{ \"smithy\": \"2.0\",\n  \"shapes\": {".to_owned()),
        ("empty.json", String::new()),
        ("list.json", "[]".to_owned()),
        ("sound.json", structure("")),
    ]);
    fs::write(folder.path().join("bytes.json"), b"\xff\xfe{}").expect("a model");
    fs::create_dir(folder.path().join("folder.json")).expect("a folder");
    let output = corpus(&folder, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((value(&output, "models"), value(&output, "failures")), ("5".to_owned(), "4".to_owned()));
    assert_eq!(value(&output, "shapes"), "1");
    for place in ["cut.json:2:", "empty.json:1:1", "list.json:1:1", "bytes.json:1:1"] {
        assert!(stdout(&output).contains(place), "{place}: {}", stdout(&output));
    }
}

#[test]
fn wrong_flags_give_a_message_and_exit_1_before_anything_is_generated() {
    let folder = folder(&[("sound.json", structure(""))]);
    let wrong: [(&[&str], &str); 6] = [
        (&["--jobs", "0"], "--jobs"),
        (&["--jobs", "many"], "--jobs"),
        (&["--compile", "0"], "--compile"),
        (&["--compile", "sound,other"], "no model `other`"),
        (&["--out"], "--out"),
        (&["--colour"], "--colour"),
    ];
    for (flags, part) in wrong {
        let output = corpus(&folder, flags);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{flags:?}");
        assert!(said.contains(part) && !said.contains("generated"), "{flags:?}: {said}");
    }
}

#[test]
fn a_folder_without_models_is_a_failure() {
    let output = corpus(&folder(&[]), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no model"));
}

#[test]
fn a_workspace_of_somebody_else_is_left_alone() {
    let folder = folder(&[("one.json", structure(""))]);
    for name in ["Cargo.toml", "Cargo.lock"] {
        let out = TempDir::new().expect("a folder");
        fs::write(out.path().join(name), "precious").expect("a file");
        let output = corpus(&folder, &["--out", &out.path().display().to_string()]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("{name} is in the way, and Farrier did not write it")), "{said}");
        assert_eq!(fs::read_to_string(out.path().join(name)).expect("the file"), "precious");
        assert_eq!(fs::read_dir(out.path()).expect("the folder").count(), 1);
    }
}

#[test]
fn a_workspace_is_written_again() {
    let folder = folder(&[("one.json", structure(""))]);
    let out = TempDir::new().expect("a folder");
    for _ in 0..2 {
        let output = corpus(&folder, &["--out", &out.path().display().to_string()]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let manifest = fs::read_to_string(out.path().join("Cargo.toml")).expect("the manifest");
    assert!(manifest.contains("\"one\""), "{manifest}");
}
