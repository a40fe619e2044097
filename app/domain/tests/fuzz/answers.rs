//! What must hold of everything that the rules answer.

use boon::{Compiler, SchemaIndex, Schemas};
use domain::{
    decide::{Answer, Input, SCHEMA, decide},
    pack::Pack,
    rules::{Ledger, Opening},
};
use proptest::test_runner::TestCaseResult;
use serde_json::Value;

use crate::run::wrong;

/// The pack, and the shape of what it may answer.
pub struct Judge {
    pub pack: Pack,
    schemas: Schemas,
    input: SchemaIndex,
    answer: SchemaIndex,
}

impl Judge {
    pub fn new(pack: Pack) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let document: Value = serde_json::from_str(SCHEMA).unwrap();
        let address = document["$id"].as_str().unwrap().to_owned();
        compiler.enable_format_assertions();
        compiler.add_resource(&address, document).unwrap();
        let input = compiler.compile(&address, &mut schemas).unwrap();
        let answer = compiler.compile(&format!("{address}#/$defs/answer"), &mut schemas).unwrap();
        Self { pack, schemas, input, answer }
    }

    /// What does not fit the shape of an input.
    pub fn input_mistake(&self, json: &Value) -> Option<String> {
        self.schemas.validate(json, self.input).err().map(|error| error.to_string())
    }

    /// Asks the rules; an answer is always the same and of its shape, a refusal says why.
    pub fn ask(&self, text: &str) -> TestCaseResult {
        let input = match Input::read(text) {
            Ok(input) => input,
            Err(error) if error.to_string().is_empty() => return wrong("refused without a word"),
            Err(_) => return Ok(()),
        };
        let json = serde_json::to_string(&input).unwrap();
        if Input::read(&json).as_ref() != Ok(&input) {
            return wrong(format!("the input reads back as another: {json}"));
        }
        let ask = |opening| decide(&self.pack, &Ledger::new(), opening, &input);
        let (answer, again) = (ask(Opening::Demonstration), ask(Opening::Demonstration));
        if answer != again {
            return wrong("asked twice, it answers otherwise");
        }
        let Ok(answer) = answer else { return Ok(()) };
        self.fits(&answer)?;
        self.fits(&ask(Opening::VerifiedOnly).unwrap())?;
        for decision in &answer.decisions {
            let one = Input { medication: Some(decision.medication.clone()), ..input.clone() };
            let alone = decide(&self.pack, &Ledger::new(), Opening::Demonstration, &one).unwrap();
            if alone.decisions != [decision.clone()] {
                return wrong(format!("alone, {} is decided otherwise", decision.medication));
            }
        }
        Ok(())
    }

    fn fits(&self, answer: &Answer) -> TestCaseResult {
        let json = serde_json::to_value(answer).unwrap();
        if let Err(error) = self.schemas.validate(&json, self.answer) {
            return wrong(format!("not of the shape that is promised: {error}"));
        }
        match serde_json::from_value::<Answer>(json) {
            Ok(again) if again == *answer => {}
            Ok(_) | Err(_) => return wrong("the answer does not read back"),
        }
        let sorted = answer.decisions.iter().all(|decision| {
            decision.missing.is_sorted()
                && decision.obligations.is_sorted()
                && decision.reasons.is_sorted_by_key(|reason| &reason.rule)
        });
        if sorted { Ok(()) } else { wrong("the answer is not sorted") }
    }
}
