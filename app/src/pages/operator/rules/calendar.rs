//! What changes soon: rules that begin or end, and packs that are to come into force.

use domain::{
    Date, Timestamp,
    pack::Pack,
    rules::{Digest, Rule},
};
use jiff::ToSpan as _;
use leptos::prelude::*;
use store::{KeptPack, Publication};

use super::href;
use crate::{
    clinic::Clinic,
    pages::{Refusal, operator::packs::pack},
    ui::{Badge, BadgeKind},
    words,
};

/// How many days ahead the calendar looks, and within how many it warns.
const AHEAD: (i64, i64) = (90, 30);

/// Something that begins or ends before long.
#[derive(Debug, PartialEq, Eq)]
pub struct Soon {
    on: Date,
    what: &'static str,
    title: String,
    href: String,
    warns: bool,
}

/// Everything that changes within `AHEAD` days of the pack in force, and which packs follow it;
/// the soonest first.
///
/// # Errors
/// When the store is not there.
pub async fn soon(clinic: &Clinic, in_force: &Pack) -> Result<Vec<Soon>, Refusal> {
    let now = clinic.now();
    let today = words::utc_date(now);
    let packs = clinic.store().packs().await?;
    let publications = clinic.store().publications().await?;
    let mut soon: Vec<Soon> = publications
        .iter()
        .filter_map(|one| of_publication(one, &packs, now))
        .chain(in_force.rules().flat_map(|rule| of_rule(rule, today)))
        .collect();
    soon.sort_by_key(|one| one.on);
    Ok(soon)
}

fn of_rule(rule: &Rule, today: Date) -> Vec<Soon> {
    [(rule.from, "begins"), (rule.to, "ends after this day")]
        .into_iter()
        .filter_map(|(day, what)| Soon::new(day?, today, (what, rule.title.clone(), href(rule))))
        .collect()
}

/// A publication that stands and has not begun; its day is the one on the clock by which packs
/// begin.
fn of_publication(one: &Publication, packs: &[KeptPack], now: Timestamp) -> Option<Soon> {
    if one.withdrawn_at.is_some() || one.has_begun(now) {
        return None;
    }
    let day = |at: Timestamp| words::first_zone().to_datetime(at).date();
    let line = ("begins", title(one.pack, packs), pack::href(one.pack));
    Soon::new(day(one.effective_at), day(now), line)
}

/// "The pack Asynclinic starter pack version 0.2.0".
fn title(digest: Digest, packs: &[KeptPack]) -> String {
    let kept = packs.iter().find(|pack| pack.digest == digest);
    kept.map_or_else(
        || format!("The pack {digest}"),
        |pack| format!("The pack {} version {}", pack.head.title, pack.head.version),
    )
}

impl Soon {
    /// Nothing where the day has passed or is too far ahead.
    fn new(
        on: Date,
        today: Date,
        (what, title, href): (&'static str, String, String),
    ) -> Option<Self> {
        let (ahead, warning) = AHEAD;
        let within = |days: i64| on >= today && on <= today.saturating_add(days.days());
        within(ahead).then(|| Self { on, what, title, href, warns: within(warning) })
    }

    /// "December 1, 2026: begins: ".
    fn lead(&self) -> String {
        format!("{}: {}: ", words::date(self.on), self.what)
    }

    fn view(&self) -> AnyView {
        let warns = self.warns.then(|| {
            view! { " " <Badge kind=BadgeKind::Warning text=format!("within {} days", AHEAD.1)/> }
        });
        view! {
            <li>
                {self.lead()} <a href=self.href.clone()>{self.title.clone()}</a> {warns}
            </li>
        }
        .into_any()
    }
}

/// The calendar, or that nothing changes.
pub fn view_of(soon: &[Soon]) -> AnyView {
    if soon.is_empty() {
        let nothing =
            format!("No rule begins or ends within {} days, and no pack begins.", AHEAD.0);
        return view! { <p>{nothing}</p> }.into_any();
    }
    let lines: Vec<AnyView> = soon.iter().map(Soon::view).collect();
    view! {
        <section aria-labelledby="soon">
            <h2 id="soon">{format!("What changes within {} days", AHEAD.0)}</h2>
            <ul>{lines}</ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::pack::PackHead;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn kept() -> KeptPack {
        let head = PackHead {
            id: "test".to_owned(),
            title: "Test pack".to_owned(),
            version: "2.0.0".to_owned(),
            status: "a test".to_owned(),
            notice: "Only for tests.".to_owned(),
        };
        let kept_at = at("2026-11-01T12:00:00Z");
        KeptPack { digest: Digest::of_bytes(b"test"), head, kept_at, shipped: false }
    }

    fn publication(effective_at: &str) -> Publication {
        Publication {
            number: 2,
            pack: kept().digest,
            effective_at: at(effective_at),
            published_at: at("2026-11-01T12:00:00Z"),
            published_by: Some("Priya Raman".to_owned()),
            note: "A recall".to_owned(),
            withdrawn_at: None,
        }
    }

    fn line(one: &Publication) -> Option<(String, String, bool)> {
        let soon = of_publication(one, &[kept()], at("2026-11-28T12:00:00Z"))?;
        assert_eq!(soon.href, pack::href(one.pack));
        Some((soon.lead(), soon.title, soon.warns))
    }

    #[test]
    fn a_pack_that_begins_soon_stands_with_its_day_on_the_clock_of_packs() {
        // Midnight in New York, on the first of December.
        let (lead, title, warns) = line(&publication("2026-12-01T05:00:00Z")).unwrap();
        assert_eq!(lead + &title, "December 1, 2026: begins: The pack Test pack version 2.0.0");
        assert!(warns);
        let (lead, _, warns) = line(&publication("2027-02-26T05:00:00Z")).unwrap();
        assert_eq!(lead, "February 26, 2027: begins: ");
        assert!(!warns);
    }

    #[test]
    fn a_pack_that_has_begun_or_was_taken_back_or_is_far_off_does_not_stand_there() {
        assert_eq!(line(&publication("2026-11-28T12:00:00Z")), None);
        assert_eq!(line(&publication("2027-02-27T05:00:00Z")), None);
        let mut withdrawn = publication("2026-12-01T05:00:00Z");
        withdrawn.withdrawn_at = Some(at("2026-11-02T12:00:00Z"));
        assert_eq!(line(&withdrawn), None);
    }

    #[test]
    fn a_rule_stands_with_its_first_and_its_last_day() {
        let rule: Rule = serde_json::from_value(serde_json::json!({
            "id": "us/test/one", "jurisdiction": "US", "title": "One at a time",
            "basis": "policy", "citation": "None", "reviewed": "2026-11-01",
            "confidence": "high", "from": "2026-12-01", "to": "2027-01-31",
            "effect": "alert", "patient": "One.", "clinician": "One.",
        }))
        .unwrap();
        let leads = |today: &str| -> Vec<String> {
            of_rule(&rule, today.parse().unwrap()).iter().map(Soon::lead).collect()
        };
        assert_eq!(
            leads("2026-12-01"),
            ["December 1, 2026: begins: ", "January 31, 2027: ends after this day: "]
        );
        assert_eq!(leads("2026-12-02"), ["January 31, 2027: ends after this day: "]);
        assert!(leads("2027-02-01").is_empty());
    }
}
