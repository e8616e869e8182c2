//! `cargo xtask codegen` as a user meets it: flags, files, exit codes, messages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const MODEL: &str = r#"{
  "smithy": "2.0",
  "shapes": {
    "example.city#Weather": {
      "type": "service",
      "version": "2026-01-01",
      "operations": [{ "target": "example.city#GetForecast" }, { "target": "example.city#Ping" }],
      "traits": { "aws.protocols#restJson1": {} }
    },
    "example.city#GetForecast": {
      "type": "operation",
      "input": { "target": "example.city#GetForecastInput" },
      "output": { "target": "example.city#GetForecastOutput" },
      "traits": { "smithy.api#http": { "method": "GET", "uri": "/forecast/{city}", "code": 200 } }
    },
    "example.city#GetForecastInput": {
      "type": "structure",
      "members": {
        "city": {
          "target": "smithy.api#String",
          "traits": { "smithy.api#httpLabel": {}, "smithy.api#required": {} }
        }
      },
      "traits": { "smithy.api#input": {} }
    },
    "example.city#GetForecastOutput": {
      "type": "structure",
      "members": { "text": { "target": "smithy.api#String" } },
      "traits": { "smithy.api#output": {} }
    },
    "example.city#Ping": {
      "type": "operation",
      "input": { "target": "smithy.api#Unit" },
      "output": { "target": "smithy.api#Unit" },
      "traits": { "smithy.api#http": { "method": "POST", "uri": "/ping", "code": 204 } }
    }
  }
}
"#;

/// A folder with a model and a list of one crate.
struct Team {
    root: TempDir,
}

