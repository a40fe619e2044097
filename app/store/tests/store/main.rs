//! Every method of the store, on SQLite and on PostgreSQL.

#[cfg(test)]
mod amend;
#[cfg(test)]
mod chores;
#[cfg(test)]
mod clinic;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod pack;
#[cfg(test)]
mod patient;
#[cfg(test)]
mod people;
#[cfg(test)]
mod photos;
#[cfg(test)]
mod races;
#[cfg(test)]
mod review;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod verbs;
