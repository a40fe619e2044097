//! Plain components: they render what they are given, and fetch nothing.
//!
//! All of them work in a server-rendered page and inside an island. The id of
//! an input is its name with `.` replaced by `-`; its hint, error and suffix
//! have that id with `-hint`, `-error` and `-suffix` behind it. Where one page
//! holds the same name twice, in two forms, each field must be given its own
//! `id`: a label works on the first element with its id, in whichever form.

mod alert;
mod back_link;
mod badge;
mod button;
mod checkbox_group;
mod date_field;
mod details;
mod emergency;
mod error_summary;
mod field;
mod file_field;
pub mod layout;
mod link_out;
mod option;
mod panel;
mod progress;
mod radio_group;
mod repeated_text;
mod select;
mod state_options;
mod summary_list;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod text_area;
mod text_field;
mod theirs;
mod wording;

pub use alert::{Alert, AlertKind};
pub use back_link::BackLink;
pub use badge::{Badge, BadgeKind};
pub use button::{Button, ButtonKind, ButtonLink};
pub use checkbox_group::CheckboxGroup;
pub use date_field::DateField;
pub use details::Details;
pub use emergency::{EmergencyBanner, Urgency};
pub use error_summary::ErrorSummary;
pub use field::field_id;
pub use file_field::FileField;
pub use link_out::link_out;
pub use option::OptionItem;
pub use panel::{Panel, PanelKind};
pub use progress::Progress;
pub use radio_group::RadioGroup;
pub use repeated_text::RepeatedText;
pub use select::Select;
pub use state_options::state_options;
pub use summary_list::{SummaryList, SummaryRow};
pub use text_area::TextArea;
pub use text_field::TextField;
pub use theirs::Theirs;
pub use wording::Wording;
