//! The whole intake, and the photos beside it.

use domain::{
    pack::Protocol,
    people::Address,
    questionnaire::{ItemKind, Page, Response, UNSURE},
};
use leptos::prelude::*;
use store::Chart;

use crate::{
    pages::patient::{steps, visit_view::View},
    ui::{SummaryList, SummaryRow},
    words,
};

/// All answers by section.
pub fn view_of(protocol: &Protocol, chart: &Chart) -> View {
    let response = &chart.record.response;
    let mut groups: Vec<(String, Vec<SummaryRow>)> = Vec::new();
    for page in protocol.questionnaire.enabled_pages(response) {
        let rows: Vec<SummaryRow> = steps::lines(page, response)
            .into_iter()
            .map(|mut line| {
                line.answers.extend(denied(page, &line.question, response));
                SummaryRow { key: line.question, value: line.answers, change: None }
            })
            .collect();
        match groups.last_mut() {
            Some((section, group)) if section == page.section_name() => group.extend(rows),
            _ => groups.push((page.section_name().to_owned(), rows)),
        }
    }
    if let Some(profile) = &chart.profile {
        let address = &profile.address;
        let row = |key: &str, value: String| SummaryRow {
            key: key.to_owned(),
            value: vec![value],
            change: None,
        };
        groups.push((
            "Contact".to_owned(),
            vec![
                row("Telephone", profile.telephone.to_string()),
                SummaryRow { key: "Address".to_owned(), value: lines_of(address), change: None },
                row("Date of birth", words::date(profile.birth_date.date())),
            ],
        ));
    }
    Box::new(move || {
        let groups: Vec<AnyView> = groups
            .iter()
            .cloned()
            .map(|(title, rows)| view! { <h3>{title}</h3> <SummaryList rows/> }.into_any())
            .collect();
        view! {
            <section aria-labelledby="answers">
                <h2 id="answers">"All answers"</h2>
                {groups}
            </section>
        }
        .into_any()
    })
}

/// What "None of these" says no to: a reader of the chart does not know the form by heart.
fn denied(page: &Page, question: &str, response: &Response) -> Option<String> {
    let item = page.items.iter().find(|item| item.text == question)?;
    let answers = response.get(item.link_id.as_str());
    if !answers.iter().any(|answer| item.excludes_others(answer)) {
        return None;
    }
    let offered = item.options().iter().filter(|option| !option.exclusive);
    let offered: Vec<&str> = offered
        .filter(|option| option.code != UNSURE)
        .map(|option| option.display.as_str())
        .collect();
    Some(format!("Not chosen: {}", offered.join("; ")))
}

/// The lines of an address, as they stand on a letter.
fn lines_of(address: &Address) -> Vec<String> {
    let place = format!("{}, {} {}", address.city, address.state.code(), address.postal_code);
    let line2 = address.line2.as_ref().map(ToString::to_string);
    [Some(address.line.to_string()), line2, Some(place)].into_iter().flatten().collect()
}

/// What a photo shows, in the words of the question that asked for it.
fn shown<'a>(protocol: &'a Protocol, view: &'a str) -> &'a str {
    protocol
        .questionnaire
        .items()
        .find(|item| {
            matches!(&item.kind, ItemKind::Attachment { view: Some(own), .. } if own == view)
        })
        .map_or(view, |item| item.text.as_str())
}

/// The photos that stand, by view, and the pages of records; a click opens one in full.
pub fn photos(protocol: &Protocol, chart: &Chart) -> View {
    let encounter = chart.encounter.id;
    let zone = words::zone_of(chart.encounter.location);
    let standing = || chart.photos.iter().filter(|photo| photo.replaced_at.is_none());
    let records = standing().filter(|photo| photo.view.is_none()).count();
    let mut page = 0;
    let photos: Vec<(String, String)> = standing()
        .map(|photo| {
            let what = match &photo.view {
                Some(view) => shown(protocol, view).to_owned(),
                None => {
                    page += 1;
                    format!("Record, page {page} of {records}")
                }
            };
            let at = words::moment(photo.created_at, &zone);
            (format!("/visits/{encounter}/photos/{}", photo.id), format!("{what}, sent {at}"))
        })
        .collect();
    Box::new(move || {
        if photos.is_empty() {
            return ().into_any();
        }
        let figures: Vec<AnyView> = photos
            .iter()
            .cloned()
            .map(|(href, caption)| {
                let (source, alt) = (href.clone(), caption.clone());
                view! {
                    <figure class="photo">
                        <a href=href>
                            <img src=source alt=alt loading="lazy"/>
                        </a>
                        <figcaption>{caption}</figcaption>
                    </figure>
                }
                .into_any()
            })
            .collect();
        view! {
            <section aria-labelledby="photos">
                <h2 id="photos">"Photos"</h2>
                <div class="photos">{figures}</div>
            </section>
        }
        .into_any()
    })
}

/// "crown from above", or "Record" where it is no photo.
pub fn photo_name(photo: &store::Photo) -> String {
    photo.view.as_deref().map_or_else(|| "Record".to_owned(), |view| view.replace('-', " "))
}
