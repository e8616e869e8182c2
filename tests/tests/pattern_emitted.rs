//! What the emitter writes for each plan compiles without warnings and means what the pattern means. The fixture is
//! kept equal to what is emitted by a test of the emitter.

#![deny(warnings)]

mod emitted {
    include!("../fixtures/patterns.rs");

    /// A pattern with strings that match and strings that do not.
    type Case = (&'static Pattern, &'static [&'static str], &'static [&'static str]);

    const CASES: &[Case] = &[
        (
            &ID,
            &["ab", "_-9", "6b9d3f2e-0c1a-4f7e-9a52-d4c8e1b7f036"],
            &["", "a", "-ab", "ab-", "ab\n", "aéb"],
        ),
        (
            &WORKSPACE_ARN,
            &[
                "arn:aws:iottwinmaker:us-east-1:123456789012:workspace/X",
                "arn:aws-us-gov:iottwinmaker:x:123456789012:.",
            ],
            &[
                "arn:aws-:iottwinmaker:x:123456789012:x",
                "arn:aws:iottwinmaker:x:12345678901:x",
                "arn:aws:iottwinmaker",
            ],
        ),
        (
            &CHOICES,
            &["x-12=", "x-1234%5", "AB:a:bcd=", "=", ":x%0"],
            &["", "x-1=", "x-12345=", "A=", "AB:a:b:c=", "AB:abcd=", "AB%", "x-12%5 "],
        ),
        (&LABELS, &["a.com", "a.b.c.", "a.42", "a.b.`x`"], &["", "com", "a.b.c.d.", "a.c", "a.com "]),
        (&BUCKET, &["s3://a.com", "s3://a.b.c."], &["s3://", "s3:/a.com", "a.com", "s3://a.b.c.d."]),
        (&TAG, &["", "Größe = 3", "日本:1"], &["a\nb", "a;b", "😀"]),
        (&BYTE, &["0", "99", "255"], &["", "256", "00", "1 "]),
        (&NOT_RESERVED, &["aws", "xaws", "é"], &["", "aws:", "aws:x", "a b"]),
        (&UNITS, &["-ab", "-😀"], &["-a", "-a😀", "-\na"]),
        (&LONG, &["xxxabcy", "s3://a/abcy"], &["aby", "s3:///abcyz", "abc"]),
        (&TWICE, &["'ab'ab", "say \"abc\"", "''ab'"], &["'ab\"", "'a'", "'ab'ba"]),
    ];

    #[test]
    fn patterns_of_every_plan_match_what_they_should() {
        for (pattern, matches, rejects) in CASES {
            for text in *matches {
                assert!(pattern.is_match(text), "{pattern:?} {text:?}");
            }
            for text in *rejects {
                assert!(!pattern.is_match(text), "{pattern:?} {text:?}");
            }
        }
    }

    #[test]
    fn the_source_is_that_of_the_model() {
        assert_eq!(ID.source(), "^[a-zA-Z_0-9][a-zA-Z_\\-0-9]*[a-zA-Z0-9]+$");
        assert_eq!(LABELS.source(), "^([a-z]+\\.){1,3}(com|`x`|[0-9]+)?$");
    }
}
