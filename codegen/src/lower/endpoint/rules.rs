//! Follows endpoint rules for a region.
//!
//! Comes in: the rules as the model has them, and where to look for the service. Goes out: what they give; nothing where
//! they ask for something that is not known here, such as an operation's input. Source: [the specification of the rules
//! engine](https://smithy.io/2.0/additional-specs/rules-engine/specification.html).

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::{Map, Value};

use super::Partition;
use crate::smithy::traits;

/// What tells the parameter that is the region.
const REGION: &str = "AWS::Region";

/// Where to look for a service.
pub(super) struct Place<'a> {
    pub(super) region: &'a str,
    pub(super) fips: bool,
    pub(super) dual_stack: bool,
}

/// What an operation gives the rules whatever its input, by the names of parameters.
pub(super) type Statics = BTreeMap<String, traits::StaticContextParam>;

/// What rules give.
pub(super) enum Outcome {
    Endpoint {
        url: String,
        /// The region of signatures, where the rules have one.
        signing_region: Option<String>,
        /// The service's name in signatures, where the rules have one.
        signing_name: Option<String>,
        /// Whether the rules name schemes of authentication, and Signature Version 4 is none of them.
        lacks_sigv4: bool,
    },
    /// There is no endpoint.
    Error,
}

/// What the rules give; nothing where they cannot be followed.
pub(super) fn evaluate(set: &Value, place: &Place<'_>, statics: &Statics) -> Option<Outcome> {
    let mut evaluation = Evaluation { names: Vec::new() };
    for (name, parameter) in set.get("parameters")?.as_object()? {
        let given = statics.get(name).map(|given| &given.value);
        let value = match (given, parameter.get("builtIn").and_then(Value::as_str)) {
            (None, Some(REGION)) => Some(Known::Text(place.region.into())),
            (None, Some("AWS::UseFIPS")) => Some(Known::Boolean(place.fips)),
            (None, Some("AWS::UseDualStack")) => Some(Known::Boolean(place.dual_stack)),
            _ => match given.or_else(|| parameter.get("default")) {
                Some(value) => Some(Known::of(value)?),
                None => None,
            },
        };
        evaluation.names.extend(value.map(|value| (name.as_str(), value)));
    }
    // Where no rule applies, there is no endpoint.
    Some(evaluation.rules(set.get("rules")?)?.unwrap_or(Outcome::Error))
}

/// The regions that the rules name.
pub(super) fn named_regions(set: &Value) -> BTreeSet<&str> {
    let mut regions = BTreeSet::new();
    let parameters = set.get("parameters").and_then(Value::as_object).into_iter().flatten();
    let is_region = |parameter: &Value| parameter.get("builtIn").and_then(Value::as_str) == Some(REGION);
    if let Some((name, _)) = parameters.into_iter().find(|(_, parameter)| is_region(parameter)) {
        collect(set, name, &mut regions);
    }
    regions
}

/// Collects the texts that the parameter `name` is compared with.
fn collect<'a>(value: &'a Value, name: &str, texts: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(object) => {
            let arguments = object.get("argv").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            if let [Value::Object(reference), Value::String(text)] = arguments
                && reference.get("ref").and_then(Value::as_str) == Some(name)
            {
                texts.insert(text);
            }
            object.values().for_each(|value| collect(value, name, texts));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, name, texts)),
        _ => {}
    }
}

/// A value of the rules' language.
#[derive(Clone, PartialEq)]
enum Known<'a> {
    Text(Cow<'a, str>),
    Boolean(bool),
    Partition(&'static Partition),
}

impl<'a> Known<'a> {
    /// A parameter's value, in which nothing is filled in; nothing for a list.
    fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Text(text.into())),
            Value::Bool(value) => Some(Self::Boolean(*value)),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The values that have names, the innermost last. Its functions give nothing where the rules cannot be followed, and
/// what they give is `None` where a value is not there.
struct Evaluation<'a> {
    names: Vec<(&'a str, Known<'a>)>,
}

impl<'a> Evaluation<'a> {
    /// What the first rule gives whose conditions hold.
    fn rules(&mut self, rules: &'a Value) -> Option<Option<Outcome>> {
        for rule in rules.as_array()? {
            let before = self.names.len();
            if self.holds(rule)? {
                let outcome = match rule.get("type")?.as_str()? {
                    "endpoint" => Some(self.endpoint(rule.get("endpoint")?)?),
                    "error" => Some(Outcome::Error),
                    // None of its rules applies: no other one does, either.
                    "tree" => Some(self.rules(rule.get("rules")?)?.unwrap_or(Outcome::Error)),
                    _ => return None,
                };
                return Some(outcome);
            }
            self.names.truncate(before);
        }
        Some(None)
    }

