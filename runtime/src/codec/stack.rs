//! A stack whose ordinary depths take no allocation.

/// What is kept of each open list, map and structure.
#[derive(Debug)]
pub(super) struct Stack<T, const NEAR: usize> {
    depth: usize,
    near: [T; NEAR],
    far: Vec<T>,
}

impl<T: Copy + Default, const NEAR: usize> Default for Stack<T, NEAR> {
    fn default() -> Self {
        Self { depth: 0, near: [T::default(); NEAR], far: Vec::new() }
    }
}

impl<T: Copy + Default, const NEAR: usize> Stack<T, NEAR> {
    /// How many values there are.
    #[inline]
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    #[inline]
    pub(super) fn push(&mut self, value: T) {
        match self.near.get_mut(self.depth) {
            Some(place) => *place = value,
            None => self.far.push(value),
        }
        self.depth += 1;
    }

    /// Takes the last value; the default when there is none.
    #[inline]
    pub(super) fn pop(&mut self) -> T {
        self.depth = self.depth.saturating_sub(1);
        match self.near.get(self.depth) {
            Some(&value) => value,
            None => self.far.pop().unwrap_or_default(),
        }
    }

    /// The last value.
    #[cfg(feature = "query")]
    pub(super) fn last(&self) -> Option<T> {
        let last = self.depth.checked_sub(1)?;
        self.near.get(last).or_else(|| self.far.last()).copied()
    }

    /// The values from the first to the last.
    pub(super) fn iter(&self) -> impl Iterator<Item = T> {
        self.near.iter().take(self.depth).chain(&self.far).copied()
    }
}
