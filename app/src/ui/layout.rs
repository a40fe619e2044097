//! What stands around every page.

mod brand_mark;
mod site_footer;
mod site_header;

pub use brand_mark::BrandMark;
pub use site_footer::SiteFooter;
pub use site_header::{NavLink, SiteHeader};
