//! The rules that the clinic works by: to browse, to search, and what changes soon.

mod calendar;
pub mod rule;
mod which;

use axum::extract::State;
use domain::rules::Rule;
use leptos::prelude::*;
use store::Contest;

pub use self::which::Which;
use crate::{
    clinic::Clinic,
    page::Page,
    pages::{Asked, Refusal},
    ui::{Badge, BadgeKind, Panel, PanelKind},
};

/// How many rules stand on one page.
const ROWS: usize = 50;

/// `GET /operator/rules`
///
/// # Errors
/// When the store is not there.
pub async fn show(
    State(clinic): State<Clinic>,
    Asked(which): Asked<Which>,
) -> Result<Page, Refusal> {
    let contests = clinic.store().contests().await?;
    let rulebook = clinic.rulebook();
    let pack = &rulebook.pack;
    let shown = which.form(pack);
    let standing = |rule: &Rule| Standing::of(&clinic, &contests, rule);
    let found: Vec<&Rule> =
        pack.rules().filter(|rule| which.takes(pack, rule, standing(rule))).collect();
    let total = found.len();
    let number = which.page.min(total.saturating_sub(1) / ROWS);
    let rows: Vec<Row> = found
        .into_iter()
        .skip(number * ROWS)
        .take(ROWS)
        .map(|rule| Row::of(rule, standing(rule)))
        .collect();
    let last = total.saturating_sub(1) / ROWS;
    let address = move |page: usize| which.address(page);
    let soon = calendar::soon(&clinic, pack).await?;
    let notice = pack.notice().to_owned();
    let digest = pack.digest().to_string();
    Ok(Page::new("Rules", move || {
        let digest = digest.clone();
        let pages = (last > 0).then(|| {
            let before = (number > 0).then(|| view! { <a href=address(number - 1)>"Earlier"</a> });
            let after = (number < last).then(|| view! { <a href=address(number + 1)>"Later"</a> });
            view! {
                <nav class="pages" aria-label="Pages">
                    {before} <span>{format!("Page {} of {}", number + 1, last + 1)}</span> {after}
                </nav>
            }
        });
        view! {
            <h1>"Rules"</h1>
            <p class="quiet">{notice.clone()}</p>
            <p><a href="/operator/packs">"Packs: what was in force, what comes, and sending one"</a></p>
            {calendar::view_of(&soon)}
            {shown.view()}
            <h2>{format!("Found ({total})")}</h2>
            {table(&rows)}
            {pages}
            <h2>"Which pack this is"</h2>
            <p>"Every decision names the pack it was made under:"</p>
            <p><code class="digest">{digest}</code></p>
        }
    })
    .workspace())
}

/// Whether somebody vouches for a rule as it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody does.
    Verified,
    /// Somebody doubts it.
    Contested,
    /// Nobody has said anything.
    Unverified,
}

impl Standing {
    /// What is on record for this rule.
    #[must_use]
    pub fn of(clinic: &Clinic, contests: &[Contest], rule: &Rule) -> Self {
        if clinic.rulebook().ledger.verification(rule).is_some() {
            Self::Verified
        } else if contest(contests, rule).is_some() {
            Self::Contested
        } else {
            Self::Unverified
        }
    }

    /// The badge that says so.
    #[must_use]
    pub fn badge(self) -> AnyView {
        let (kind, text) = match self {
            Self::Verified => (BadgeKind::Success, "Verified"),
            Self::Contested => (BadgeKind::Danger, "Contested"),
            Self::Unverified => (BadgeKind::Neutral, "Not verified"),
        };
        view! { <Badge kind text/> }.into_any()
    }
}

/// The contest of this rule as it reads, if there is one.
#[must_use]
pub fn contest<'a>(contests: &'a [Contest], rule: &Rule) -> Option<&'a Contest> {
    contests.iter().find(|contest| contest.rule == rule.id && contest.digest == rule.digest())
}

/// The address of a rule's page.
#[must_use]
pub fn href(rule: &Rule) -> String {
    format!("/operator/rules/{}", rule.id)
}

/// One rule in the table.
struct Row {
    href: String,
    title: String,
    id: String,
    jurisdiction: &'static str,
    effect: &'static str,
    dates: Option<String>,
    confidence: &'static str,
    standing: Standing,
}

impl Row {
    fn of(rule: &Rule, standing: Standing) -> Self {
        Self {
            href: href(rule),
            title: rule.title.clone(),
            id: rule.id.to_string(),
            jurisdiction: rule.jurisdiction.as_str(),
            effect: rule.effect.name_in_words(),
            dates: rule.days_in_words(),
            confidence: rule.confidence.as_str(),
            standing,
        }
    }

    fn view(&self) -> AnyView {
        view! {
            <tr>
                <th scope="row">
                    <a href=self.href.clone()>{self.title.clone()}</a>
                    <p class="rule">{self.id.clone()}</p>
                </th>
                <td>{self.jurisdiction}</td>
                <td>{self.effect} {self.dates.clone().map(|dates| view! { <p class="quiet">{dates}</p> })}</td>
                <td>{self.confidence}</td>
                <td>{self.standing.badge()}</td>
            </tr>
        }
        .into_any()
    }
}

fn table(rows: &[Row]) -> AnyView {
    if rows.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>"No rule is like that. Take something out of the search."</p>
            </Panel>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = rows.iter().map(Row::view).collect();
    view! {
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"Rule"</th>
                    <th scope="col">"Where"</th>
                    <th scope="col">"What it does"</th>
                    <th scope="col">"Confidence"</th>
                    <th scope="col">"Standing"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
