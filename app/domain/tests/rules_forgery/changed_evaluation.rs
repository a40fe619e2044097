use domain::rules::{Evaluation, Outcome};

fn change(evaluation: &mut Evaluation) {
    for decision in &mut evaluation.decisions {
        decision.outcome = Outcome::Permitted;
    }
}

fn main() {}
