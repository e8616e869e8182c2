//! The Python environment below `target/interop`: the AWS CLI, boto3 and moto, in the versions of
//! `tests/interop/python/requirements.txt`.
//!
//! Always holds: one that is there is used again when it is whole and of these versions.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::process::{Ended, Guarded};
use crate::failure::Failure;

/// How long the installation may take.
const INSTALL: Duration = Duration::from_secs(420);

/// The Python that makes the environment: `PYTHON`, or `python3`.
pub(super) fn system() -> OsString {
    std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into())
}

/// A Python with the packages.
#[derive(Clone)]
pub(super) struct Environment {
    root: PathBuf,
    python: PathBuf,
    /// Where the packages are if they are no part of `python`'s own.
    packages: PathBuf,
}

impl Environment {
    /// Makes the environment in `folder`, unless it is there.
    ///
    /// # Errors
    /// There is no Python, or the packages could not be installed.
    pub(super) fn ready(root: &Path, folder: &Path) -> Result<Self, Failure> {
        let requirements = root.join("tests/interop/python/requirements.txt");
        let wanted =
            fs::read_to_string(&requirements).map_err(|error| Failure::io("read", &requirements, &error))?;
        let stamp = folder.join("installed.txt");
        let environment =
            |python: PathBuf| Self { root: root.to_owned(), python, packages: folder.join("packages") };
        let own = environment(folder.join("bin/python"));
        let borrowed = environment(system().into());
        if fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
            let made = if own.python.exists() { own.clone() } else { borrowed.clone() };
            if made.run(Duration::from_secs(60), "import boto3, awscli, moto.server").is_ok() {
                return Ok(made);
            }
        }
        eprintln!(
            "interop: installing {} into {}",
            wanted.lines().skip(1).collect::<Vec<_>>().join(", "),
            folder.display()
        );
        let _ = fs::remove_dir_all(folder);
        let made = match own.make(folder) {
            Ok(()) => own,
            // Debian's Python has no `ensurepip` without the package python3-venv; pip itself may be there.
            Err(reason) => {
                eprintln!("interop: no virtual environment, so a folder of packages: {reason}");
                // What there is of it has no pip.
                let _ = fs::remove_dir_all(folder);
                borrowed
            }
        };
        made.install(&requirements)?;
        fs::write(&stamp, wanted).map_err(|error| Failure::io("write", &stamp, &error))?;
        Ok(made)
    }

    /// Makes the virtual environment, without packages.
    fn make(&self, folder: &Path) -> Result<(), Failure> {
        let made = Guarded::new(&self.root, Duration::from_secs(120), system());
        let made = made.args(["-m", "venv"]).args([folder]).output();
        made.map(drop).map_err(|Ended { output, failure }| Failure::new(format!("{}{failure}", output)))
    }

    fn install(&self, requirements: &Path) -> Result<(), Failure> {
        let mut install = Guarded::new(&self.root, INSTALL, &self.python);
        install =
            install.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]);
        if !self.is_virtual() {
            install = install.args(["--target"]).args([&self.packages]);
        }
        let installed = install.args(["--requirement"]).args([requirements]).output();
        installed.map(drop).map_err(|Ended { failure, .. }| {
            Failure::new(format!("the Python packages could not be installed\n{failure}")).help(
                "pip needs the network or a mirror in its configuration; on Debian, \
                 `apt-get install python3-venv` brings virtual environments with pip",
            )
        })
    }

    fn is_virtual(&self) -> bool {
        self.python.is_absolute() && self.python.starts_with(self.packages.with_file_name("bin"))
    }

    /// A Python program to run on loopback.
    pub(super) fn python(&self, limit: Duration) -> Guarded {
        let python =
            Guarded::new(&self.root, limit, &self.python).on_loopback().env("PYTHONDONTWRITEBYTECODE", "1");
        let mut path = OsString::from(self.root.join("tests/interop/python"));
        if !self.is_virtual() {
            path.push(":");
            path.push(&self.packages);
        }
        python.env("PYTHONPATH", path)
    }

    /// A script of `tests/interop/python`.
    pub(super) fn script(&self, limit: Duration, script: &str) -> Guarded {
        self.python(limit).args([self.root.join("tests/interop/python").join(script)])
    }

    /// Runs a line of Python.
    fn run(&self, limit: Duration, line: &str) -> Result<String, Failure> {
        self.python(limit).args(["-c", line]).output().map_err(|ended| ended.failure)
    }
}
