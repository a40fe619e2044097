use domain::rules::{Evaluation, EvaluationRecord};

fn built(record: EvaluationRecord) -> Evaluation {
    Evaluation::new(record)
}

fn main() {}
