//! Programs that the command starts.
//!
//! Always holds: each runs under `tests/interop/python/guard.py`, which ends it and all that it started when its time is over
//! or this program is gone, however it went; none hears of the user's own settings of AWS and proxies.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::failure::Failure;

/// A program that may be started under the guard.
pub(super) struct Guarded {
    command: Command,
    name: String,
}

impl Guarded {
    /// A program that is stopped after `limit`.
    pub(super) fn new(root: &Path, limit: Duration, program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(super::python::system());
        command
            .arg(root.join("tests/interop/python/guard.py"))
            .arg(limit.as_secs().to_string())
            .arg(&program);
        command.stdin(Stdio::piped());
        let name = Path::new(program.as_ref()).file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { command, name }
    }

    /// Adds arguments.
    pub(super) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        for argument in arguments {
            self.command.arg(&argument);
        }
        self
    }

    /// Runs it in a folder.
    pub(super) fn current_dir(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Sets a variable of its environment.
    pub(super) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes away what an environment says of AWS and proxies, for programs that talk on loopback.
    pub(super) fn on_loopback(mut self) -> Self {
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                self.command.env_remove(name);
            }
        }
        for (name, value) in [
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
            ("NO_PROXY", "*"),
            ("no_proxy", "*"),
        ] {
            self.command.env(name, value);
        }
        self
    }

    /// Runs it to its end; what it wrote to its standard output.
    ///
    /// # Errors
    /// It could not be started or ended with an error; the message has what it wrote to its standard error.
    pub(super) fn output(mut self) -> Result<String, Ended> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.spawn().map_err(|failure| Ended { output: String::new(), failure })?;
        // The guard takes the end of its input for the end of its starter.
        let input = child.stdin.take();
        let output = child.wait_with_output();
        drop(input);
        let output = output.map_err(|error| Ended {
            output: String::new(),
            failure: Failure::new(format!("{}: {error}", self.name)),
        })?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(text);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let failure = Failure::new(format!("{}: {}\n{}", self.name, output.status, said.trim_end()));
        Err(Ended { output: text, failure })
    }

    /// Starts a server, and waits for the first line of its standard output. Its standard error goes to the file `log`.
    ///
    /// # Errors
    /// It could not be started, or ended before it wrote a line.
    pub(super) fn serve(mut self, log: &Path) -> Result<Server, Failure> {
        let errors = File::create(log).map_err(|error| Failure::io("write", log, &error))?;
        self.command.stdout(Stdio::piped()).stderr(errors);
        let mut child = self.spawn()?;
        let mut first = String::new();
        if let Some(output) = child.stdout.take() {
            let mut lines = BufReader::new(output);
            let _ = lines.read_line(&mut first);
            // Whatever else it writes is taken, so that it never waits for a reader.
            std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        }
        let server = Server { child, first: first.trim_end().to_owned() };
        if server.first.is_empty() {
            let said = std::fs::read_to_string(log).unwrap_or_default();
            return Err(Failure::new(format!("{} did not start\n{}", self.name, said.trim_end())));
        }
        Ok(server)
    }

    fn spawn(&mut self) -> Result<Child, Failure> {
        self.command.spawn().map_err(|error| {
            Failure::new(format!("cannot run {:?} for {}: {error}", self.command.get_program(), self.name))
                .help("is Python installed? PYTHON names it where it is not `python3`")
        })
    }
}

/// A program that ended with an error.
pub(super) struct Ended {
    /// What it wrote to its standard output before.
    pub(super) output: String,
    /// How it ended.
    pub(super) failure: Failure,
}

/// A server, which is stopped when this is dropped.
pub(super) struct Server {
    child: Child,
    first: String,
}

impl Server {
    /// The first line that it wrote.
    pub(super) fn first_line(&self) -> &str {
        &self.first
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
