//! The claim on a chart: kept while somebody works, told when it will run out,
//! claimed again with what was typed.
#![expect(missing_docs, reason = "the island macro makes items without documentation")]

use std::time::Duration;

use domain::ids::{CommandId, EncounterId, LeaseToken};
use leptos::{
    ev,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{Element, Event, HtmlFormElement, SubmitEvent},
};

use crate::api::{
    ApiError,
    leases::{Kept, renew_lease},
};

/// Milliseconds in a minute: the browser's clock counts in milliseconds.
const MINUTE: f64 = 60_000.0;
/// Minutes without input after which the claim is not kept any more.
const IDLE_MINUTES: f64 = 10.0;
/// Minutes between two renewals.
const RENEW_MINUTES: f64 = 5.0;
/// Minutes before the end from which on the page warns.
const WARN_MINUTES: i64 = 5;

/// Whether the claim is to be renewed: somebody has worked lately, and it is time.
fn is_due(now: f64, last_input: f64, next_renewal: f64) -> bool {
    now - last_input < IDLE_MINUTES * MINUTE && now >= next_renewal
}

/// What is said of a claim that holds until `until`, with so many seconds left.
fn words(until: &str, seconds: i64) -> String {
    if seconds <= 0 {
        return format!("Your claim ran out at {until}. What you typed stays on this page.");
    }
    let minutes = (seconds + 59) / 60;
    if minutes > WARN_MINUTES {
        return format!("Yours until {until}. It is kept while you work on this page.");
    }
    let plural = if minutes == 1 { "" } else { "s" };
    format!("Yours until {until}: {minutes} minute{plural} left, unless you go on working here.")
}

/// Why the claim could not be kept.
fn trouble(error: ApiError) -> &'static str {
    match error {
        ApiError::Unreachable => "The clinic cannot be reached just now; it is tried again.",
        ApiError::SignIn => {
            "You are signed out. Claim it again: you sign in, and what you typed is kept."
        }
        ApiError::NotFound => "The claim cannot be kept any more.",
    }
}

/// The claim of the reader.
#[island(lazy)]
pub fn Claim(
    encounter: EncounterId,
    lease: LeaseToken,
    command: CommandId,
    until: String,
    seconds: i64,
) -> impl IntoView {
    let until = RwSignal::new(until);
    let left = RwSignal::new(seconds);
    let problem = RwSignal::new(None::<ApiError>);
    let typed_into = StoredValue::new_local(None::<HtmlFormElement>);
    let over = move || left.get() <= 0;
    Effect::new(move |_| {
        let now = js_sys::Date::now();
        let last_input = StoredValue::new(now);
        let next_renewal = StoredValue::new(now + RENEW_MINUTES * MINUTE);
        let in_millis = |seconds: i64| seconds as f64 * 1000.0;
        let ends_at = StoredValue::new(now + in_millis(seconds));
        let touch = move || last_input.set_value(js_sys::Date::now());
        let listeners = [
            window_event_listener(ev::keydown, move |_| touch()),
            window_event_listener(ev::pointerdown, move |_| touch()),
            window_event_listener(ev::pointermove, move |_| touch()),
            window_event_listener(ev::wheel, move |_| touch()),
            window_event_listener(ev::touchmove, move |_| touch()),
            window_event_listener(ev::scroll, move |_| touch()),
            window_event_listener(ev::input, move |event| {
                touch();
                if let Some(form) = form_of(&event) {
                    typed_into.set_value(Some(form));
                }
            }),
        ];
        let renew = move || {
            next_renewal.set_value(js_sys::Date::now() + MINUTE);
            spawn_local(async move {
                match renew_lease(encounter, lease).await {
                    Ok(Kept { until: told, seconds }) => {
                        let now = js_sys::Date::now();
                        next_renewal.set_value(now + RENEW_MINUTES * MINUTE);
                        ends_at.set_value(now + in_millis(seconds));
                        until.set(told);
                        left.set(seconds);
                        problem.set(None);
                    }
                    Err(error) => problem.set(Some(error)),
                }
            });
        };
        let ticking = set_interval(
            move || {
                let now = js_sys::Date::now();
                left.set(((ends_at.get_value() - now) / 1000.0) as i64);
                if left.get_untracked() > 0
                    && is_due(now, last_input.get_value(), next_renewal.get_value())
                {
                    renew();
                }
            },
            Duration::from_secs(10),
        );
        on_cleanup(move || {
            listeners.into_iter().for_each(|listener| listener.remove());
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
        });
    });
    let path = format!("/review/{encounter}/claim");
    let action = path.clone();
    // What was typed goes along: the form that holds it claims in place of the empty one.
    let claim = move |event: SubmitEvent| {
        if let Some(form) = typed_into.get_value() {
            event.prevent_default();
            form.set_action(&path);
            let _ = form.submit();
        }
    };
    let warns = move || left.get() <= WARN_MINUTES * 60 && left.get() > 0;
    view! {
        <div class="lease" class:lease-ending=warns class:lease-over=over>
            <p role="status">{move || words(&until.get(), left.get())}</p>
            <Show when=move || problem.get().is_some()>
                <p role="alert">{move || problem.get().map(trouble)}</p>
            </Show>
            <Show when=move || over() || problem.get() == Some(ApiError::SignIn)>
                <form method="post" action=action.clone() on:submit=claim.clone()>
                    <input type="hidden" name="command" value=command.to_string()/>
                    <button
                        type="submit"
                        class="button button-primary"
                        data-key="c"
                        aria-keyshortcuts="c"
                    >
                        "Claim it again " <kbd aria-hidden="true">"c"</kbd>
                    </button>
                </form>
            </Show>
        </div>
    }
}

/// The form of a verb that was typed into.
fn form_of(event: &Event) -> Option<HtmlFormElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let form = target.closest("form").ok().flatten()?;
    form.query_selector("input[name=verb]").ok().flatten()?;
    form.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_kept_while_somebody_works_and_no_longer_than_ten_minutes_after() {
        let renewal = 5.0 * MINUTE;
        assert!(!is_due(renewal - 1.0, 0.0, renewal), "not before its time");
        assert!(is_due(renewal, 0.0, renewal));
        assert!(is_due(10.0 * MINUTE - 1.0, 0.0, renewal));
        assert!(!is_due(10.0 * MINUTE, 0.0, renewal), "ten minutes without input");
        assert!(is_due(30.0 * MINUTE, 29.0 * MINUTE, renewal), "somebody came back");
    }

    #[test]
    fn the_page_says_until_when_warns_and_says_when_it_is_over() {
        assert!(words("2:15 pm", 900).starts_with("Yours until 2:15 pm. It is kept"));
        assert!(words("2:15 pm", 241).contains("5 minutes left"));
        assert!(words("2:15 pm", 30).contains("1 minute left"));
        assert!(words("2:15 pm", 0).starts_with("Your claim ran out at 2:15 pm"));
    }
}
