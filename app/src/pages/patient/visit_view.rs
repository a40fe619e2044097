//! A part of a page that can be made again: rendering may happen more than once.

use leptos::prelude::AnyView;

/// A view that can be made again.
pub type View = Box<dyn Fn() -> AnyView + Send + Sync>;
