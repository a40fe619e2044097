//! The clinician's way: the queue, the chart, the decision.

pub mod chart;
mod keys;
pub mod lease;
pub mod queue;
pub mod returned;
mod typed;
mod unlicensed;
pub mod verbs;
pub mod worklist;
