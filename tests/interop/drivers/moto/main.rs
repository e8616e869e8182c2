//! Generated clients against moto: `moto ENDPOINT` runs the cases of every service that was generated, and writes what
//! became of each.

mod case;

/// The modules of the services that there are, and a function that runs them one after another.
macro_rules! services {
    ($($feature:literal $module:ident)*) => {
        $(#[cfg(feature = $feature)] mod $module;)*

        async fn run(moto: &case::Moto) {
            $(#[cfg(feature = $feature)] self::$module::run(moto).await;)*
        }
    };
}

services! {
    "dynamodb" dynamodb
    "ec2" ec2
    "eks" eks
    "guardduty" guardduty
    "iam" iam
    "lambda" lambda
    "s3" s3
    "scheduler" scheduler
    "secrets-manager" secrets_manager
    "sns" sns
    "sqs" sqs
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), case::Failure> {
    let endpoint = std::env::args().nth(1).ok_or("usage: moto ENDPOINT")?;
    let moto = case::Moto::new(endpoint);
    run(&moto).await;
    Ok(())
}
