//! Asynclinic's web application: what a person sees, and the server functions behind it.
//!
//! `islands` and `ui` run in the browser too; everything that reads the store
//! stands behind the feature `ssr` and does not compile for the browser.

// The types of views nest deeply.
#![recursion_limit = "256"]

pub mod api;
pub mod islands;
pub mod trial;
pub mod ui;
pub mod upload;
pub mod verdict;
pub mod wizard;

#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
pub mod client;
#[cfg(feature = "ssr")]
pub mod clinic;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod images;
#[cfg(feature = "ssr")]
pub mod impact;
#[cfg(feature = "ssr")]
pub mod limits;
#[cfg(feature = "ssr")]
pub mod packs;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
pub mod words;
