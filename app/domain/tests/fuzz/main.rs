//! Inputs that nobody should write: what reads them must refuse them or understand them, and
//! never break.
//!
//! Each target changes real files, or makes cases up, and says what must hold of what comes out.
//! `make fuzz` goes on for longer.

#![cfg(test)]

mod answers;
mod cases;
mod choices;
mod edit;
mod forms;
mod large;
mod odd;
mod packs;
mod questionnaires;
mod receipts;
mod run;
#[path = "../shipped/mod.rs"]
mod shipped;
#[path = "../rules/clinic.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod small;
mod tree;
mod untold;
mod watch;
