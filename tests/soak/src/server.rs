//! Servers as processes of their own.

use std::{io, net::SocketAddr, process::Stdio};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::{BoxError, report::Report};

/// A running server, which ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts the program `name` that lies beside this one, and waits for the address that it prints.
    pub(crate) async fn start(name: &str, arguments: &[&str]) -> Result<Self, BoxError> {
        let program = std::env::current_exe()?.with_file_name(name);
        let mut child = Command::new(&program)
            .args(arguments)
            .env("RUST_LOG", "off")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let stdout = child.stdout.take().ok_or("no stdout")?;
        let line =
            BufReader::new(stdout).lines().next_line().await?.ok_or("the server printed no address")?;
        let address = line.strip_prefix("http://").ok_or("the server printed no address")?.parse()?;
        Ok(Self { child, address })
    }

    /// Whether the process lives.
    pub(crate) fn lives(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// How long the process has computed, in the system's ticks.
    pub(crate) fn ticks(&self) -> io::Result<u64> {
        let id = self.child.id().ok_or_else(|| io::Error::other("the server has ended"))?;
        let text = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The name of the program, in brackets, may have spaces. User and system time are the 12th and 13th thereafter.
        let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
        Ok(rest.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum())
    }

    /// The memory that the process has, in KiB.
    pub(crate) fn resident_kib(&self) -> io::Result<u64> {
        let id = self.child.id().ok_or_else(|| io::Error::other("the server has ended"))?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        number.ok_or_else(|| io::Error::other("no VmRSS"))
    }
}

/// How many of the connections that are asked for the limit on open files lets this process and its servers have. The
/// limit is raised as far as the system allows.
pub(crate) fn connections(wanted: usize, report: &mut Report) -> usize {
    /// What is open beside the flood.
    const OTHERS: u64 = 600;
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let files = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    let possible = usize::try_from(files.unwrap_or(u64::MAX).saturating_sub(OTHERS)).unwrap_or(usize::MAX);
    if possible < wanted {
        report.line("NOT AS WIDE: the limit on open files bounds the flood to", possible);
    }
    wanted.min(possible)
}
