//! The binary itself, started as an operator starts it.

#![cfg(test)]

mod access;
mod administration;
mod answers;
mod backups;
mod http;
mod mail;
mod mail_server;
mod postgres;
mod refusals;
mod running;
mod unreadable;
