//! Shapes written as the generator writes them: one with every kind of member, shared by tests and the fuzzer.

use farrier_runtime::{
    BigDecimal, BigInteger, Blob, Document, Map, Timestamp, member,
    schema::{Member, WireNames, XmlNamespace},
    types::TimestampFormat,
};

#[macro_use]
mod structure;

static CHILDREN: WireNames = WireNames::new().xml("p:kids").namespace(XmlNamespace::new("urn:p").prefix("p"));
static SPARSE_LIST: Member = Member::element();
static DATES: Member = Member::element().timestamp_format(TimestampFormat::HttpDate);
static LISTS: Member = Member::element().list(&SPARSE_LIST).sparse();
static MAPS: Member = Member::value().map(&KEY, &SECRET_VALUE);
static KEY: Member = Member::value().wire_names(&WireNames::new().xml("K"));
static SECRET_KEY: Member = Member::value().sensitive();
static SECRET_VALUE: Member = Member::value().sensitive();

structure! {
    /// One member of each kind.
    #[derive(Clone, Debug, PartialEq)]
    Everything "test#Everything" {
        0 text: String = member!(0, "text").required();
        1 boolean: bool = member!(1, "boolean", json = "is it?").required()
            .wire_names(&WireNames::new().xml("xsi:is")).xml_attribute();
        2 byte: i8 = member!(2, "byte").required();
        3 short: Option<i16> = member!(3, "short").wire_names(&WireNames::new().xml("Short"));
        4 integer: Option<i32> = member!(4, "integer");
        5 long: i64 = member!(5, "long").required();
        6 float: Option<f32> = member!(6, "float");
        7 double: Option<f64> = member!(7, "double");
        8 big_integer: Option<BigInteger> = member!(8, "bigInteger");
        9 big_decimal: BigDecimal = member!(9, "bigDecimal").required();
        10 blob: Option<Blob> = member!(10, "blob").xml_attribute();
        11 epoch: Option<Timestamp> = member!(11, "epoch");
        12 date_time: Option<Timestamp> = member!(12, "dateTime").timestamp_format(TimestampFormat::DateTime);
        13 http_dates: Vec<Timestamp> = member!(13, "httpDates").required().list(&DATES).xml_flattened();
        14 document: Option<Document> = member!(14, "document");
        15 lists: Option<Vec<Option<Vec<Option<String>>>>> = member!(15, "lists").list(&LISTS).sparse();
        16 maps: Option<Map<String, Map<String, i32>>> = member!(16, "maps").map(&SECRET_KEY, &MAPS);
        17 children: Option<Map<String, Everything>> = member!(17, "children", json = "ch\\\"ildren")
            .wire_names(&CHILDREN);
        18 child: Option<Box<Everything>> = member!(18, "child");
        19 choice: Option<Choice> = member!(19, "choice");
        20 choices: Option<Vec<Choice>> = member!(20, "choices");
        21 sparse_map: Option<Map<String, Option<bool>>> = member!(21, "sparseMap").sparse();
    }
}

farrier_runtime::union! {
    /// A union that may nest.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Choice: "test#Choice", Unknown {
        /// A string.
        0: Text(String) = "text";
        /// Itself.
        1: Same(Box<Choice>) = "same";
        /// Any number of itself.
        2: Many(Vec<Choice>) = "many";
        /// A structure.
        3: Everything(Box<Everything>) = "everything" json("every\\u0001");
    }
}
