//! The binary itself, started as an operator starts it.

#![cfg(test)]

mod access;
mod administration;
mod answers;
mod at_once;
mod backups;
mod clinic;
mod connections;
mod crowd;
mod database;
mod demonstration;
mod guards;
mod http;
mod impact;
mod limits;
mod load;
mod mail;
mod mail_server;
mod opening;
mod photos;
mod postgres;
mod queue;
mod receipts;
mod refusals;
mod rules;
mod running;
mod sign_in;
mod third_protocol;
mod unreadable;
mod uploads;
