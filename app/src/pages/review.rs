//! The clinician's way: the queue, the chart, the decision.

pub mod chart;
pub mod findings;
pub mod queue;
mod unlicensed;
pub mod verbs;
pub mod worklist;