    /// Whether the conditions of a rule hold, whose values get names on the way.
    fn holds(&mut self, rule: &'a Value) -> Option<bool> {
        let conditions = rule.get("conditions").and_then(Value::as_array);
        for condition in conditions.into_iter().flatten() {
            match self.value(condition)? {
                None | Some(Known::Boolean(false)) => return Some(false),
                Some(value) => {
                    let name = condition.get("assign").and_then(Value::as_str);
                    self.names.extend(name.map(|name| (name, value)));
                }
            }
        }
        Some(true)
    }

    fn endpoint(&self, endpoint: &'a Value) -> Option<Outcome> {
        let url = self.value(endpoint.get("url")?)??.text()?.to_owned();
        let schemes = endpoint.get("properties").and_then(|properties| properties.get("authSchemes"));
        let mut schemes = schemes.and_then(Value::as_array).into_iter().flatten().peekable();
        let names_schemes = schemes.peek().is_some();
        let is_sigv4 = |scheme: &&Value| scheme.get("name").and_then(Value::as_str) == Some("sigv4");
        let scheme = schemes.find(is_sigv4);
        let text = |name: &str| match scheme.and_then(|scheme| scheme.get(name)) {
            Some(value) => Some(self.value(value)?.and_then(|value| value.text().map(str::to_owned))),
            None => Some(None),
        };
        let (signing_region, signing_name) = (text("signingRegion")?, text("signingName")?);
        let lacks_sigv4 = names_schemes && scheme.is_none();
        Some(Outcome::Endpoint { url, signing_region, signing_name, lacks_sigv4 })
    }

    fn value(&self, value: &'a Value) -> Option<Option<Known<'a>>> {
        match value {
            Value::String(template) => Some(Some(Known::Text(self.filled(template)?))),
            Value::Bool(value) => Some(Some(Known::Boolean(*value))),
            Value::Object(object) => match object.get("ref") {
                Some(name) => Some(self.named(name.as_str()?)),
                None => self.call(object),
            },
            _ => None,
        }
    }

    fn named(&self, name: &str) -> Option<Known<'a>> {
        self.names.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    /// What a function gives.
    fn call(&self, call: &'a Map<String, Value>) -> Option<Option<Known<'a>>> {
        let arguments = call.get("argv")?.as_array()?;
        let value = |index: usize| self.value(arguments.get(index)?);
        Some(match call.get("fn")?.as_str()? {
            "isSet" => Some(Known::Boolean(value(0)?.is_some())),
            "not" => Some(Known::Boolean(matches!(value(0)?, None | Some(Known::Boolean(false))))),
            "booleanEquals" | "stringEquals" => {
                let (one, other) = (value(0)?, value(1)?);
                Some(Known::Boolean(one.is_some() && one == other))
            }
            "aws.partition" => match value(0)? {
                Some(region) => Some(Known::Partition(Partition::of(region.text()?))),
                None => None,
            },
            "isValidHostLabel" => match value(0)? {
                Some(label) => Some(Known::Boolean(is_host_label(label.text()?))),
                None => None,
            },
            "getAttr" => match value(0)? {
                Some(Known::Partition(partition)) => Some(attribute(partition, arguments.get(1)?.as_str()?)?),
                Some(_) => return None,
                None => None,
            },
            _ => return None,
        })
    }

    /// A text with what stands for its places.
    fn filled(&self, template: &'a str) -> Option<Cow<'a, str>> {
        let Some((mut before, mut rest)) = template.split_once('{') else { return Some(template.into()) };
        let mut text = String::new();
        loop {
            text.push_str(before);
            let (place, after) = rest.split_once('}')?;
            let (name, path) = place.split_once('#').map_or((place, None), |(name, path)| (name, Some(path)));
            let value = match (self.named(name)?, path) {
                (Known::Partition(partition), Some(path)) => attribute(partition, path)?,
                (value, None) => value,
                _ => return None,
            };
            text.push_str(value.text()?);
            match after.split_once('{') {
                Some(next) => (before, rest) = next,
                None => {
                    text.push_str(after);
                    return Some(text.into());
                }
            }
        }
    }
}

/// A partition's attribute of that name.
fn attribute<'a>(partition: &'static Partition, name: &str) -> Option<Known<'a>> {
    Some(match name {
        "name" => Known::Text(partition.name.into()),
        "dnsSuffix" => Known::Text(partition.dns_suffix.into()),
        "dualStackDnsSuffix" => Known::Text(partition.dual_stack_dns_suffix.into()),
        "supportsFIPS" => Known::Boolean(true),
        "supportsDualStack" => Known::Boolean(partition.has_dual_stack),
        "implicitGlobalRegion" => Known::Text(partition.global_region.into()),
        _ => return None,
    })
}

fn is_host_label(text: &str) -> bool {
    matches!(text.len(), 1..=63)
        && !text.starts_with('-')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
