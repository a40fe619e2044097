//! The binary itself, started as an operator starts it.

#![cfg(test)]

mod access;
mod administration;
mod answers;
mod backups;
mod connections;
mod crowd;
mod http;
mod limits;
mod load;
mod mail;
mod mail_server;
mod opening;
mod postgres;
mod refusals;
mod running;
