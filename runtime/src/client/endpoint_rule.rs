//! Where services of AWS are: by a common pattern, and by rules of a service's own.

use super::{ClientService, Partition};

/// Where the endpoint of a service is that is not where others are. Generated crates hold what the rules of the model
/// (`smithy.rules#endpointRuleSet`) give for a region alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointRule {
    place: &'static str,
    url: &'static str,
    signing_region: &'static str,
    signing_name: &'static str,
    fips: bool,
    dual_stack: bool,
}

impl EndpointRule {
    /// The endpoint in a region, in a partition of that name and those whose names go on behind it (`aws-iso` and
    /// `aws-iso-b`), or everywhere if the text is empty. In the URL `{region}`, `{dnsSuffix}` and `{dualStackDnsSuffix}`
    /// stand for the region and its partition's domains; it is empty where the service has no endpoint.
    #[must_use]
    pub const fn new(place: &'static str, url: &'static str) -> Self {
        Self { place, url, signing_region: "", signing_name: "", fips: false, dual_stack: false }
    }

    /// Sets the region that requests are signed for, if that is another.
    #[must_use]
    pub const fn signed_for(mut self, region: &'static str) -> Self {
        self.signing_region = region;
        self
    }

    /// Sets the name that the service has in signatures, if that is another.
    #[must_use]
    pub const fn signed_as(mut self, name: &'static str) -> Self {
        self.signing_name = name;
        self
    }

    /// Makes this the endpoint for FIPS 140.
    #[must_use]
    pub const fn fips(mut self) -> Self {
        self.fips = true;
        self
    }

    /// Makes this the endpoint for IPv6 beside IPv4.
    #[must_use]
    pub const fn dual_stack(mut self) -> Self {
        self.dual_stack = true;
        self
    }
}

/// Where a client looks for its service.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) region: String,
    /// Whether it is to be an endpoint for FIPS 140.
    pub(super) fips: bool,
    /// Whether it is to be an endpoint for IPv6 beside IPv4.
    pub(super) dual_stack: bool,
}

impl Location {
    /// What to say where there is no endpoint.
    pub(super) fn without_endpoint(&self, what: &str) -> String {
        let kind = match (self.fips, self.dual_stack) {
            (false, false) => "endpoint",
            (true, false) => "FIPS endpoint",
            (false, true) => "dual-stack endpoint",
            (true, true) => "dual-stack FIPS endpoint",
        };
        format!("the {what} has no {kind} in the region `{}`: set `endpoint`", self.region)
    }
}

/// Where a service is in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegionalEndpoint {
    /// The URL.
    pub url: String,
    /// The region that requests are signed for.
    pub signing_region: String,
    /// The name that the service has in signatures, if that is another.
    pub signing_name: Option<&'static str>,
}

/// What requests are signed for. As an extension of one it counts for that alone.
#[derive(Clone, Debug, Default)]
pub(super) struct SignedFor {
    pub(super) region: Option<String>,
    /// The service's name, if that is another than its scheme has.
    pub(super) name: Option<&'static str>,
}

impl RegionalEndpoint {
    /// The URL, and what requests to it are signed for.
    pub(super) fn into_parts(self) -> (String, SignedFor) {
        (self.url, SignedFor { region: Some(self.signing_region), name: self.signing_name })
    }
}

impl ClientService {
    /// The service's endpoint in a region, for FIPS 140 and for IPv6 beside IPv4 if so; none for one that is not there, and
    /// for services that are none of AWS's.
    #[must_use]
    pub fn endpoint(&self, region: &str, fips: bool, dual_stack: bool) -> Option<RegionalEndpoint> {
        let location = Location { region: region.to_owned(), fips, dual_stack };
        self.endpoint_by(self.endpoint_rules, &location)
    }

