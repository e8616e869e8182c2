//! Programs that call operations through one of the two crates: a `main` with each input's required members, as a user
//! would write it.

use std::{fs, path::PathBuf};

use farrier_codegen::{
    names::{field_name, method_name, module_name, type_name, variant_name},
    smithy::{Member, Model, Shape, ShapeKind, traits},
};

use crate::failure::Failure;

/// Whose crate a program calls.
pub(super) enum Crate {
    /// The generated one, by its package.
    Generated(String),
    /// The public one, by its package, with the folder of its source: whether a builder can fail is nowhere else.
    Public(String, PathBuf),
}

/// How deep values are made; a list or map below is empty.
const DEPTH: usize = 4;

impl Crate {
    /// A program that calls these operations, one after the other.
    ///
    /// # Errors
    /// When a required member has a shape that no value is made of here.
    pub(super) fn program(&self, model: &Model, operations: &[&Shape]) -> Result<String, Failure> {
        let calls: Result<String, Failure> = operations.iter().map(|it| self.call(model, it)).collect();
        let calls = calls?;
        let imports = |crate_name: &str, path: &str| {
            let types = if calls.contains("types::") { "types, " } else { "" };
            format!("use {}::{{{types}{path}}};\n", crate_name.replace('-', "_"))
        };
        let (imports, client) = match self {
            Self::Generated(name) => (
                imports(name, "client::Client"),
                "Client::builder().region(\"eu-west-1\").build().expect(\"a client\")",
            ),
            Self::Public(name, _) => (
                imports(name, "Client, Config, config::{BehaviorVersion, Region}"),
                "Client::from_conf(\n        Config::builder()\n            \
                 .behavior_version(BehaviorVersion::latest())\n            \
                 .region(Region::new(\"eu-west-1\"))\n            .build(),\n    )",
            ),
        };
        Ok(format!("{imports}\n#[tokio::main]\nasync fn main() {{\n    let client = {client};\n{calls}}}\n"))
    }

    /// A call and what is done with its result.
    fn call(&self, model: &Model, operation: &Shape) -> Result<String, Failure> {
        let ShapeKind::Operation(properties) = &operation.kind else { return Ok(String::new()) };
        let input = properties.input.as_ref().and_then(|id| model.shape(id));
        let arguments = match (self, input) {
            (_, None) => String::new(),
            (Self::Generated(_), Some(input)) => self.structure(model, input, 0)?,
            (Self::Public(..), Some(input)) => self.setters(model, input, 0)?,
        };
        let name = method_name(operation.id.name());
        Ok(match self {
            Self::Generated(_) => format!("    println!(\"{{:?}}\", client.{name}({arguments}).await);\n"),
            Self::Public(..) => {
                format!("    println!(\"{{:?}}\", client.{name}(){arguments}.send().await);\n")
            }
        })
    }

    /// A structure with its required members.
    fn structure(&self, model: &Model, shape: &Shape, depth: usize) -> Result<String, Failure> {
        let name = type_name(shape.id.name());
        match self {
            Self::Generated(_) => {
                let members: Vec<&Member> = required(shape).collect();
                // From five on, they are named.
                if members.len() > 4 {
                    let field = |member: &&Member| {
                        Ok(format!("{}: {}", field_name(&member.name), self.value(model, member, depth)?))
                    };
                    let fields: Result<Vec<String>, Failure> = members.iter().map(field).collect();
                    let fields = fields?.join(", ");
                    return Ok(format!("types::{name}::new(types::required::{name} {{ {fields} }})"));
                }
                let arguments: Result<Vec<String>, Failure> =
                    members.iter().map(|member| self.argument(model, member, depth)).collect();
                Ok(format!("types::{name}::new({})", arguments?.join(", ")))
            }
            Self::Public(..) => {
                let setters = self.setters(model, shape, depth)?;
                let built = if self.can_fail(shape)? { ".expect(\"all of them\")" } else { "" };
                Ok(format!("types::{name}::builder(){setters}.build(){built}"))
            }
        }
    }

    /// The public builder's calls for the required members.
    fn setters(&self, model: &Model, shape: &Shape, depth: usize) -> Result<String, Failure> {
        let setter = |member: &Member| {
            let name = field_name(&member.name);
            let argument = self.argument(model, member, depth)?;
            Ok(match model.target(member).kind {
                ShapeKind::List(_) | ShapeKind::Map { .. } => {
                    format!(".set_{}(Some({argument}))", name.trim_start_matches("r#"))
                }
                _ => format!(".{name}({argument})"),
            })
        };
        required(shape).map(setter).collect()
    }

    /// Whether the public builder checks that all members are there.
    fn can_fail(&self, shape: &Shape) -> Result<bool, Failure> {
        let Self::Public(_, source) = self else { return Ok(false) };
        let module = module_name(shape.id.name());
        let path = source.join("types").join(format!("_{}.rs", module.trim_start_matches("r#")));
        let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        let signature = text.split("pub fn build(").nth(1).and_then(|rest| rest.split('{').next());
        Ok(signature.is_some_and(|signature| signature.contains("Result<")))
    }

    /// A value as an argument, where a text may be a literal.
    fn argument(&self, model: &Model, member: &Member, depth: usize) -> Result<String, Failure> {
        match model.target(member).kind {
            ShapeKind::String => Ok("\"a\"".to_owned()),
            _ => self.value(model, member, depth),
        }
    }

    /// A value of a member's target.
    fn value(&self, model: &Model, member: &Member, depth: usize) -> Result<String, Failure> {
        let target = model.target(member);
        let name = type_name(target.id.name());
        Ok(match &target.kind {
            ShapeKind::String => "\"a\".to_owned()".to_owned(),
            ShapeKind::Boolean => "true".to_owned(),
            ShapeKind::Byte | ShapeKind::Short | ShapeKind::Integer | ShapeKind::Long => "1".to_owned(),
            ShapeKind::Float | ShapeKind::Double => "1.0".to_owned(),
            ShapeKind::Enum(values) if values.is_empty() => format!("types::{name}::from(\"a\")"),
            ShapeKind::Enum(values) => format!("types::{name}::{}", variant_name(&values[0].name)),
            ShapeKind::List(_) if depth >= DEPTH => "Vec::new()".to_owned(),
            ShapeKind::List(element) => format!("vec![{}]", self.value(model, element, depth + 1)?),
            ShapeKind::Map { key, value } => {
                if depth >= DEPTH {
                    return Ok("Default::default()".to_owned());
                }
                let (key, value) = (self.value(model, key, depth + 1)?, self.value(model, value, depth + 1)?);
                match self {
                    Self::Generated(_) => format!("[({key}, {value})].into()"),
                    Self::Public(..) => format!("std::collections::HashMap::from([({key}, {value})])"),
                }
            }
            ShapeKind::Structure(_) => self.structure(model, target, depth + 1)?,
            ShapeKind::Union(variants) if !variants.is_empty() => {
                let variant = &variants[0];
                let value = self.value(model, variant, depth + 1)?;
                format!("types::{name}::{}({value})", variant_name(&variant.name))
            }
            kind => {
                let message = format!("{}: no value of a {} is made here", member.id, kind.name());
                return Err(Failure::new(message));
            }
        })
    }
}

/// The members that a caller has to give.
fn required(shape: &Shape) -> impl Iterator<Item = &Member> {
    shape.members().filter(|member| {
        let traits = &member.traits;
        traits.has::<traits::Required>()
            && !traits.has::<traits::Default>()
            && !traits.has::<traits::ClientOptional>()
            && !traits.has::<traits::IdempotencyToken>()
    })
}
