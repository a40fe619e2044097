//! What one pack says otherwise than another, to be read.

use domain::{
    pack::diff::{Change, Kind, What},
    rules::Said,
};
use leptos::prelude::*;

use crate::ui::{Details, Panel, PanelKind, link_out};

/// Everything that changes, by kind; each thing opens to what it said and says.
pub fn view_of(changes: &[Change]) -> AnyView {
    if changes.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>"It says the same as the pack in force."</p>
            </Panel>
        }
        .into_any();
    }
    let kinds = [
        Kind::Rule,
        Kind::Medication,
        Kind::Protocol,
        Kind::Fact,
        Kind::Consent,
        Kind::Lexicon,
        Kind::Pack,
    ];
    kinds.into_iter().filter_map(|kind| section(kind, changes)).collect::<Vec<_>>().into_any()
}

fn section(kind: Kind, changes: &[Change]) -> Option<AnyView> {
    let of_kind: Vec<&Change> = changes.iter().filter(|change| change.kind == kind).collect();
    if of_kind.is_empty() {
        return None;
    }
    let title = match kind {
        Kind::Rule => "Rules",
        Kind::Medication => "Medicines",
        Kind::Protocol => "Protocols and their questions",
        Kind::Fact => "Facts",
        Kind::Consent => "Consents",
        Kind::Lexicon => "Medicines that patients may type",
        Kind::Pack => "The pack itself",
    };
    let title = format!("{title} ({})", of_kind.len());
    let lines: Vec<AnyView> = of_kind.into_iter().map(line).collect();
    Some(view! { <h3>{title}</h3> {lines} }.into_any())
}

fn line(change: &Change) -> AnyView {
    let id = &change.id;
    let parts = match &change.what {
        What::Added(all) => return told(format!("Added: {id}"), all),
        What::Removed(all) => return told(format!("Removed: {id}"), all),
        What::Changed(parts) => parts,
    };
    let parts: Vec<AnyView> = parts
        .iter()
        .map(|part| {
            let said = |what: &Option<String>| what.clone().unwrap_or_else(|| "nothing".to_owned());
            view! {
                <dt>{part.name.clone()}</dt>
                <dd><del>{said(&part.before)}</del></dd>
                <dd><ins>{said(&part.after)}</ins></dd>
            }
            .into_any()
        })
        .collect();
    view! {
        <Details summary=format!("Changed: {id}")>
            <dl class="changes">{parts}</dl>
        </Details>
    }
    .into_any()
}

/// A thing that is there or gone as a whole, folded over what it says.
fn told(summary: String, all: &[Said]) -> AnyView {
    if all.is_empty() {
        return view! { <p>{summary}</p> }.into_any();
    }
    let all: Vec<AnyView> = all
        .iter()
        .map(|said| {
            view! {
                <dt>{said.part}</dt>
                <dd>{link_out(&said.words, said.url.as_deref())}</dd>
            }
            .into_any()
        })
        .collect();
    view! {
        <Details summary>
            <dl class="changes">{all}</dl>
        </Details>
    }
    .into_any()
}
