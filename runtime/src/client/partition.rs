//! AWS's public partitions: where the endpoints of a region are.

/// A group of regions with domains, and accounts, of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Name, such as `aws-cn`.
    pub name: &'static str,
    /// What the names of its regions begin with; several, or none for the partition of all others.
    regions: &'static [&'static str],
    /// The domain of its endpoints.
    pub dns_suffix: &'static str,
    /// The domain of those for IPv6 beside IPv4.
    pub dual_stack_dns_suffix: &'static str,
    /// Whether all services have endpoints for IPv6 beside IPv4.
    pub(super) has_dual_stack: bool,
}

/// The partition of regions that no other has comes last.
const PARTITIONS: &[Partition] = &[
    Partition::new("aws-cn", &["cn-", "aws-cn-"], "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    Partition::new("aws-us-gov", &["us-gov-", "aws-us-gov-"], "amazonaws.com", "api.aws"),
    Partition::new("aws-iso", &["us-iso-", "aws-iso-global"], "c2s.ic.gov", ""),
    Partition::new("aws-iso-b", &["us-isob-", "aws-iso-b-"], "sc2s.sgov.gov", ""),
    Partition::new("aws-iso-e", &["eu-isoe-", "aws-iso-e-"], "cloud.adc-e.uk", ""),
    Partition::new("aws-iso-f", &["us-isof-", "aws-iso-f-"], "csp.hci.ic.gov", ""),
    Partition::new("aws-eusc", &["eusc-", "aws-eusc-"], "amazonaws.eu", "api.amazonwebservices.eu"),
    REST,
];

/// The partition of regions that no other has.
const REST: Partition = Partition::new("aws", &[""], "amazonaws.com", "api.aws");

impl Partition {
    /// Without a domain for them it has no endpoints for IPv6 beside IPv4.
    const fn new(
        name: &'static str,
        regions: &'static [&'static str],
        dns_suffix: &'static str,
        dual_stack_dns_suffix: &'static str,
    ) -> Self {
        let has_dual_stack = !dual_stack_dns_suffix.is_empty();
        let dual_stack_dns_suffix = if has_dual_stack { dual_stack_dns_suffix } else { dns_suffix };
        Self { name, regions, dns_suffix, dual_stack_dns_suffix, has_dual_stack }
    }

    /// Whether the text may be a region's name, which becomes part of a host's: a label of it.
    pub(super) fn is_region(text: &str) -> bool {
        let is_edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        bytes.len() <= 63
            && is_edge(bytes.first())
            && is_edge(bytes.last())
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    }

    /// The partition of a region, also of one that is newer than this table.
    #[must_use]
    pub fn of(region: &str) -> Self {
        let has = |partition: &&Self| partition.regions.iter().any(|start| region.starts_with(start));
        let found = PARTITIONS.iter().find(has);
        found.copied().unwrap_or(REST)
    }
}
