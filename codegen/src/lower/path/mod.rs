//! JMESPath expressions as typed expressions.
//!
//! Comes in: an expression and the shapes that it is about. Goes out: an expression of Rust, or why there is none. Always
//! holds: what comes out compiles, since every step was given the type that the model says.
//!
//! The grammar is that of the crate `jmespath`. What is null in JMESPath is `None` here, but for lists: one that is not
//! there is empty, since a service may leave out either.

use jmespath::{
    ast::{Ast, Comparator},
    parse,
};

use crate::{
    ir::{self, Counted, Node, Operator, Read, Value},
    smithy::{Member, Model, Shape, ShapeKind, traits, validate::Refusal},
};

mod compare;
mod function;
mod list;

pub(super) use self::compare::not;

/// How long an expression may be: more than people write, and less than what parsing could not take.
const MAX_LENGTH: usize = 500;

/// What an expression has to know of the Rust types.
pub(super) trait Names {
    /// The field that a member of a structure becomes; none for streams.
    fn step(&self, shape: &Shape, member: &Member) -> Option<ir::Step>;
    /// Whether a type of somebody's own stands in place of the shape, into which nothing can look.
    fn is_replaced(&self, shape: &Shape) -> bool;
    /// The Rust name of a shape.
    fn shape(&self, shape: &Shape) -> Option<String>;
    /// The Rust names of a union and the variant that its member becomes.
    fn variant(&self, shape: &Shape, member: &Member) -> Option<(String, String)>;
}

/// What an expression starts from.
#[derive(Clone, Copy)]
pub(super) enum Root<'m> {
    /// An output.
    Output(&'m Shape),
    /// An input and its output.
    Both(&'m Shape, &'m Shape),
}

/// What kind of value an expression has.
#[derive(Clone)]
pub(super) enum Type<'m> {
    Boolean,
    Number(Number),
    Text,
    Null,
    Structure(&'m Shape),
    Union(&'m Shape),
    Map(&'m Shape),
    List(&'m Shape),
    /// An iterator, with the type of its elements and whether they are `Option`s.
    Sequence(Box<Type<'m>>, bool),
    /// Both an input and an output.
    Both(&'m Shape, &'m Shape),
}

/// What Rust type a number has.
#[derive(Clone, PartialEq)]
pub(super) enum Number {
    Native(ir::Type),
    Count,
    Literal(serde_json::Number),
}

/// An expression with its type.
#[derive(Clone)]
pub(super) struct Typed<'m> {
    pub(super) value: Value,
    pub(super) ty: Type<'m>,
}

type Result<T> = std::result::Result<T, Refusal>;

/// An expression that is right, and has no code.
fn no_form<T>(why: impl Into<String>) -> Result<T> {
    Err(Refusal::NoForm(why.into()))
}

/// Compiles an expression. The error is a sentence without full stop.
pub(super) fn compile<'m>(
    model: &'m Model,
    names: &dyn Names,
    root: Root<'m>,
    text: &str,
) -> Result<Typed<'m>> {
    if text.len() > MAX_LENGTH {
        return no_form(format!("the expression is longer than {MAX_LENGTH} bytes"));
    }
    let ast = parse(text).map_err(|error| format!("{} at character {}", error.reason, error.offset))?;
    let root = match root {
        Root::Output(output) => variable("output", Type::Structure(output)),
        Root::Both(input, output) => variable("input", Type::Both(input, output)),
    };
    Compiler { model, names }.value(&ast, &root)
}

/// A list of texts as a sequence, and whether elements are `Option`s.
pub(super) fn texts<'m>(model: &'m Model, names: &dyn Names, list: Typed<'m>) -> Result<(Value, bool)> {
    match (Compiler { model, names }).sequence(list)? {
        (value, Type::Text, nullable) => Ok((value, nullable)),
        (_, other, _) => Err(format!("the list's elements are {}, not strings", other.describe()).into()),
    }
}

struct Compiler<'a, 'm> {
    model: &'m Model,
    names: &'a dyn Names,
}

fn variable<'m>(name: &'static str, ty: Type<'m>) -> Typed<'m> {
    Typed { value: Value { node: Node::Variable(name), nullable: false }, ty }
}

fn typed<'m>(node: Node, nullable: bool, ty: Type<'m>) -> Typed<'m> {
    Typed { value: Value { node, nullable }, ty }
}

fn boolean<'m>(node: Node) -> Typed<'m> {
    typed(node, false, Type::Boolean)
}

fn boxed(value: Value) -> Box<Value> {
    Box::new(value)
}

