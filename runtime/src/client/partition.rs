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
}

/// The partition of regions that no other has comes last.
const PARTITIONS: &[Partition] = &[
    Partition { name: "aws-cn", regions: &["cn-", "aws-cn-"], dns_suffix: "amazonaws.com.cn" },
    Partition { name: "aws-us-gov", regions: &["us-gov-", "aws-us-gov-"], dns_suffix: "amazonaws.com" },
    Partition { name: "aws-iso", regions: &["us-iso-", "aws-iso-global"], dns_suffix: "c2s.ic.gov" },
    Partition { name: "aws-iso-b", regions: &["us-isob-", "aws-iso-b-"], dns_suffix: "sc2s.sgov.gov" },
    Partition { name: "aws-iso-e", regions: &["eu-isoe-", "aws-iso-e-"], dns_suffix: "cloud.adc-e.uk" },
    Partition { name: "aws-iso-f", regions: &["us-isof-", "aws-iso-f-"], dns_suffix: "csp.hci.ic.gov" },
    Partition { name: "aws-eusc", regions: &["eusc-", "aws-eusc-"], dns_suffix: "amazonaws.eu" },
    Partition { name: "aws", regions: &[""], dns_suffix: "amazonaws.com" },
];

impl Partition {
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
        found.copied().unwrap_or(Self { name: "aws", regions: &[""], dns_suffix: "amazonaws.com" })
    }
}
