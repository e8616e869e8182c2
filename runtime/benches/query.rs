//! Speed of the form codec against serde_urlencoded with derived code for the same types, as medians and their ratio.
//!
//! `cargo bench -p farrier-runtime --bench query`. serde_urlencoded has no nested values, so that the message is flat.
//! Rounds of the two take turns, so that both meet the same machine.

#![allow(clippy::too_many_arguments, reason = "the message is flat, and all of it is required")]

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, query::Query},
    schema::MemberSet,
    serde::DeserializableShape,
    structure,
};

mod measure;

use measure::compare;

macro_rules! request {
    ($($index:literal $field:ident $name:literal $type:ty;)*) => {
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        struct Request { $(#[serde(rename = $name)] $field: $type,)* }

        structure! { Request: "test#Request", new(..) { $($index: $field($type) = $name;)* } }
    };
}

request! {
    0 identifier "DBInstanceIdentifier" String;
    1 storage "AllocatedStorage" i32;
    2 class "DBInstanceClass" String;
    3 engine "Engine" String;
    4 user "MasterUsername" String;
    5 zone "AvailabilityZone" String;
    6 subnet "DBSubnetGroupName" String;
    7 window "PreferredMaintenanceWindow" String;
    8 retention "BackupRetentionPeriod" i32;
    9 port "Port" i32;
    10 multi "MultiAZ" bool;
    11 version "EngineVersion" String;
    12 upgrade "AutoMinorVersionUpgrade" bool;
    13 iops "Iops" Option<i64>;
    14 public "PubliclyAccessible" Option<bool>;
    15 key "KmsKeyId" Option<String>;
    16 description "Description" String;
}

fn main() {
    let text = str::to_owned;
    let request = Request {
        identifier: text("production-orders-1"),
        storage: 500,
        class: text("db.r6g.2xlarge"),
        engine: text("postgres"),
        user: text("admin"),
        zone: text("eu-central-1a"),
        subnet: text("private-subnets"),
        window: text("sun:05:00-sun:06:00"),
        retention: 14,
        port: 5432,
        multi: true,
        version: text("16.3"),
        upgrade: false,
        iops: Some(12_000),
        public: Some(false),
        key: Some(text("arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d")),
        description: text("Orders, written by the shop & read by reports"),
    };
    let form = Query::AWS.encode_members(&request, MemberSet::All).expect("encodes");
    assert_eq!(farrier(&form), request);
    assert_eq!(serde(&form), request);
    println!("message of {} bytes", form.len());
    compare("decode", "serde_urlencoded", || farrier(&form), || serde(&form));
    compare(
        "encode",
        "serde_urlencoded",
        || Query::AWS.encode_members(&request, MemberSet::All).expect("encodes"),
        || serde_urlencoded::to_string(&request).expect("encodes"),
    );
}

fn farrier(form: &[u8]) -> Request {
    let mut request = Request::empty();
    Query::AWS
        .decode_members(form, &mut request, MemberSet::All, Policy::Lenient, Limits::default())
        .expect("decodes");
    request
}

fn serde(form: &[u8]) -> Request {
    serde_urlencoded::from_bytes(form).expect("decodes")
}