    /// The same by rules that need not be the service's.
    pub(super) fn endpoint_by(
        &self,
        rules: &[EndpointRule],
        location: &Location,
    ) -> Option<RegionalEndpoint> {
        let Location { region, fips, dual_stack } = location;
        let (fips, dual_stack) = (*fips, *dual_stack);
        let prefix = self.endpoint_prefix?;
        let partition = Partition::of(region);
        let has = |place: &str| {
            let behind = partition.name.strip_prefix(place);
            place.is_empty()
                || place == region
                || behind.is_some_and(|rest| matches!(rest.as_bytes(), [] | [b'-', ..]))
        };
        let is_of =
            |rule: &&EndpointRule| (rule.fips, rule.dual_stack) == (fips, dual_stack) && has(rule.place);
        // The last one is the most special.
        let rule = rules.iter().rev().find(is_of);
        let url = match rule {
            Some(rule) if rule.url.is_empty() => return None,
            Some(rule) => rule.url.to_owned(),
            None if dual_stack && !partition.has_dual_stack => return None,
            None => {
                let fips = if fips { "-fips" } else { "" };
                let suffix = if dual_stack { "{dualStackDnsSuffix}" } else { "{dnsSuffix}" };
                format!("https://{prefix}{fips}.{{region}}.{suffix}")
            }
        };
        let url = url
            .replace("{region}", region)
            .replace("{dnsSuffix}", partition.dns_suffix)
            .replace("{dualStackDnsSuffix}", partition.dual_stack_dns_suffix);
        let other = |text: fn(&EndpointRule) -> &'static str| rule.map(text).filter(|text| !text.is_empty());
        Some(RegionalEndpoint {
            url,
            signing_region: other(|rule| rule.signing_region).unwrap_or(region).to_owned(),
            signing_name: other(|rule| rule.signing_name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientService, EndpointRule, RegionalEndpoint};
    use crate::operation::ServiceSchema;

    static SCHEMA: ServiceSchema = ServiceSchema::new("example#Service", "1");

    fn endpoint(service: &ClientService, region: &str, fips: bool, dual_stack: bool) -> String {
        let found = service.endpoint(region, fips, dual_stack);
        found.map_or_else(String::new, |RegionalEndpoint { url, signing_region, .. }| {
            format!("{url} {signing_region}")
        })
    }

    #[test]
    fn a_service_without_rules_is_where_all_are() {
        let service = ClientService::new(&SCHEMA).with_aws("Things", "things");
        let at = |region, fips, dual_stack| endpoint(&service, region, fips, dual_stack);
        assert_eq!(at("eu-west-1", false, false), "https://things.eu-west-1.amazonaws.com eu-west-1");
        assert_eq!(
            at("cn-north-1", true, false),
            "https://things-fips.cn-north-1.amazonaws.com.cn cn-north-1"
        );
        assert_eq!(at("us-gov-west-1", false, true), "https://things.us-gov-west-1.api.aws us-gov-west-1");
        assert_eq!(at("us-iso-east-1", true, true), "", "the partition has no dual stack");
        assert_eq!(endpoint(&ClientService::new(&SCHEMA), "eu-west-1", false, false), "", "none of AWS's");
    }

    #[test]
    fn the_most_special_rule_counts() {
        static RULES: &[EndpointRule] = &[
            EndpointRule::new("", "https://things.{region}.{dualStackDnsSuffix}/v2"),
            EndpointRule::new("aws-cn", "https://things.amazonaws.com.cn").signed_for("cn-north-1"),
            EndpointRule::new("us-west-2", "https://old.{region}.{dnsSuffix}"),
            EndpointRule::new("us-west-2", "").fips(),
        ];
        let service = ClientService::new(&SCHEMA).with_aws("Things", "things").with_endpoints(RULES);
        let at = |region, fips, dual_stack| endpoint(&service, region, fips, dual_stack);
        assert_eq!(at("eu-west-1", false, false), "https://things.eu-west-1.api.aws/v2 eu-west-1");
        assert_eq!(
            at("us-isof-south-1", false, false),
            "https://things.us-isof-south-1.csp.hci.ic.gov/v2 us-isof-south-1"
        );
        assert_eq!(at("cn-northwest-1", false, false), "https://things.amazonaws.com.cn cn-north-1");
        assert_eq!(at("us-west-2", false, false), "https://old.us-west-2.amazonaws.com us-west-2");
        assert_eq!(at("us-west-2", true, false), "");
        assert_eq!(at("us-west-2", true, true), "https://things-fips.us-west-2.api.aws us-west-2");
    }
}
