//! The few questions and calls that differ between operating systems.
//!
//! Always holds: where a platform lacks a call, the answer is the one that makes [`super::apply`] replace files one
//! by one.

pub(super) use imp::*;

#[cfg(unix)]
mod imp {
    use std::fs::{File, Metadata};
    use std::io;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;

    use rustix::fs::{Access, CWD, FlockOperation};

    pub(crate) use std::os::unix::fs::symlink;

    /// Lets `a` and `b` change places in one step.
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    pub(crate) fn exchange(a: &Path, b: &Path) -> io::Result<()> {
        Ok(rustix::fs::renameat_with(CWD, a, CWD, b, rustix::fs::RenameFlags::EXCHANGE)?)
    }

    /// Lets `a` and `b` change places in one step.
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    pub(crate) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// What two names of one file have in common: device and inode.
    pub(crate) fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
        Some((metadata.dev(), metadata.ino()))
    }

    /// Fails where this process may not create and remove entries in a folder.
    pub(crate) fn check_writable(folder: &Path) -> io::Result<()> {
        Ok(rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
    }

    /// Gives `to` the owner and the mode of `from`.
    pub(crate) fn copy_ownership(from: &Metadata, to: &Path) -> io::Result<()> {
        let now = to.symlink_metadata()?;
        if (now.uid(), now.gid()) != (from.uid(), from.gid()) {
            std::os::unix::fs::chown(to, Some(from.uid()), Some(from.gid()))?;
        }
        std::fs::set_permissions(to, from.permissions())
    }

    /// Whether something is mounted at `path`, which then cannot be renamed. In doubt, yes; where nothing is, no.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(crate) fn is_mount_root(path: &Path) -> bool {
        use rustix::fs::{AtFlags, StatxAttributes, StatxFlags};
        let stat = match rustix::fs::statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty()) {
            Ok(stat) => stat,
            Err(error) => return error != rustix::io::Errno::NOENT,
        };
        if stat.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT) {
            return stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
        }
        on_another_device(path)
    }

    /// Whether something is mounted at `path`, which then cannot be renamed. In doubt, yes; where nothing is, no.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(crate) fn is_mount_root(path: &Path) -> bool {
        on_another_device(path)
    }

    fn on_another_device(path: &Path) -> bool {
        let device = |path: &Path| path.symlink_metadata().map(|metadata| metadata.dev()).ok();
        if !path.exists() {
            return false;
        }
        let parent = path.parent().and_then(device);
        parent.is_none() || device(path) != parent
    }

    /// Takes the lock of an open file if nobody holds it; says whether it did.
    pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
        match rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes the lock of an open file, and waits for it.
    pub(crate) fn lock(file: &File) -> io::Result<()> {
        loop {
            match rustix::fs::flock(file, FlockOperation::LockExclusive) {
                Err(rustix::io::Errno::INTR) => {}
                other => return Ok(other?),
            }
        }
    }
}

#[cfg(not(unix))]
mod imp {
    use std::fs::{File, Metadata};
    use std::io;
    use std::path::Path;

    pub(crate) fn symlink(_: impl AsRef<Path>, _: impl AsRef<Path>) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn identity(_: &Metadata) -> Option<(u64, u64)> {
        None
    }

    pub(crate) fn check_writable(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn copy_ownership(_: &Metadata, _: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn is_mount_root(_: &Path) -> bool {
        true
    }

    pub(crate) fn try_lock(_: &File) -> io::Result<bool> {
        Ok(true)
    }

    pub(crate) fn lock(_: &File) -> io::Result<()> {
        Ok(())
    }
}
