//! The table of everything that can be asked of the server, and by whom.

use app::{
    access::Access::{Anyone, Chart, Clinician, Demonstration, DraftHolder, Operator, Patient},
    api::leases::RenewLease,
    clinic::Clinic,
    pages::{
        demonstration,
        operator::{clinician, clinicians, home, licences, packs, rules},
        patient::{
            about, at_once, check, consent, discard, emergency, landing, location, outlook, photos,
            place, sign_in, steps, submitted, visit, visits,
        },
        receipts,
        review::{chart, queue, verbs, worklist},
        staff, verify,
    },
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use leptos::prelude::provide_context;

pub use crate::route::{BodyLimit, Route, Surface};
use crate::{
    health::health,
    route::BodyLimit::{Form, Upload},
    site,
};

/// Every route. The router is built from these rows and from nothing else.
#[must_use]
pub fn table() -> Vec<Route> {
    let mut table = vec![Route::file("/health", health), Route::file("/pkg/{*file}", file)];
    table.extend(checking());
    table.extend(intake());
    table.extend(visits());
    table.extend(review());
    table.extend(staff());
    table.extend(operation());
    table.extend(demonstration());
    table.extend(site::files().into_iter().map(|path| Route::file(format!("/{path}"), file)));
    table
}

/// The patient's way to submitting.
fn intake() -> Vec<Route> {
    vec![
        Route::get("/", Anyone, landing::show),
        Route::post("/visits", Anyone, Form, landing::start),
        Route::get("/sign-in", Anyone, sign_in::show),
        Route::post("/sign-in", Anyone, Form, sign_in::send),
        Route::post("/sign-in/code", Anyone, Form, sign_in::redeem),
        Route::post("/sign-out", Anyone, Form, sign_in::sign_out),
        Route::get("/visits/{visit}/resume", DraftHolder, submitted::resume),
        Route::get("/visits/{visit}/discard", DraftHolder, discard::show),
        Route::post("/visits/{visit}/discard", DraftHolder, Form, discard::discard),
        Route::get("/visits/{visit}/place", DraftHolder, place::show),
        Route::post("/visits/{visit}/place", DraftHolder, Form, place::save),
        Route::get("/visits/{visit}/outlook", DraftHolder, outlook::show),
        Route::get("/visits/{visit}/about", Patient, about::show),
        Route::post("/visits/{visit}/about", Patient, Form, about::save),
        Route::get("/visits/{visit}/steps/{number}", Patient, steps::show),
        Route::post("/visits/{visit}/steps/{number}", Patient, Form, steps::post),
        Route::get("/visits/{visit}/steps/{number}/now", Patient, emergency::show),
        Route::post("/visits/{visit}/steps/{number}/photo", Patient, Upload, photos::send),
        Route::post("/visits/{visit}/steps/{number}/remove", Patient, Form, photos::remove),
        Route::get("/visits/{visit}/rules", Patient, at_once::rules),
        Route::get("/visits/{visit}/consent", Patient, consent::show),
        Route::post("/visits/{visit}/consent", Patient, Form, consent::sign),
        Route::get("/visits/{visit}/location", Patient, location::show),
        Route::post("/visits/{visit}/location", Patient, Form, location::confirm),
        Route::get("/visits/{visit}/check", Patient, check::show),
        Route::post("/visits/{visit}/check", Patient, Form, check::submit),
        // It answers "sign in again" in its own words.
        Route::function::<RenewLease, _, _>(Anyone, Form, function),
    ]
}

/// The patient's visits after submitting.
fn visits() -> Vec<Route> {
    vec![
        Route::get("/visits", Patient, visits::show),
        Route::get("/visits/{visit}", Patient, visit::show),
        Route::get("/visits/{visit}/submitted", Patient, submitted::show),
        Route::post("/visits/{visit}/respond", Patient, Upload, visit::respond),
        Route::post("/visits/{visit}/relocate", Patient, Form, visit::relocate),
        Route::post("/visits/{visit}/confirm", Patient, Form, visit::confirm),
        Route::post("/visits/{visit}/withdraw", Patient, Form, visit::withdraw),
        Route::get("/visits/{visit}/photos/{photo}", Chart, photos::file),
        Route::get("/visits/{visit}/receipts/{receipt}", Chart, receipts::file),
    ]
}

/// What anybody needs to check a receipt.
fn checking() -> Vec<Route> {
    vec![
        Route::get("/verify", Anyone, verify::show),
        Route::post("/verify", Anyone, Form, verify::check),
        Route::get("/receipts/key", Anyone, receipts::key),
        Route::get("/packs/{pack}", Anyone, receipts::pack),
    ]
}

/// The clinician's way.
fn review() -> Vec<Route> {
    vec![
        Route::get("/review", Clinician, queue::show),
        Route::get("/review/prescriptions", Clinician, worklist::show),
        Route::get("/review/{visit}", Clinician, chart::show),
        Route::post("/review/{visit}/claim", Clinician, Form, queue::claim),
        Route::post("/review/{visit}/release", Clinician, Form, verbs::release),
        Route::post("/review/{visit}/request", Clinician, Form, verbs::request),
        Route::post("/review/{visit}/visit", Clinician, Form, verbs::visit),
        Route::post("/review/{visit}/visit-held", Clinician, Form, verbs::visit_held),
        Route::post("/review/{visit}/prescribe", Clinician, Form, verbs::prescribe),
        Route::post("/review/{visit}/decline", Clinician, Form, verbs::decline),
        Route::post("/review/{visit}/medicine", Clinician, Form, verbs::medicine),
        Route::post("/review/{visit}/finding", Clinician, Form, verbs::finding),
        Route::post("/review/{visit}/sent", Clinician, Form, verbs::sent),
        Route::post("/review/{visit}/cancel", Clinician, Form, verbs::cancel),
    ]
}

/// Signing in as a member of the clinic.
fn staff() -> Vec<Route> {
    vec![
        Route::get("/staff/sign-in", Anyone, staff::sign_in::show),
        Route::post("/staff/sign-in", Anyone, Form, staff::sign_in::sign_in),
        Route::get("/staff/password/{token}", Anyone, staff::password::show),
        Route::post("/staff/password/{token}", Anyone, Form, staff::password::choose),
    ]
}

/// The operator's way: people, licences, what waits; no chart.
fn operation() -> Vec<Route> {
    vec![
        Route::get("/operator", Operator, home::show),
        Route::get("/operator/rules", Operator, rules::show),
        Route::get("/operator/rules/{*rule}", Operator, rules::rule::show),
        Route::post("/operator/rules/{*rule}", Operator, Form, rules::rule::judge),
        Route::get("/operator/packs", Operator, packs::show),
        Route::post("/operator/packs", Operator, Upload, packs::upload),
        Route::get("/operator/packs/{pack}", Operator, packs::pack::show),
        Route::post("/operator/packs/{pack}", Operator, Form, packs::pack::publish),
        Route::get("/operator/packs/{pack}/files", Operator, packs::pack::files),
        Route::get("/operator/packs/{pack}/trial", Operator, packs::trial::show),
        Route::post("/operator/packs/{pack}/trial", Operator, Form, packs::trial::ask),
        Route::post("/operator/publications/{number}/withdraw", Operator, Form, packs::withdraw),
        Route::get("/operator/clinicians/new", Operator, clinicians::new),
        Route::post("/operator/clinicians/new", Operator, Form, clinicians::create),
        Route::get("/operator/clinicians/{clinician}", Operator, clinician::show),
        Route::post(
            "/operator/clinicians/{clinician}/invitation",
            Operator,
            Form,
            clinician::invite,
        ),
        Route::post("/operator/clinicians/{clinician}/disable", Operator, Form, clinician::disable),
        Route::post("/operator/clinicians/{clinician}/enable", Operator, Form, clinician::enable),
        Route::get("/operator/clinicians/{clinician}/licences/new", Operator, licences::new),
        Route::post("/operator/clinicians/{clinician}/licences/new", Operator, Form, licences::add),
        Route::get("/operator/clinicians/{clinician}/licences/{licence}", Operator, licences::show),
        Route::post(
            "/operator/clinicians/{clinician}/licences/{licence}",
            Operator,
            Form,
            licences::change,
        ),
    ]
}

/// The demonstration: anybody, as anyone; shut in a real clinic.
fn demonstration() -> Vec<Route> {
    vec![
        Route::get("/demo", Demonstration, demonstration::show),
        Route::post("/demo/sign-in", Demonstration, Form, demonstration::sign_in),
    ]
}

/// Runs a server function with the clinic at hand.
///
/// Our functions give every refusal its own status. A 500 that is left comes from
/// arguments that could not be read, which is the caller's mistake.
async fn function(State(clinic): State<Clinic>, request: Request) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json")) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let context = move || provide_context(clinic.clone());
    let mut response =
        leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}

async fn file(request: Request) -> Response {
    site::serve(request.uri().path().trim_start_matches('/'), request.headers())
}
