//! What single spellings become.

use farrier_codegen::names::{Case, bare, constant_name, field_name, module_name, type_name, variant_name};
use proptest::prelude::*;

const CASES: [Case; 6] = [Case::Type, Case::Variant, Case::Field, Case::Method, Case::Module, Case::Constant];

#[track_caller]
fn fields(expected: &[(&str, &str)]) {
    for (spelling, name) in expected {
        assert_eq!(field_name(spelling), *name, "{spelling}");
    }
}

#[track_caller]
fn variants(expected: &[(&str, &str)]) {
    for (spelling, name) in expected {
        assert_eq!(variant_name(spelling), *name, "{spelling}");
    }
}

#[test]
fn plural_acronyms_stay_one_word() {
    fields(&[
        ("ARNs", "arns"),
        ("VPCs", "vpcs"),
        ("EC2InstanceIds", "ec2_instance_ids"),
        ("S3APIs", "s3_apis"),
        ("AccountIDsToAdd", "account_ids_to_add"),
        ("CIDRsV2", "cidrs_v2"),
        ("DNSsec", "dn_ssec"),
    ]);
}

#[test]
fn acronyms_versions_and_digits_read_as_words() {
    fields(&[
        ("S3Bucket", "s3_bucket"),
        ("DBInstanceID", "db_instance_id"),
        ("IPv6Address", "ipv6_address"),
        ("WAFv2Rule", "wafv2_rule"),
        ("ISO8601DateTime", "iso8601_date_time"),
        ("SSEKMSKeyId", "ssekms_key_id"),
        ("KMSKeyARN", "kms_key_arn"),
        ("X509Certificate", "x509_certificate"),
    ]);
}

#[test]
fn trade_names_and_small_first_letters_stay_one_word() {
    fields(&[
        ("iSCSIVolume", "iscsi_volume"),
        ("CachediSCSIVolumes", "cached_iscsi_volumes"),
        ("vCPUs", "vcpus"),
        ("aWSAccountId", "aws_account_id"),
        ("AWSIoTThings", "aws_iot_things"),
        ("LoRaWANDevice", "lorawan_device"),
        ("MemoryInGiBs", "memory_in_gibs"),
        ("IoTalk", "io_talk"),
        ("xFrameOptions", "x_frame_options"),
    ]);
    assert_eq!(type_name("IoTJobARNs"), "IotJobArns");
}

#[test]
fn separators_split_words() {
    fields(&[
        ("x-amz-Foo", "x_amz_foo"),
        ("com.foo:bar", "com_foo_bar"),
        ("__foo__bar_", "foo_bar"),
        ("a b", "a_b"),
    ]);
    assert_eq!(type_name("metadataTransferJobId"), "MetadataTransferJobId");
    assert_eq!(constant_name("metadataTransferJobId"), "METADATA_TRANSFER_JOB_ID");
    assert_eq!(module_name("CancelMetadataTransferJob"), "cancel_metadata_transfer_job");
}

#[test]
fn enum_values_become_variants() {
    variants(&[
        ("us-east-1", "UsEast1"),
        ("m5.large", "M5Large"),
        ("m5.12xlarge", "M5_12xlarge"),
        ("CANCELLED", "Cancelled"),
        ("IN_PROGRESS", "InProgress"),
        ("TLSv1.2", "Tlsv1_2"),
        ("application/json", "ApplicationJson"),
        ("s3:ObjectCreated:*", "S3ObjectCreatedAsterisk"),
    ]);
}

#[test]
fn a_leading_digit_gets_a_letter() {
    variants(&[("2xx", "V2xx"), ("2013-10-17", "V2013_10_17"), ("1080p", "V1080p"), ("0", "V0")]);
    fields(&[("3dModel", "v3d_model")]);
    assert_eq!(constant_name("404"), "V404");
}

#[test]
fn symbols_are_spelled_where_they_tell() {
    variants(&[
        ("", "Empty"),
        ("*", "Asterisk"),
        ("+", "Plus"),
        ("-", "Minus"),
        ("_", "Underscore"),
        ("--", "MinusMinus"),
        (" ", "Space"),
        ("<=", "LessEquals"),
        ("!=", "NotEquals"),
        ("-1", "Minus1"),
        ("1", "V1"),
        ("UTC+05:00", "UtcPlus05_00"),
        ("UTC-05:00", "Utc05_00"),
        ("C#", "CHash"),
        ("100%", "V100Percent"),
        ("\u{0}", "U0000"),
    ]);
}

#[test]
fn other_scripts_are_spelled_by_code_point() {
    variants(&[("é", "U00e9"), ("日本", "U65e5U672c"), ("a→b", "AB"), ("→", "U2192")]);
}

#[test]
fn keywords_are_raw_or_end_in_an_underscore() {
    fields(&[
        ("type", "r#type"),
        ("Match", "r#match"),
        ("gen", "r#gen"),
        ("try", "r#try"),
        ("self", "self_"),
        ("Super", "super_"),
        ("crate", "crate_"),
        ("union", "union"),
    ]);
    variants(&[("self", "Self_"), ("SELF", "Self_"), ("Option", "Option"), ("None", "None")]);
    assert_eq!(type_name("Result"), "Result");
    assert_eq!(bare("r#type"), "type");
}

#[test]
fn modules_avoid_the_stems_that_mean_something() {
    let expected = [("Type", "r#type"), ("Lib", "lib_"), ("Mod", "mod_"), ("Con", "con_"), ("Main", "main_")];
    for (spelling, name) in expected {
        assert_eq!(module_name(spelling), name);
    }
}

#[test]
fn long_names_stay_whole() {
    let spelling = "Recommendation".repeat(12);
    assert_eq!(field_name(&spelling).replace('_', "").len(), spelling.len());
}

proptest! {
    #[test]
    fn any_text_gives_an_identifier(text in any::<String>()) {
        for case in CASES {
            let name = case.name(&text);
            prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{case:?} {name}");
            prop_assert!(name.is_ascii());
        }
    }

    #[test]
    fn any_shape_name_gives_an_identifier(text in "_{0,2}[A-Za-z][A-Za-z0-9_]{0,30}") {
        for case in CASES {
            prop_assert!(syn::parse_str::<syn::Ident>(&case.name(&text)).is_ok());
        }
    }

    #[test]
    fn a_snake_case_name_is_its_own_name(text in "[A-Za-z0-9_.:+-]{0,30}") {
        for case in [Case::Field, Case::Module, Case::Constant] {
            let name = case.name(&text);
            prop_assert_eq!(case.name(bare(&name)), name);
        }
    }
}
