//! The same model gives the same bytes: twice, and whatever the order of its files.

use std::error::Error;

use farrier_codegen::{Files, Roles, Settings, generate};
use farrier_tests::fixture;

/// The fixtures, in which a name of one does not stand in another's way: each in a namespace of its own.
fn separate() -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let fixtures = fixture::all()?.into_iter().filter(|fixture| !fixture.text.contains("\"service\""));
    let separate = |fixture: fixture::Fixture| {
        let text = fixture.text.replace("example#", &format!("example.{}#", fixture.name));
        (format!("{}.json", fixture.name), text)
    };
    Ok(fixtures.map(separate).collect())
}

fn together(files: &[(String, String)]) -> Result<Files, Box<dyn Error>> {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Ok(generate(&fixture::load(&files)?, &Settings::default())?.files)
}

#[test]
fn a_model_gives_the_same_bytes_twice() -> Result<(), Box<dyn Error>> {
    for fixture in fixture::all()? {
        assert_eq!(
            fixture.generate(Roles::default())?,
            fixture.generate(Roles::default())?,
            "{}",
            fixture.name
        );
    }
    Ok(())
}

#[test]
fn the_order_of_the_files_does_not_matter() -> Result<(), Box<dyn Error>> {
    let mut files = separate()?;
    assert!(files.len() > 20, "{} files", files.len());
    let first = together(&files)?;
    files.reverse();
    assert_eq!(first, together(&files)?);
    let middle = files.len() / 2;
    files.rotate_left(middle);
    assert_eq!(first, together(&files)?);
    Ok(())
}

#[test]
fn what_is_laid_out_is_what_syn_parses_and_prettyplease_prints() -> Result<(), Box<dyn Error>> {
    for fixture in fixture::all()? {
        for (path, text) in
            fixture.generate(Roles::default())?.iter().filter(|(path, _)| path.ends_with(".rs"))
        {
            let file = syn::parse_file(text).map_err(|error| format!("{}: {path}: {error}", fixture.name))?;
            let printed = prettyplease::unparse(&file);
            assert_eq!(tokens(text)?, tokens(&printed)?, "{}: {path}", fixture.name);
        }
    }
    Ok(())
}

/// The tokens of a text, but for commas at ends and braces of match arms, of which each printer has its own rule.
fn tokens(text: &str) -> Result<String, Box<dyn Error>> {
    let tokens: proc_macro2::TokenStream = text.parse().map_err(|error| format!("{error}"))?;
    Ok(tokens.to_string().replace([',', ' ', '\n', '{', '}'], ""))
}
