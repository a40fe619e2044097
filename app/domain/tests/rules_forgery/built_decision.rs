use domain::rules::{Decision, DecisionRecord, Digest};

fn built(record: &DecisionRecord) -> Decision<'_> {
    Decision { record, pack: Digest::of_bytes(b""), on: domain::Date::MIN }
}

fn main() {}