impl Team {
    fn new() -> Self {
        let team = Self { root: TempDir::new().expect("a folder") };
        team.put("model/weather.json", MODEL);
        team.put(
            "model/codegen.toml",
            "[[crate]]\nname = \"weather\"\nmodels = [\"weather.json\"]\nout = \"../generated/weather\"\n",
        );
        team
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs the program in a folder below the root, as a user may.
    fn run(&self, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-farrier"))
            .args(args)
            .current_dir(self.path("model"))
            .output()
            .expect("the program starts");
        Run::new(&output)
    }
}

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn new(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn fails(self, part: &str) -> Self {
        assert_eq!(self.code, Some(1), "{}{}", self.out, self.err);
        assert!(self.err.contains(part), "{}", self.err);
        assert_eq!(self.err.matches("error:").count(), 1, "one message: {}", self.err);
        self
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> =
        entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn same_files(a: &Path, b: &Path) {
    assert_eq!(names(a), names(b), "{} and {}", a.display(), b.display());
    for name in names(a) {
        let (a, b) = (a.join(&name), b.join(&name));
        if a.is_dir() {
            same_files(&a, &b);
        } else {
            assert!(fs::read(&a).ok() == fs::read(&b).ok(), "{} and {}", a.display(), b.display());
        }
    }
}

#[test]
fn the_listed_crates_are_generated_and_then_up_to_date() {
    let team = Team::new();
    let run = team.run(&["codegen"]).ok();
    assert!(run.out.starts_with("1 service, 2 operations, "), "{}", run.out);
    assert!(run.out.contains(" lines in ") && run.out.lines().count() == 1, "{}", run.out);
    assert!(team.path("generated/weather/src/lib.rs").is_file());
    let run = team.run(&["codegen", "--check"]).ok();
    assert!(run.out.starts_with("up to date: 1 service, 2 operations, "), "{}", run.out);
    assert!(team.run(&["codegen"]).ok().err.is_empty(), "nothing was written");
}

#[test]
fn check_shows_what_differs_and_writes_nothing() {
    let team = Team::new();
    team.run(&["codegen"]).ok();
    let lib = "generated/weather/src/lib.rs";
    let generated = team.text(lib);
    team.put(lib, &format!("// edited\n{generated}"));
    fs::remove_file(team.path("generated/weather/Cargo.toml")).expect("removed");
    let run = team.run(&["codegen", "--check"]).fails("not up to date: ");
    assert!(run.err.contains("help: run `cargo farrier codegen`"), "{}", run.err);
    assert!(run.out.contains("\n-// edited\n") && run.out.contains("\n@@ "), "{}", run.out);
    assert!(run.out.contains("missing: ") && run.out.contains("Cargo.toml"), "{}", run.out);
    assert!(team.text(lib).starts_with("// edited"));
    team.run(&["codegen"]).ok();
    assert_eq!(team.text(lib), generated);
}

#[test]
fn check_finds_orphaned_files_and_crates() {
    let team = Team::new();
    team.run(&["codegen"]).ok();
    let list = team.text("model/codegen.toml");
    team.put("model/codegen.toml", &format!("{list}operations = [\"Ping\"]\n"));
    let run = team.run(&["codegen", "--check"]).fails("not up to date");
    assert!(run.out.contains("orphaned: "), "{}", run.out);
    team.run(&["codegen"]).ok();
    team.put("model/codegen.toml", &list.replace("generated/weather", "generated/moved"));
    team.run(&["codegen"]).ok();
    team.run(&["codegen", "--check"]).fails("codegen.toml does not list");
}

#[test]
fn a_crate_from_flags_has_the_runtime_in_it_and_the_same_bytes_anywhere() {
    let team = Team::new();
    let model = team.path("model/weather.json").display().to_string();
    for out in ["../a", "../deep/down/b"] {
        team.run(&["codegen", "--model", &model, "--out", out]).ok();
        team.run(&["codegen", "--check", "--model", "weather.json", "--out", out]).ok();
    }
    same_files(&team.path("a"), &team.path("deep/down/b"));
    assert!(team.path("a/runtime/src/lib.rs").is_file());
    assert!(team.text("a/runtime/Cargo.toml").contains("name = \"farrier-runtime\""));
    let manifest = team.text("a/Cargo.toml");
    assert!(manifest.contains("name = \"weather\"") && !manifest.contains("workspace"), "{manifest}");
}

#[test]
fn another_source_of_the_runtime_replaces_the_vendored_one() {
    let team = Team::new();
    let run = |source: &str| {
        team.run(&["codegen", "--model", "weather.json", "--out", "../a", "--runtime", source]).ok();
        team.text("a/Cargo.toml")
    };
    assert!(run("vendor").contains("path = \"runtime\""));
    let runtime =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the workspace").join("runtime");
    assert!(
        run(&format!("path={}", runtime.display())).contains(&format!("path = \"{}\"", runtime.display()))
    );
    assert!(!team.path("a/runtime").exists(), "what is no longer generated goes");
    assert!(run("git=https://example.com/farrier#v1").contains("rev = \"v1\""));
    assert!(run("version=0.1").contains("{ version = \"0.1\", default-features = false, "));
}

#[test]
fn several_models_and_repeated_flags_work() {
    let team = Team::new();
    team.put(
        "model/more.json",
        r#"{ "smithy": "2.0", "shapes": { "example.city#Extra": { "type": "string" } } }"#,
    );
    team.run(&["codegen", "--model", "weather.json", "more.json", "--out", "../a"]).ok();
    team.run(&["codegen", "--model", "weather.json", "--model", "more.json", "--out", "../b"]).ok();
    same_files(&team.path("a"), &team.path("b"));
    let base = ["codegen", "--model", "weather.json", "--out"];
    let once =
        [&base[..], &["../c", "--operations", "Ping,GetForecast", "--roles", "client,server"]].concat();
    let apart =
        ["--operations", "Ping", "--operations", "GetForecast", "--roles", "client", "--roles", "server"];
    team.run(&once).ok();
    team.run(&[&base[..], &["../d"], &apart[..]].concat()).ok();
    same_files(&team.path("c"), &team.path("d"));
}

#[test]
fn a_workspace_around_the_crate_that_does_not_know_it_gives_a_hint() {
    let team = Team::new();
    let args = ["codegen", "--model", "weather.json", "--out", "../a"];
    assert!(!team.run(&args).ok().err.contains("hint:"));
    team.put("Cargo.toml", "[workspace]\nmembers = []\n");
    let run = team.run(&args).ok();
    assert!(run.err.contains("hint: ") && run.err.contains("add \"a\" to its `members`"), "{}", run.err);
    team.put("Cargo.toml", "[workspace]\nexclude = [\"a\"]\n");
    assert!(!team.run(&args).ok().err.contains("hint:"));
}

#[test]
fn wrong_flags_give_one_message_exit_1_and_write_nothing() {
    let team = Team::new();
    let to =
        |more: &[&str]| team.run(&[&["codegen", "--model", "weather.json", "--out", "../a"], more].concat());
    to(&["--roles", "clinet"]).fails("'clinet'");
    to(&["--roles", ""]).fails("--roles");
    to(&["--operations", "A,,B"]).fails("--operations");
    to(&["--operations", "NoSuch"]).fails("NoSuch");
    to(&["--service", "example.city#NoSuch"]).fails("NoSuch");
    to(&["--runtime", "vendored"]).fails("\"vendored\"");
    to(&["--runtime", "workspace"]).fails("--runtime");
    to(&["--name", "no name"]).fails("\"no name\"");
    to(&["--chekc"]).fails("--chekc");
    to(&["--config", "codegen.toml"]).fails("--config");
    team.run(&["codegen", "--model", "weather.json"]).fails("--out");
    team.run(&["codegen", "--out", "../a"]).fails("--model");
    team.run(&["codegen", "--model", "nowhere.json", "--out", "../a"]).fails("nowhere.json");
    team.run(&["codegen", "--model", ".", "--out", "../a"]).fails("cannot read the model");
    team.run(&["codegne"]).fails("codegne");
    team.run(&[]).fails("subcommand");
    assert_eq!(names(team.root.path()), ["model"]);
}

#[test]
fn help_and_its_exit_code_are_no_failure() {
    let team = Team::new();
    let run = team.run(&["codegen", "--help"]).ok();
    for flag in ["--check", "--model", "--out", "--service", "--operations", "--roles", "--runtime"] {
        assert!(run.out.contains(flag), "{flag}");
    }
    team.run(&["--help"]).ok();
    let run = team.run(&["--version"]).ok();
    assert_eq!(run.out.trim_end(), concat!("farrier ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_broken_model_leaves_everything_as_it_was() {
    let team = Team::new();
    team.run(&["codegen"]).ok();
    let before = team.text("generated/weather/src/lib.rs");
    team.put("model/weather.json", "{ \"smithy\": \"2.0\", ");
    let run = team.run(&["codegen"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("weather.json"), "{}", run.err);
    assert_eq!(team.text("generated/weather/src/lib.rs"), before);
    assert_eq!(names(&team.path("generated")), ["weather"]);
    team.put("model/codegen.toml", "[[crate]]\nnmae = \"x\"\n");
    team.run(&["codegen"]).fails("codegen.toml:2:1: unknown key `nmae`");
}

#[test]
fn a_pattern_that_cannot_be_compiled_is_a_problem_of_the_model() {
    let team = Team::new();
    let broken = MODEL.replacen("{ \"text\": { \"target\": \"smithy.api#String\" } }", "{ \"text\": { \"target\": \"smithy.api#String\", \"traits\": { \"smithy.api#pattern\": \"^[a-z\" } } }", 1);
    assert_ne!(broken, MODEL);
    team.put("model/weather.json", &broken);
    let run = team.run(&["codegen"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("the pattern `^[a-z` is invalid"), "{}", run.err);
    assert!(run.err.contains("example.city#GetForecastOutput$text"), "{}", run.err);
}

#[test]
fn one_broken_crate_keeps_all_from_being_written() {
    let team = Team::new();
    team.put("model/broken.json", "[]");
    let list = team.text("model/codegen.toml");
    let second = "[[crate]]\nname = \"b\"\nmodels = [\"broken.json\"]\nout = \"../generated/b\"\n";
    team.put("model/codegen.toml", &format!("{list}{second}"));
    assert_eq!(team.run(&["codegen"]).code, Some(1));
    team.put("model/broken.json", MODEL);
    team.put("generated/b/Cargo.toml", "mine");
    team.run(&["codegen"]).fails("b/Cargo.toml is in the way");
    assert!(!team.path("generated/weather").exists());
    assert_eq!(team.text("generated/b/Cargo.toml"), "mine");
}

#[test]
fn without_a_list_the_message_says_what_to_do() {
    let root = TempDir::new().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-farrier"))
        .arg("codegen")
        .current_dir(root.path())
        .output()
        .expect("a run");
    Run::new(&output).fails("there is no model/codegen.toml");
}

#[test]
fn a_crate_from_flags_builds_by_itself_wherever_it_is_moved() {
    let team = Team::new();
    team.run(&["codegen", "--model", "weather.json", "--out", "../made/weather", "--serde"]).ok();
    fs::create_dir(team.path("elsewhere")).expect("a folder");
    fs::rename(team.path("made/weather"), team.path("elsewhere/moved")).expect("moved");
    // With the versions of this workspace, which are downloaded: the test needs no network.
    let lock =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the workspace").join("Cargo.lock");
    fs::copy(lock, team.path("elsewhere/moved/Cargo.lock")).expect("a copy");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--all-targets", "--features", "serde"])
        .current_dir(team.path("elsewhere/moved"))
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("moved"))
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_mistake_in_the_settings_is_told_with_its_place() {
    let team = Team::new();
    let list = team.text("model/codegen.toml");
    for (line, message) in [
        ("service = \"Wether\"", "5:11: `service`: the model has no service `Wether`"),
        (
            "operations = [\"GetForecast\", \"Pang\"]",
            "5:30: `operations`: the service `example.city#Weather` has no",
        ),
        ("derives = [\"Eq\", \"no path\"]", "5:18: `derives`: `no path` is no path of a derive macro"),
        ("rename = { Sky = \"Clouds\" }", "5:12: `rename`: the crate has no type for a shape `Sky`"),
        (
            "shape-derives = { GetForecastInput = [\"\"] }",
            "5:19: `shape-derives`: `` is no path of a derive macro",
        ),
        (
            "shape-derives = { Sky = [\"Eq\"] }",
            "5:19: `shape-derives`: the crate has no type for a shape `Sky`",
        ),
        ("module = \"api::type\"", "5:10: `module`: `api::type` is no path of a module"),
        ("module = \"api\"\nruntime = \"vendor\"", "6:11: a module has no `runtime`"),
        ("docs = \"some\"", "5:8: \"some\" is no choice of documentation"),
        ("roles = [\"sever\"]", "5:10: \"sever\" is no role"),
    ] {
        team.put("model/codegen.toml", &format!("{list}{line}\n"));
        team.run(&["codegen"]).fails(&format!("codegen.toml:{message}"));
    }
    let line = "operations = [\"GetForcast\", \"GetForecast\", \"Pang\"]";
    team.put("model/codegen.toml", &format!("{list}{line}\n"));
    let all = team.run(&["codegen"]);
    assert_eq!(all.code, Some(1));
    for place in ["error: codegen.toml:5:15: ", "error: codegen.toml:5:44: "] {
        assert!(all.err.contains(place), "{}", all.err);
    }
    assert!(all.err.contains("is `GetForecast` meant?"), "{}", all.err);
    assert!(!team.path("generated").exists());
}

#[test]
fn a_module_has_no_manifest_and_its_paths_lead_into_it() {
    let team = Team::new();
    let entry = "[[crate]]\nname = \"weather\"\nmodels = [\"weather.json\"]\nout = \"../src/api/weather\"\nmodule = \"api::weather\"\n";
    team.put("model/codegen.toml", entry);
    team.run(&["codegen"]).ok();
    let names = names(&team.path("src/api/weather"));
    assert!(names.contains(&"mod.rs".to_owned()) && names.contains(&"types".to_owned()), "{names:?}");
    assert!(!names.iter().any(|name| name == "Cargo.toml" || name == "runtime"), "{names:?}");
    let operation = team.text("src/api/weather/operation.rs");
    assert!(operation.contains("crate::api::weather"), "{operation}");
    assert!(!operation.contains("crate::types") && !operation.contains("crate::{"), "{operation}");
    team.run(&["codegen", "--check"]).ok();
}