impl Type<'_> {
    /// What it is, with an article.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Boolean => "a boolean".to_owned(),
            Self::Number(_) => "a number".to_owned(),
            Self::Text => "a string".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Structure(shape) | Self::Union(shape) | Self::Map(shape) | Self::List(shape) => {
                format!("`{}`", shape.id)
            }
            Self::Sequence(..) => "a list".to_owned(),
            Self::Both(..) => "an input and its output".to_owned(),
        }
    }
}

impl<'m> Compiler<'_, 'm> {
    /// An expression's value where `current` is the current node.
    fn value(&self, ast: &Ast, current: &Typed<'m>) -> Result<Typed<'m>> {
        match ast {
            Ast::Identity { .. } => Ok(current.clone()),
            Ast::Field { name, .. } => self.member(current, name),
            Ast::Subexpr { lhs, rhs, .. } => self.value(rhs, &self.value(lhs, current)?),
            Ast::Literal { value, .. } => literal(value),
            Ast::Comparison { comparator, lhs, rhs, .. } => {
                compare::compare(operator(comparator), self.value(lhs, current)?, self.value(rhs, current)?)
            }
            Ast::And { lhs, rhs, .. } => self.either(true, lhs, rhs, current),
            Ast::Or { lhs, rhs, .. } => self.either(false, lhs, rhs, current),
            Ast::Not { node, .. } => Ok(boolean(compare::not(compare::truth(self.value(node, current)?)))),
            Ast::Function { name, args, .. } => {
                let arguments: Result<Vec<_>> = args.iter().map(|ast| self.value(ast, current)).collect();
                function::call(self, name, arguments?)
            }
            Ast::Projection { lhs, rhs, .. } => {
                let list = self.value(lhs, current)?;
                self.projection(list, rhs)
            }
            Ast::Flatten { node, .. } => {
                let list = self.value(node, current)?;
                self.flatten(list)
            }
            Ast::ObjectValues { node, .. } => {
                let map = self.value(node, current)?;
                self.values(map)
            }
            Ast::Index { idx, .. } => self.index(current.clone(), *idx),
            Ast::MultiList { elements, .. } => {
                let elements: Result<Vec<_>> = elements.iter().map(|ast| self.value(ast, current)).collect();
                list::several(elements?)
            }
            Ast::Slice { .. } => no_form("slices have no typed form"),
            Ast::MultiHash { .. } => no_form("objects that an expression makes have no typed form"),
            Ast::Expref { .. } => no_form("references to expressions have no typed form"),
            Ast::Condition { .. } => Err("a condition stands outside of a filter".into()),
        }
    }

    /// A member of a value.
    fn member(&self, of: &Typed<'m>, name: &str) -> Result<Typed<'m>> {
        let missing = |shape: &Shape| format!("`{}` has no member `{name}`", shape.id);
        let container = boxed(of.value.clone());
        match &of.ty {
            Type::Both(input, output) => match name {
                "input" => Ok(variable("input", Type::Structure(input))),
                "output" => Ok(variable("output", Type::Structure(output))),
                _ => Err(format!("there are `input` and `output`, and no `{name}`").into()),
            },
            Type::Structure(shape) | Type::Union(shape) if self.names.is_replaced(shape) => {
                no_form(replaced(shape))
            }
            Type::Structure(shape) => {
                let member = shape.members().find(|member| member.name == name);
                let member = member.ok_or_else(|| missing(shape))?;
                let step = self.names.step(shape, member).ok_or_else(|| missing(shape))?;
                let (ty, read) = self.read(member)?;
                let nullable = of.value.nullable || step.optional;
                Ok(typed(Node::Field(container, step, read), nullable, ty))
            }
            Type::Union(shape) => {
                let member = shape.members().find(|member| member.name == name);
                let member = member.ok_or_else(|| missing(shape))?;
                let variant = self.names.variant(shape, member).ok_or_else(|| missing(shape))?;
                let (ty, read) = self.read(member)?;
                Ok(typed(Node::Variant(container, variant, read), true, ty))
            }
            Type::Map(shape) => match &shape.kind {
                ShapeKind::Map { key, value } => {
                    let keys = self.model.target(key);
                    let enumeration = match self.read(key)? {
                        (_, Read::Enum) => Some(self.names.shape(keys).ok_or_else(|| missing(keys))?),
                        _ => None,
                    };
                    let key = ir::Key { text: name.to_owned(), enumeration };
                    let (ty, read) = self.read(value)?;
                    Ok(typed(Node::Entry(container, key, read, is_sparse(shape)), true, ty))
                }
                _ => no_form(format!("entries of `{}` have no typed form", shape.id)),
            },
            other => Err(format!("{} has no member `{name}`", other.describe()).into()),
        }
    }

    /// The type of a member's value, and how it is read.
    fn read(&self, member: &Member) -> Result<(Type<'m>, Read)> {
        let target = self.model.target(member);
        let number = |ty| Ok((Type::Number(Number::Native(ty)), Read::Copy));
        match &target.kind {
            ShapeKind::Structure(_) => Ok((Type::Structure(target), Read::Reference)),
            ShapeKind::Union(_) => Ok((Type::Union(target), Read::Reference)),
            _ if self.names.is_replaced(target) => no_form(replaced(target)),
            ShapeKind::Boolean => Ok((Type::Boolean, Read::Copy)),
            ShapeKind::Byte => number(ir::Type::Byte),
            ShapeKind::Short => number(ir::Type::Short),
            ShapeKind::Integer => number(ir::Type::Integer),
            ShapeKind::Long => number(ir::Type::Long),
            ShapeKind::Float => number(ir::Type::Float),
            ShapeKind::Double => number(ir::Type::Double),
            ShapeKind::String => Ok((Type::Text, Read::Text)),
            ShapeKind::Enum(_) => Ok((Type::Text, Read::Enum)),
            ShapeKind::IntEnum(_) => Ok((Type::Number(Number::Native(ir::Type::Integer)), Read::IntEnum)),
            ShapeKind::Map { .. } => Ok((Type::Map(target), Read::Reference)),
            ShapeKind::List(_) => Ok((Type::List(target), Read::Reference)),
            other => {
                no_form(format!("values of the type {} have no typed form in an expression", other.name()))
            }
        }
    }

    /// `&&` and `||`: booleans, or the side that counts.
    fn either(&self, is_and: bool, left: &Ast, right: &Ast, current: &Typed<'m>) -> Result<Typed<'m>> {
        let node = if is_and { Node::And } else { Node::Or };
        let (left, right) = (self.value(left, current)?, self.value(right, current)?);
        match (&left.ty, &right.ty) {
            (Type::Boolean, Type::Boolean) if !left.value.nullable && !right.value.nullable => {
                Ok(boolean(node(boxed(left.value), boxed(right.value))))
            }
            (Type::Boolean, Type::Boolean) | (Type::Text, Type::Text) => {
                let nullable = left.value.nullable || right.value.nullable;
                let condition = boxed(compare::truth(left.clone()));
                let (one, other) = (left.value, right.value);
                let (then, otherwise) = if is_and { (other, one) } else { (one, other) };
                Ok(typed(Node::Choose(condition, boxed(then), boxed(otherwise)), nullable, left.ty))
            }
            // What else can be true is so as a condition; as a value it would be one of two types.
            _ => Ok(boolean(node(boxed(compare::truth(left)), boxed(compare::truth(right))))),
        }
    }
}

fn replaced(shape: &Shape) -> String {
    format!("a type of somebody's own stands for `{}`", shape.id)
}

fn is_sparse(shape: &Shape) -> bool {
    shape.traits.has::<traits::Sparse>()
}

fn operator(comparator: &Comparator) -> Operator {
    match comparator {
        Comparator::Equal => Operator::Equal,
        Comparator::NotEqual => Operator::NotEqual,
        Comparator::LessThan => Operator::Less,
        Comparator::LessThanEqual => Operator::LessOrEqual,
        Comparator::GreaterThan => Operator::Greater,
        Comparator::GreaterThanEqual => Operator::GreaterOrEqual,
    }
}

fn literal<'m>(value: &jmespath::Variable) -> Result<Typed<'m>> {
    match value {
        jmespath::Variable::Null => Ok(typed(Node::Boolean(false), true, Type::Null)),
        jmespath::Variable::Bool(value) => Ok(boolean(Node::Boolean(*value))),
        jmespath::Variable::String(text) => Ok(typed(Node::Text(text.clone()), false, Type::Text)),
        jmespath::Variable::Number(number) => {
            let ty = Type::Number(Number::Literal(number.clone()));
            Ok(typed(Node::Number(number.to_string()), false, ty))
        }
        jmespath::Variable::Array(elements) => {
            let elements: Result<Vec<_>> = elements.iter().map(|element| literal(element)).collect();
            list::several(elements?)
        }
        jmespath::Variable::Object(_) | jmespath::Variable::Expref(_) => {
            no_form("objects have no typed form")
        }
    }
}
