//! Every method of the store, on SQLite and on PostgreSQL.

#[cfg(test)]
mod alerts;
#[cfg(test)]
mod amend;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod cases;
mod chores;
#[cfg(test)]
mod clinic;
#[cfg(test)]
mod crisis;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod findings;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod pack;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod patient;
#[cfg(test)]
mod people;
#[cfg(test)]
mod photos;
#[cfg(test)]
mod races;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod review;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod telling;
#[cfg(test)]
mod third_protocol;
#[cfg(test)]
mod verbs;
#[cfg(test)]
mod workspace;
