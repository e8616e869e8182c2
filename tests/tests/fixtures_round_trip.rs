//! Every type and operation of every fixture's crate brings arbitrary values back as they were: types as JSON, for
//! clients, for servers and in serde's formats, and messages from client to server and back. And the crates do what `fixtures/behaviour.rs`
//! and the files of `fixtures/behaviour/` and `fixtures/clients/` say of them.

use std::{error::Error, path::Path};

use farrier_tests::{
    fixture::{self, Workspace},
    round_trips,
};

/// What the crates do, by subject: files of the test crate.
const BEHAVIOUR: &[(&str, &str)] = &[
    ("behaviour.rs", include_str!("../fixtures/behaviour.rs")),
    ("events_behaviour.rs", include_str!("../fixtures/behaviour/events.rs")),
    ("object_storage_behaviour.rs", include_str!("../fixtures/behaviour/object_storage.rs")),
    ("http_behaviour.rs", include_str!("../fixtures/behaviour/http.rs")),
    ("pages_behaviour.rs", include_str!("../fixtures/behaviour/pages.rs")),
    ("support.rs", include_str!("../fixtures/behaviour/support.rs")),
    ("serde_behaviour.rs", include_str!("../fixtures/behaviour/serde.rs")),
    ("query_behaviour.rs", include_str!("../fixtures/behaviour/query.rs")),
    ("waiters_behaviour.rs", include_str!("../fixtures/behaviour/waiters.rs")),
    ("clients/mod.rs", include_str!("../fixtures/clients/mod.rs")),
    ("clients/auth.rs", include_str!("../fixtures/clients/auth.rs")),
    ("clients/discovery.rs", include_str!("../fixtures/clients/discovery.rs")),
    ("clients/endpoints.rs", include_str!("../fixtures/clients/endpoints.rs")),
    ("clients/presigned.rs", include_str!("../fixtures/clients/presigned.rs")),
    ("clients/retries.rs", include_str!("../fixtures/clients/retries.rs")),
    ("clients/signed_events.rs", include_str!("../fixtures/clients/signed_events.rs")),
    ("clients/support.rs", include_str!("../fixtures/clients/support.rs")),
];

#[test]
fn every_value_of_every_fixture_comes_back_as_it_was_and_the_crates_behave() -> Result<(), Box<dyn Error>> {
    let mut workspace = Workspace::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("round_trips"));
    let mut crates = Vec::new();
    for fixture in fixture::all()? {
        let files = fixture.generate_with(|settings| settings.serde = true)?;
        workspace.add(&fixture.name, &files)?;
        crates.push((fixture.name, files));
    }
    workspace.add("round_trips", &round_trips::package(&crates, BEHAVIOUR))?;
    workspace.finish(&fixture::root().join("runtime"))?;
    let output = workspace.cargo(&["test", "--package", "round_trips"])?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    Ok(())
}
