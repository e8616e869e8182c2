//! Labels that may stand in the host's name: buckets of Amazon S3.

/// How a client addresses what a service lets stand in the host's name or in the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addressing {
    /// Where the label stands.
    pub style: AddressingStyle,
    /// Whether requests go to the service's accelerated hosts. They need the label in the host's name.
    pub accelerate: bool,
    /// Whether requests go to the service's hosts that IPv6 reaches, too.
    pub dual_stack: bool,
}

/// Where a label stands that may be in the host's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressingStyle {
    /// In the host's name, unless it cannot stand there: `bucket.s3.eu-west-1.amazonaws.com`.
    #[default]
    Host,
    /// In the path: `s3.eu-west-1.amazonaws.com/bucket`.
    Path,
}

impl Addressing {
    /// The host, with its port if it has one, of the variant of the endpoint `authority` that is asked for. Its first
    /// label is the service's, its second the region.
    #[must_use]
    pub fn authority(self, authority: &str) -> String {
        let Some((service, rest)) = authority.split_once('.') else { return authority.to_owned() };
        let accelerate = self.accelerate && self.style == AddressingStyle::Host;
        let dual_stack = if self.dual_stack { "dualstack." } else { "" };
        match rest.split_once('.') {
            Some((_region, domain)) if accelerate => format!("{service}-accelerate.{dual_stack}{domain}"),
            _ => format!("{service}.{dual_stack}{rest}"),
        }
    }
}
