//! The document around every page.

use domain::actor::{Actor, Role};
use leptos::{nonce::use_nonce, prelude::*};

use crate::{
    clinic::Clinic,
    page::{Area, Page},
    session::Session,
    ui::layout::{NavLink, SiteFooter, SiteHeader},
};

pub fn document(clinic: &Clinic, session: Option<&Session>, page: &Page) -> AnyView {
    let settings = clinic.settings();
    let title = format!("{} - {}", page.title, settings.name);
    let style = format!("/{}/{}.css", clinic.options().site_pkg_dir, clinic.options().output_name);
    let class = match page.area {
        Area::Patient => "patient",
        Area::Workspace => "workspace",
    };
    // Only islands are hydrated: the page around them needs no markers.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let scripts = page.interactive.then(|| {
        let package =
            format!("/{}/{}", clinic.options().site_pkg_dir, clinic.options().output_name);
        view! {
            <link rel="modulepreload" href=format!("{package}.js")/>
            <link
                rel="preload"
                href=format!("{package}.wasm")
                r#as="fetch"
                r#type="application/wasm"
                crossorigin="anonymous"
            />
            <script type="module" src="/islands.js" nonce=use_nonce()></script>
        }
        .into_any()
    });
    let reload = clinic.watched().then(|| {
        let options = clinic.options().clone();
        view! { <AutoReload options/> }.into_any()
    });
    let actor = session.map_or(Actor::Visitor(None), Session::actor);
    let account = session.and_then(Session::live).and_then(|live| live.account.as_ref()).map(
        |account| match (&account.name, account.role) {
            (Some(name), Role::Clinician | Role::Operator) => name.to_string(),
            (_, _) => account.email.to_string(),
        },
    );
    let sign_out = account.is_some();
    let name = settings.name.clone();
    let nav = navigation(&actor);
    let header = view! { <SiteHeader name nav account sign_out/> }.into_any();
    let notice = clinic.rulebook().pack.notice().to_owned();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                {scripts}
                {reload}
            </head>
            <body class=class>
                {header}
                <main id="main" tabindex="-1">{page.view()}</main>
                <SiteFooter notice/>
            </body>
        </html>
    }
    .into_any()
}

fn navigation(actor: &Actor) -> Vec<NavLink> {
    let link = |href: &str, label: &str| NavLink {
        href: href.to_owned(),
        label: label.to_owned(),
        current: false,
    };
    match actor {
        Actor::Visitor(_) | Actor::System => vec![link("/sign-in", "Sign in")],
        Actor::Patient(_) => vec![link("/", "Start a visit"), link("/visits", "Your visits")],
        Actor::Clinician(_) => {
            vec![link("/review", "Queue"), link("/review/prescriptions", "To do")]
        }
        Actor::Operator(_) => {
            vec![link("/operator", "Clinic"), link("/operator/rules", "Rules")]
        }
    }
}
