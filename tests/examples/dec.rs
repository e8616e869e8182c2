#![allow(warnings)]
#[path = "../benches/json/by_hand.rs"]
mod by_hand;
#[path = "../benches/json/messages.rs"]
mod messages;
#[path = "../benches/json/ours.rs"]
mod ours;
use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::MemberSet,
    serde::DeserializableShape,
};
use std::hint::black_box;
fn main() {
    drop(black_box(vec![1_u8; 16 << 20]));
    let arg = std::env::args().nth(1).unwrap();
    let entities = messages::entities();
    let bytes = Json::REST.encode_members(&entities, MemberSet::All).unwrap();
    let job = Json::REST.encode_members(&messages::job(7), MemberSet::All).unwrap();
    let n: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let mut times = vec![];
    for _ in 0..n {
        let t = std::time::Instant::now();
        match arg.as_str() {
            "big" => {
                let mut v = ours::Entities::empty();
                Json::REST
                    .decode_members(&bytes, &mut v, MemberSet::All, Policy::Lenient, Limits::default())
                    .unwrap();
                drop(black_box(v));
            }
            "bigserde" => {
                drop(black_box(serde_json::from_slice::<by_hand::Entities>(&bytes).unwrap()));
            }
            "job" => {
                for _ in 0..100 {
                    let mut v = ours::Job::empty();
                    Json::REST
                        .decode_members(&job, &mut v, MemberSet::All, Policy::Lenient, Limits::default())
                        .unwrap();
                    drop(black_box(v));
                }
            }
            "jobserde" => {
                for _ in 0..100 {
                    drop(black_box(serde_json::from_slice::<by_hand::Job>(&job).unwrap()));
                }
            }
            _ => {}
        }
        times.push(t.elapsed().as_nanos());
    }
    times.sort();
    println!("{arg} median {} min {} us", times[n / 2] / 1000, times[0] / 1000);
}
