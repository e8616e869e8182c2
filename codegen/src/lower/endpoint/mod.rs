//! Where a service of AWS is, by the rules of its model (`smithy.rules#endpointRuleSet`).
//!
//! Comes in: the rules, and what operations give them whatever their input. Goes out: what they give for a region, with and
//! without FIPS and dual stack, as far as it is not what every service has, which the runtime knows. Always holds: rules
//! that ask for more than this, or that cannot be followed, leave what every service has.

mod rules;

use std::collections::BTreeSet;

use serde_json::Value;

use self::rules::{Outcome, Place, Statics};
use super::Context;
use crate::{
    ir,
    names::{Case, Scope},
    smithy::{Member, Shape, ShapeId, ShapeKind, traits},
};

/// A partition, as the rules see it.
#[derive(Debug, PartialEq)]
struct Partition {
    name: &'static str,
    /// What the names of its regions begin with; none for the partition of all others.
    regions: &'static [&'static str],
    dns_suffix: &'static str,
    dual_stack_dns_suffix: &'static str,
    has_dual_stack: bool,
    global_region: &'static str,
    /// A region that no rule names.
    any_region: &'static str,
}

/// AWS's partitions; the one of regions that no other has comes first.
const PARTITIONS: &[Partition] = &[
    Partition {
        name: "aws",
        regions: &[],
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        has_dual_stack: true,
        global_region: "us-east-1",
        any_region: "us-any-1",
    },
    Partition {
        name: "aws-cn",
        regions: &["cn-", "aws-cn-"],
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        has_dual_stack: true,
        global_region: "cn-northwest-1",
        any_region: "cn-any-1",
    },
    Partition {
        name: "aws-us-gov",
        regions: &["us-gov-", "aws-us-gov-"],
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        has_dual_stack: true,
        global_region: "us-gov-west-1",
        any_region: "us-gov-any-1",
    },
    Partition {
        name: "aws-iso",
        regions: &["us-iso-", "aws-iso-global"],
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "c2s.ic.gov",
        has_dual_stack: false,
        global_region: "us-iso-east-1",
        any_region: "us-iso-any-1",
    },
    Partition {
        name: "aws-iso-b",
        regions: &["us-isob-", "aws-iso-b-"],
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "sc2s.sgov.gov",
        has_dual_stack: false,
        global_region: "us-isob-east-1",
        any_region: "us-isob-any-1",
    },
    Partition {
        name: "aws-iso-e",
        regions: &["eu-isoe-", "aws-iso-e-"],
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "cloud.adc-e.uk",
        has_dual_stack: false,
        global_region: "eu-isoe-west-1",
        any_region: "eu-isoe-any-1",
    },
    Partition {
        name: "aws-iso-f",
        regions: &["us-isof-", "aws-iso-f-"],
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "csp.hci.ic.gov",
        has_dual_stack: false,
        global_region: "us-isof-south-1",
        any_region: "us-isof-any-1",
    },
    Partition {
        name: "aws-eusc",
        regions: &["eusc-", "aws-eusc-"],
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "api.amazonwebservices.eu",
        has_dual_stack: true,
        global_region: "eusc-de-east-1",
        any_region: "eusc-de-any-1",
    },
];

