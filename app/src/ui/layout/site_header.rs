//! The top of every page.

use leptos::prelude::*;

use super::{super::wording::Wording, brand_mark::BrandMark};

/// One entry of the navigation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NavLink {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// Whether it is the page that is shown.
    pub current: bool,
}

/// The skip link (to `#main`), the name of the clinic, the navigation, and who is signed in.
#[component]
pub fn SiteHeader(
    #[prop(into)] name: String,
    #[prop(optional)] nav: Vec<NavLink>,
    #[prop(optional, into)] account: Wording,
    #[prop(optional)] sign_out: bool,
) -> impl IntoView {
    let nav = (!nav.is_empty()).then(|| {
        let links: Vec<AnyView> = nav.into_iter().map(nav_link).collect();
        view! {
            <nav class="site-nav" aria-label="Main">
                <ul class="site-nav-list">{links}</ul>
            </nav>
        }
    });
    let account_name = account.0.map(|account| view! { <span>{account}</span> });
    let sign_out = sign_out.then(|| {
        view! {
            <form method="post" action="/sign-out">
                <button type="submit">"Sign out"</button>
            </form>
        }
    });
    view! {
        <a class="skip-link" href="#main">"Skip to main content"</a>
        <header class="site-header">
            <div class="site-header-inner">
                <a class="brand" href="/"><BrandMark /> <span>{name}</span></a>
                {nav}
                <div class="site-account">{account_name} {sign_out}</div>
            </div>
        </header>
    }
}

fn nav_link(link: NavLink) -> AnyView {
    let current = link.current.then_some("page");
    view! { <li><a href=link.href aria-current=current>{link.label}</a></li> }.into_any()
}
