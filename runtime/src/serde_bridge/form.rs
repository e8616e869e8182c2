//! Names and formats.

use std::borrow::Cow;

use crate::{codec::escape::unescape, schema::Member, types::TimestampFormat};

/// Which names and formats a service's shapes have: those of the JSON of its first protocol that writes any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    json_names: bool,
    timestamp_trait: bool,
    timestamps: TimestampFormat,
}

impl Form {
    /// That of restJson1: obeys `jsonName`; timestamps are epoch seconds unless the model says otherwise.
    pub const REST_JSON: Self =
        Self { json_names: true, timestamp_trait: true, timestamps: TimestampFormat::EpochSeconds };

    /// That of awsJson1_0 and awsJson1_1, which ignore `jsonName`.
    pub const AWS_JSON: Self = Self { json_names: false, ..Self::REST_JSON };

    /// That of rpcv2Json, which also ignores `timestampFormat`.
    pub const RPC_V2_JSON: Self = Self { timestamp_trait: false, ..Self::AWS_JSON };

    /// That of simpleRestJson: obeys `jsonName`; timestamps are date-times unless the model says otherwise.
    pub const SIMPLE_REST_JSON: Self = Self { timestamps: TimestampFormat::DateTime, ..Self::REST_JSON };

    /// That of a service without JSON, and of a model without a service: the members' own names; timestamps are
    /// date-times unless the model says otherwise.
    pub const MEMBERS: Self = Self { json_names: false, ..Self::SIMPLE_REST_JSON };

    /// The name of a member of a structure or union.
    pub(super) fn name(self, member: &Member) -> Cow<'static, str> {
        if !self.json_names {
            return member.name().into();
        }
        let name = member.json_name();
        if name.contains('\\') { unescape(name, 0).into() } else { name.into() }
    }

    /// Whether `name` is that of the member.
    pub(super) fn is_name(self, member: &Member, name: &str) -> bool {
        self.name(member) == name
    }

    /// The format of a timestamp.
    pub(super) fn timestamp_format(self, member: &Member) -> TimestampFormat {
        let format = if self.timestamp_trait { member.timestamp_format_trait() } else { None };
        format.unwrap_or(self.timestamps)
    }
}