impl Partition {
    fn of(region: &str) -> &'static Self {
        let has = |partition: &&Self| partition.regions.iter().any(|start| region.starts_with(start));
        PARTITIONS.iter().find(has).unwrap_or(&PARTITIONS[0])
    }

    /// What its rules name: itself and the partitions whose names go on behind its own, or everywhere for the first.
    fn place(&self) -> &'static str {
        if self.regions.is_empty() { "" } else { self.name }
    }

    fn covers(&self, other: &Self) -> bool {
        self.regions.is_empty()
            || other.name.strip_prefix(self.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

/// An endpoint, with places for what depends on the region, and what is signed there; none where there is no endpoint.
type Endpoint = Option<(String, SignedFor)>;

/// The region of signatures and the service's name in them, where they are others than the client's.
#[derive(Clone, Debug, Default, PartialEq)]
struct SignedFor {
    region: Option<String>,
    name: Option<String>,
}

/// What is asked where a service is.
struct Rules<'a> {
    set: &'a Value,
    /// The regions that they name.
    named: BTreeSet<&'a str>,
    /// The first label of the service's hosts.
    prefix: &'a str,
    /// The service's name in signatures.
    signing_name: &'a str,
}

const REGION: &str = "{region}";
const DNS_SUFFIX: &str = "{dnsSuffix}";
const DUAL_STACK_DNS_SUFFIX: &str = "{dualStackDnsSuffix}";

/// The rules of the service whose endpoints begin with `prefix`, each more special than those before it, and by the names of
/// constants those of operations that are elsewhere. The service is where most of its operations are.
pub(super) fn lower(
    context: &Context<'_>,
    service: &Shape,
    prefix: &str,
    operations: &mut [ir::Operation],
) -> (Vec<ir::EndpointRule>, Vec<(String, Vec<ir::EndpointRule>)>) {
    let Some(traits::EndpointRuleSet(set)) = service.traits.get() else { return Default::default() };
    let signing_name = service.traits.get().map_or("", |traits::Sigv4 { name, .. }| name);
    let rules = Rules { set, named: rules::named_regions(set), prefix, signing_name };
    let nothing = Statics::new();
    // Where operations are, and by what they give the rules.
    let mut places: Vec<(&Statics, Vec<ir::EndpointRule>)> = Vec::new();
    let mut known: Vec<(&Statics, usize)> = Vec::new();
    let mut place = |statics| {
        if let Some((_, place)) = known.iter().find(|(given, _)| *given == statics) {
            return *place;
        }
        let rules = rules.given(statics);
        let place = places.iter().position(|(_, others)| *others == rules).unwrap_or_else(|| {
            places.push((statics, rules));
            places.len() - 1
        });
        known.push((statics, place));
        place
    };
    let of_operations: Vec<usize> =
        operations.iter().map(|operation| place(statics(context, operation).unwrap_or(&nothing))).collect();
    if of_operations.is_empty() {
        place(&nothing);
    }
    let count = |place: &usize| of_operations.iter().filter(|of_operation| *of_operation == place).count();
    // The first of those that have as many.
    let most = (0..places.len()).rev().max_by_key(count).unwrap_or_default();
    let spellings: Vec<String> = places.iter().map(|(statics, _)| spelling(statics)).collect();
    let mut others: Vec<_> = Scope::new(Case::Constant)
        .names(&spellings)
        .into_iter()
        .zip(places.into_iter().map(|(_, rules)| rules))
        .collect();
    for (operation, place) in operations.iter_mut().zip(of_operations) {
        let own = others.get(place).filter(|_| place != most);
        operation.call.endpoints = own.map(|(name, _)| name.clone());
    }
    let (_, service) = others.remove(most);
    (service, others)
}

/// What the constant of an operation's endpoints is called by.
fn spelling(statics: &Statics) -> String {
    let given = statics.iter().map(|(name, given)| match &given.value {
        Value::Bool(true) => format!("{name} "),
        Value::String(text) => format!("{name} {text} "),
        value => format!("{name} {value} "),
    });
    given.chain(["rules".to_owned()]).collect()
}

/// What an operation gives the rules, if that is something and does not depend on its input.
fn statics<'a>(context: &Context<'a>, operation: &ir::Operation) -> Option<&'a Statics> {
    let shape = context.model.shape(&ShapeId::parse(&operation.id).ok()?)?;
    let ShapeKind::Operation(operation) = &shape.kind else { return None };
    let input = operation.input.as_ref().and_then(|id| context.model.shape(id));
    let mut members = input.into_iter().flat_map(Shape::members);
    let asks_for_input = shape.traits.has::<traits::OperationContextParams>()
        || members.any(|member| member.traits.has::<traits::ContextParam>());
    shape.traits.get().filter(|_| !asks_for_input).map(|traits::StaticContextParams(statics)| statics)
}

/// Whether requests with a value of this member go where the rules know no Signature Version 4: to the global endpoints of
/// EventBridge and SES, which are signed with 4A.
pub(super) fn needs_sigv4a(context: &Context<'_>, operation: &Shape, member: &Member) -> bool {
    let service = context.selection.service.as_ref().and_then(|id| context.model.shape(id));
    let rules = service.and_then(|service| service.traits.get());
    let parameter = member.traits.get::<traits::ContextParam>();
    let Some((traits::EndpointRuleSet(set), traits::ContextParam { name })) = rules.zip(parameter) else {
        return false;
    };
    let statics = operation.traits.get::<traits::StaticContextParams>();
    let mut given = statics.map(|traits::StaticContextParams(statics)| statics.clone()).unwrap_or_default();
    given.insert(name.clone(), traits::StaticContextParam { value: "any".into() });
    let place = Place { region: PARTITIONS[0].any_region, fips: false, dual_stack: false };
    matches!(rules::evaluate(set, &place, &given), Some(Outcome::Endpoint { lacks_sigv4: true, .. }))
}

impl Rules<'_> {
    /// What follows of them, as far as it is not what every service has.
    fn given(&self, statics: &Statics) -> Vec<ir::EndpointRule> {
        let variants = [(false, false), (true, false), (false, true), (true, true)];
        let of_variants = variants.map(|kind| variant(self, statics, kind)).into_iter();
        of_variants.collect::<Option<Vec<_>>>().unwrap_or_default().concat()
    }
}

