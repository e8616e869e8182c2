//! Speed of the form codec against serde_urlencoded with derived code for the same types, as medians and their ratio.
//!
//! `cargo bench -p farrier-runtime --bench query`. serde_urlencoded has no nested values, so that the message is flat.
//! Rounds of the two take turns, so that both meet the same machine.

use std::{hint::black_box, time::Instant};

use farrier_runtime::{
    DecodeError, EncodeError,
    codec::{Codec as _, Limits, Policy, query::Query},
    member,
    schema::{Member, MemberSet, Schema},
    serde::{
        DeserializableShape, DeserializableStruct, HasSchema, SerializableShape, SerializableStruct,
        ShapeDeserializer, ShapeSerializer,
    },
};

const ROUNDS: usize = 1_001;
/// Calls in one round: far shorter than what an operating system grants at once.
const CALLS: u32 = 40;

macro_rules! request {
    ($($index:literal $field:ident $name:literal $type:ty;)*) => {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        struct Request { $(#[serde(rename = $name)] $field: $type,)* }

        static REQUEST: Schema = Schema::new("test#Request", &[$(member!($index, $name)),*]);

        impl HasSchema for Request {
            fn schema(&self) -> &'static Schema { &REQUEST }
        }
        impl SerializableStruct for Request {
            fn serialize_members(&self, to: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
                $(self.$field.serialize(&REQUEST.members()[$index], to)?;)*
                Ok(())
            }
        }
        impl DeserializableStruct for Request {
            fn deserialize_member(
                &mut self,
                member: &'static Member,
                from: &mut dyn ShapeDeserializer,
            ) -> Result<(), DecodeError> {
                match member.index() {
                    $($index => self.$field.deserialize(member, from),)*
                    _ => Ok(()),
                }
            }
        }
        impl Request {
            fn empty() -> Self { Self { $($field: <$type>::empty(),)* } }
        }
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
    compare("decode", || farrier(&form), || serde(&form));
    compare(
        "encode",
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

/// Prints the medians of both and how many times as fast the first is.
fn compare<A, B>(what: &str, mut farrier: impl FnMut() -> A, mut serde: impl FnMut() -> B) {
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times.0.push(round(&mut farrier));
        times.1.push(round(&mut serde));
    }
    let (farrier, serde) = (median(times.0), median(times.1));
    println!(
        "{what:8} farrier {farrier:8.1} ns   serde_urlencoded {serde:8.1} ns   {:.2} times as fast",
        serde / farrier
    );
}

/// Nanoseconds of one call.
fn round<T>(call: &mut impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..CALLS {
        black_box(call());
    }
    start.elapsed().as_nanos() as f64 / f64::from(CALLS)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
