//! Values that no member takes.

use super::{
    deserialize::CborDeserializer,
    head::{ARRAY, BYTES, INDEFINITE, MAP, NEGATIVE, ONE_BYTE, SIMPLE, TAG, TEXT, UNSIGNED},
};
use crate::error::DecodeError;

/// Simple values below have no second byte.
const LEAST_IN_SECOND_BYTE: u8 = 32;

impl CborDeserializer<'_> {
    /// Checks and skips the value that begins at the next byte, inside of `depth` open containers. Anything
    /// well-formed will do, keys that are no text included.
    pub(super) fn skip_value(&mut self, depth: usize) -> Result<(), DecodeError> {
        loop {
            let first = self.peek();
            match first & 0xE0 {
                UNSIGNED | NEGATIVE => self.argument(first)?,
                // The value of a tag follows it.
                TAG => {
                    self.argument(first)?;
                    continue;
                }
                BYTES => return self.bytes().map(drop),
                TEXT => return self.text().map(drop),
                ARRAY | MAP => return self.skip_container(first, depth),
                _ => return self.skip_simple(first),
            };
            return Ok(());
        }
    }

    fn skip_container(&mut self, first: u8, depth: usize) -> Result<(), DecodeError> {
        if depth >= self.limits.max_depth {
            return Err(self.too_deep());
        }
        let mut left = self.length(first)?;
        while self.more(&mut left) {
            if first & 0xE0 == MAP {
                self.skip_value(depth + 1)?;
            }
            self.skip_value(depth + 1)?;
        }
        Ok(())
    }

    /// Skips a boolean, a null, a float, or a simple value that has no meaning yet.
    fn skip_simple(&mut self, first: u8) -> Result<(), DecodeError> {
        if first == SIMPLE | INDEFINITE {
            return Err(self.unexpected("a value"));
        }
        let at = self.at;
        let argument = self.argument(first)?;
        if first == SIMPLE | ONE_BYTE && argument < LEAST_IN_SECOND_BYTE.into() {
            return Err(self.fail("a simple value in a longer form than it has", at));
        }
        Ok(())
    }
}