/// The rules with or without FIPS and dual stack; none where they cannot be followed.
fn variant(
    Rules { set, named, prefix, signing_name }: &Rules<'_>,
    statics: &Statics,
    (fips, dual_stack): (bool, bool),
) -> Option<Vec<ir::EndpointRule>> {
    let endpoint = |region: &str| -> Option<Endpoint> {
        Some(match rules::evaluate(set, &Place { region, fips, dual_stack }, statics)? {
            Outcome::Endpoint { url, signing_region, signing_name: name, .. } => {
                let region = signing_region.filter(|signed| signed != region);
                Some((url, SignedFor { region, name: name.filter(|name| name != signing_name) }))
            }
            Outcome::Error => None,
        })
    };
    let mut rules = Vec::new();
    let mut add = |place: &str, endpoint: &Endpoint| {
        let (url, SignedFor { region, name }) = endpoint.clone().unwrap_or_default();
        rules.push(ir::EndpointRule {
            place: place.to_owned(),
            fips,
            dual_stack,
            url,
            signing_region: region,
            signing_name: name,
        });
    };
    // What the rules so far give in each partition.
    let standard: Endpoint = Some((standard(prefix, fips, dual_stack), SignedFor::default()));
    let has = |partition: &Partition| !dual_stack || partition.has_dual_stack;
    let mut given: Vec<_> =
        PARTITIONS.iter().map(|partition| standard.clone().filter(|_| has(partition))).collect();
    for (at, partition) in PARTITIONS.iter().enumerate() {
        let own = endpoint(partition.any_region)?;
        if filled(&given[at], partition.any_region, partition) != own {
            let own = own.map(|(url, signed)| (generalized(url, partition.any_region, partition), signed));
            add(partition.place(), &own);
            let covered = PARTITIONS.iter().zip(&mut given).filter(|(other, _)| partition.covers(other));
            covered.for_each(|(_, given)| given.clone_from(&own));
        }
    }
    for region in named {
        let partition = Partition::of(region);
        let own = endpoint(region)?;
        let given = PARTITIONS.iter().zip(&given).find(|(other, _)| *other == partition);
        if given.is_none_or(|(_, given)| filled(given, region, partition) != own) {
            add(region, &own);
        }
    }
    Some(rules)
}

/// An endpoint with what stands for its places.
fn filled(endpoint: &Endpoint, region: &str, partition: &Partition) -> Endpoint {
    let (url, signed_for) = endpoint.as_ref()?;
    let url = url
        .replace(REGION, region)
        .replace(DNS_SUFFIX, partition.dns_suffix)
        .replace(DUAL_STACK_DNS_SUFFIX, partition.dual_stack_dns_suffix);
    Some((url, signed_for.clone()))
}

/// Where a service is unless its rules say otherwise.
fn standard(prefix: &str, fips: bool, dual_stack: bool) -> String {
    let fips = if fips { "-fips" } else { "" };
    let suffix = if dual_stack { DUAL_STACK_DNS_SUFFIX } else { DNS_SUFFIX };
    format!("https://{prefix}{fips}.{REGION}.{suffix}")
}

/// A URL with places for the region and for what follows from it; as it is where the region is no part of the host.
fn generalized(url: String, region: &str, partition: &Partition) -> String {
    let host = |url: &str| url.find("://").map(|at| at + 3);
    let Some((scheme, rest)) = host(&url).and_then(|at| url.split_at_checked(at)) else { return url };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let suffixes =
        [(partition.dns_suffix, DNS_SUFFIX), (partition.dual_stack_dns_suffix, DUAL_STACK_DNS_SUFFIX)];
    let suffix = suffixes
        .into_iter()
        .find_map(|(suffix, place)| Some((host.strip_suffix(suffix)?.strip_suffix('.')?, place)));
    match suffix {
        Some((labels, place)) => {
            replaced(labels, region).map(|labels| format!("{scheme}{labels}.{place}{path}"))
        }
        // In a domain that is no partition's.
        None => replaced(host, region).map(|host| format!("{scheme}{host}{path}")),
    }
    .unwrap_or(url)
}

/// The labels of a host with a place for the region, as one of them or as a part of one; none where it is not there.
fn replaced(labels: &str, region: &str) -> Option<String> {
    let begins_anew = |text: &str| !text.starts_with(|first: char| first.is_ascii_alphanumeric());
    let has_ended = |text: &str| !text.ends_with(|last: char| last.is_ascii_alphanumeric());
    let found = labels.match_indices(region).map(|(at, _)| (&labels[..at], &labels[at + region.len()..]));
    let (before, after) =
        found.into_iter().find(|(before, after)| has_ended(before) && begins_anew(after))?;
    Some(format!("{before}{REGION}{after}"))
}
