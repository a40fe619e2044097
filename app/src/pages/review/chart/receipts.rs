//! The receipts of the encounter in words: what was decided or told, when, by whom, by which
//! rules and on what grounds.

mod grounds;
mod reasons;

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    ids::ClinicianId,
    pack::Pack,
    receipt::{Receipt, Telling},
    rules::{Digest, Outcome},
};
use jiff::tz::TimeZone;
use leptos::prelude::*;
use store::StoreError;

use super::Open;
use crate::{
    clinic::Clinic,
    pages::{Refusal, patient::visit_view::View},
    ui::{Details, SummaryList, SummaryRow},
    words,
};

/// What receipts are read with: they name clinicians and packs by ids and digests.
#[derive(Default)]
pub struct Key {
    names: BTreeMap<ClinicianId, String>,
    packs: BTreeMap<Digest, Arc<Pack>>,
}

impl Key {
    /// What these receipts are read with.
    ///
    /// # Errors
    /// When the store is not there.
    pub async fn of(clinic: &Clinic, receipts: &[Receipt]) -> Result<Self, Refusal> {
        let (store, mut key) = (clinic.store(), Self::default());
        for body in receipts.iter().map(|receipt| &receipt.body) {
            if let Some(id) = body.clinician.filter(|id| !key.names.contains_key(id))
                && let Some(clinician) = store.clinician(id).await?
            {
                key.names.insert(id, format!("{}, {}", clinician.name, clinician.title));
            }
            if key.packs.contains_key(&body.pack) {
                continue;
            }
            match store.pack(clinic.rules(), body.pack).await {
                Ok(Some(pack)) => {
                    key.packs.insert(body.pack, pack);
                }
                // What does not read any more is named by its digest.
                Ok(None) | Err(StoreError::Corrupt { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(key)
    }
}

/// One receipt, ready to be shown.
struct Shown {
    summary: String,
    rows: Vec<SummaryRow>,
    reasons: Vec<reasons::Line>,
    grounds: Vec<SummaryRow>,
    number: i64,
    href: String,
}

/// Every receipt, oldest first; nothing while there is none.
pub fn view_of(open: &Open) -> View {
    let zone = words::zone_of(open.chart.encounter.location);
    let shown: Vec<Shown> =
        open.chart.receipts.iter().map(|receipt| Shown::of(open, receipt, &zone)).collect();
    Box::new(move || {
        if shown.is_empty() {
            return ().into_any();
        }
        let receipts: Vec<AnyView> = shown.iter().map(Shown::view).collect();
        view! {
            <section aria-labelledby="receipts">
                <h2 id="receipts">"Receipts"</h2>
                {receipts}
            </section>
        }
        .into_any()
    })
}

impl Shown {
    fn of(open: &Open, receipt: &Receipt, zone: &TimeZone) -> Self {
        let body = &receipt.body;
        let pack = open.key.packs.get(&body.pack).map(Arc::as_ref);
        let what = what(&body.kind);
        let at = words::moment(body.at, zone);
        let grounds = receipt.grounds();
        let protocol = grounds.as_ref().and_then(|known| pack?.protocol(&known.protocol));
        let name = |id: &str| {
            let known = protocol.iter().flat_map(|protocol| &protocol.formulary);
            let known = known.into_iter().find(|medication| medication.id.as_str() == id);
            known.map_or_else(|| id.to_owned(), |medication| medication.name.clone())
        };
        let mut decided = vec![what.to_owned()];
        decided.extend(body.medication.as_deref().map(name));
        let by = match body.clinician {
            Some(id) => open.key.names.get(&id).cloned().unwrap_or_else(|| id.to_string()),
            None => "The program, from the rules alone: no clinician was asked".to_owned(),
        };
        let outcomes = Outcome::ALL.into_iter().rev().filter_map(|outcome| {
            let of = body.decisions.iter().filter(|decision| decision.outcome == outcome);
            let names: Vec<String> = of.map(|one| name(one.medication.as_str())).collect();
            (!names.is_empty()).then(|| format!("{}: {}", in_words(outcome), names.join("; ")))
        });
        let rows = vec![
            row("What", decided),
            row("When", vec![at.clone()]),
            row("By", vec![by]),
            row("Pack", titled(pack, body.pack)),
            row("The rules said", outcomes.collect()),
            row(
                "Signed",
                vec![format!("No. {} of the chain, by version {}", body.sequence, body.engine)],
            ),
        ];
        Self {
            summary: format!("{what}, {at}"),
            rows,
            reasons: reasons::of(body, pack, &name),
            grounds: grounds.map_or_else(Vec::new, |known| grounds::rows(&known, pack)),
            number: body.sequence,
            href: format!("/visits/{}/receipts/{}", body.encounter, body.sequence),
        }
    }

    fn view(&self) -> AnyView {
        let (rows, grounds, href) = (self.rows.clone(), self.grounds.clone(), self.href.clone());
        let number = self.number;
        let reasons: Vec<AnyView> = self.reasons.iter().map(reasons::Line::view).collect();
        view! {
            <Details summary=self.summary.clone()>
                <SummaryList rows/>
                <h3>"Rules that spoke"</h3>
                <ul class="why">{reasons}</ul>
                <h3>"What it rested on"</h3>
                <SummaryList rows=grounds/>
                <p>
                    <a href=href download>{format!("Download receipt {number}")}</a>
                    ". It holds what the patient told us."
                </p>
            </Details>
        }
        .into_any()
    }
}

fn row(key: &str, value: Vec<String>) -> SummaryRow {
    SummaryRow { key: key.to_owned(), value, change: None }
}

/// The pack's title and version, and the beginning of its digest.
fn titled(pack: Option<&Pack>, digest: Digest) -> Vec<String> {
    let head = pack.map(Pack::head);
    let title = head.map(|head| format!("{}, version {}", head.title, head.version));
    let short: String = digest.to_string().chars().take(SHORT).collect();
    title.into_iter().chain([format!("{short}…")]).collect()
}

/// The algorithm and twelve digits.
const SHORT: usize = "sha256:".len() + 12;

/// What was decided or told, as clinicians say it.
fn what(kind: &str) -> &'static str {
    match (Telling::named(kind), kind) {
        (Some(Telling::VisitRequired), _) => "Patient told: a live visit comes first",
        (Some(Telling::NotHere), _) => "Patient told: we cannot help here",
        (Some(Telling::Elsewhere), _) => "Patient told: to be seen elsewhere",
        (None, "prescribed") => "Prescribed",
        (None, "declined") => "Declined",
        (None, "visit-required") => "Called for a live visit",
        (None, "information-requested") => "Asked for more",
        (None, _) => "Decided",
    }
}

const fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Emergency => "Emergency",
        Outcome::Prohibited => "Do not prescribe",
        Outcome::Refer => "Refer",
        Outcome::VisitRequired => "After a live visit only",
        Outcome::Incomplete => "Not known yet",
        Outcome::Permitted => "Permitted",
    }
}
