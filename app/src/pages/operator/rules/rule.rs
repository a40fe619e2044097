//! One rule: what it says and by which source, and who vouches for it.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    encounter::{
        QuestionError,
        request::{MAX_LENGTH, words as typed_words},
    },
    people::PersonName,
    rules::{Rule, RuleId},
};
use leptos::prelude::*;
use store::{Contest, Voucher};

use super::{Standing, contest, href};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{
        BackLink, Button, ButtonKind, Details, ErrorSummary, SummaryList, SummaryRow, TextArea,
        TextField, link_out,
    },
    words,
};

/// The field and the sentence, for each thing that is wrong.
type Errors = Vec<(String, String)>;

/// `GET /operator/rules/{rule}`
///
/// # Errors
/// When the pack in force has no such rule.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(id): At<String>,
) -> Result<Page, Refusal> {
    let rule = find(&clinic, &id)?;
    let kept = session.take_kept(&clinic, &href(&rule)).await?;
    let posted = kept.map(|kept| Posted(kept.form)).unwrap_or_default();
    page(&clinic, &rule, posted, Vec::new()).await
}

/// `POST /operator/rules/{rule}`: vouches for it or contests it, as it now reads.
///
/// # Errors
/// When the pack in force has no such rule, or the store is not there.
pub async fn judge(
    State(clinic): State<Clinic>,
    session: Session,
    At(id): At<String>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let rule = find(&clinic, &id)?;
    let contests = posted.get("act") == "contest";
    let voucher = match read(&posted, contests) {
        Ok(voucher) => voucher,
        Err(errors) => {
            return Ok(page(&clinic, &rule, posted, errors).await?.refused().into_response());
        }
    };
    // What was read is what is judged: a text that has changed since is another one.
    if posted.get("digest") != rule.digest().to_string() {
        let errors = vec![(
            "by".to_owned(),
            "The rule has changed since you opened this page: read it again".to_owned(),
        )];
        return Ok(page(&clinic, &rule, posted, errors).await?.conflicting());
    }
    let (store, actor) = (clinic.store(), session.actor());
    if contests {
        store.contest_rule(&actor, (&rule.id, rule.digest()), &voucher).await?;
    } else {
        store.verify_rules(&actor, &[(rule.id.clone(), rule.digest())], &voucher).await?;
    }
    store.read_rules(clinic.rules()).await?;
    Ok(Redirect::to(&href(&rule)).into_response())
}

fn find(clinic: &Clinic, id: &str) -> Result<Rule, Refusal> {
    let id: RuleId = id.parse().map_err(|_| Refusal::NotFound)?;
    clinic.rulebook().pack.rule(&id).cloned().ok_or(Refusal::NotFound)
}

fn read(posted: &Posted, contests: bool) -> Result<Voucher, Errors> {
    let mut errors = Errors::new();
    let by = posted.parse::<PersonName>("by").ok();
    if by.is_none() {
        let sentence = "Enter the name of who has read the source";
        errors.push(("by".to_owned(), sentence.to_owned()));
    }
    let note = match typed_words(posted.get("note")) {
        Ok(note) => note,
        Err(QuestionError::TooLong) => {
            errors.push(("note".to_owned(), format!("Write at most {MAX_LENGTH} characters")));
            String::new()
        }
        Err(_) if contests => {
            errors.push(("note".to_owned(), "Say what is wrong with it".to_owned()));
            String::new()
        }
        Err(_) => String::new(),
    };
    match by {
        Some(by) if errors.is_empty() => Ok(Voucher { by, note }),
        _ => Err(errors),
    }
}

async fn page(
    clinic: &Clinic,
    rule: &Rule,
    posted: Posted,
    errors: Errors,
) -> Result<Page, Refusal> {
    let contests = clinic.store().contests().await?;
    let standing = Standing::of(clinic, &contests, rule);
    let on_record = on_record(clinic, contest(&contests, rule), rule);
    let rows = rows(rule);
    let notice = clinic.rulebook().pack.notice().to_owned();
    let (title, action, digest) = (rule.title.clone(), href(rule), rule.digest().to_string());
    let (citation, url) = (rule.citation.clone(), rule.url.clone());
    let text = serde_json::to_string_pretty(rule).unwrap_or_default();
    Ok(Page::new(title.clone(), move || {
        let error = |name: &str| {
            errors.iter().find(|(field, _)| field == name).map(|(_, sentence)| sentence.clone())
        };
        let text = text.clone();
        view! {
            <BackLink href="/operator/rules"/>
            <ErrorSummary errors=errors.clone()/>
            <h1>{title.clone()} " " {standing.badge()}</h1>
            <p class="quiet">{notice.clone()}</p>
            <p>"Source: " {link_out(&citation, url.as_deref())}</p>
            <SummaryList rows=rows.clone()/>
            <Details summary="As the pack writes it">
                <pre class="source">{text}</pre>
            </Details>
            <h2>"Who has read it"</h2>
            <p>{on_record.clone()}</p>
            <form method="post" action=action.clone() novalidate>
                <input type="hidden" name="digest" value=digest.clone()/>
                <TextField
                    name="by"
                    label="Who has read it against its source"
                    hint="A person's name. It stands in every decision that the rule speaks in."
                    value=posted.get("by").to_owned()
                    error=error("by")
                    autocomplete="off"
                />
                <TextArea
                    name="note"
                    label="What they say about it"
                    hint="Such as which edition they read, or what is wrong with the rule."
                    value=posted.get("note").to_owned()
                    error=error("note")
                    rows=3
                />
                <div class="actions">
                    <Button name="act" value="verify">"Verify"</Button>
                    <Button name="act" value="contest" kind=ButtonKind::Secondary>
                        "Contest"
                    </Button>
                </div>
            </form>
        }
    })
    .workspace())
}

/// Who vouches for it or doubts it, since when, and what they said.
fn on_record(clinic: &Clinic, contest: Option<&Contest>, rule: &Rule) -> String {
    let said = |by: &str, deed: &str, at, note: &str| {
        let day = words::date(words::utc_date(at));
        let note = if note.is_empty() { String::new() } else { format!(": {note}") };
        format!("{by} {deed} it on {day}{note}")
    };
    if let Some(known) = clinic.rulebook().ledger.verification(rule) {
        return said(&known.by, "vouched for", known.at, &known.note);
    }
    contest.map_or_else(
        || "Nobody has vouched for it as it reads.".to_owned(),
        |contest| said(&contest.by, "contested", contest.at, &contest.note),
    )
}

/// Everything that it says, part by part.
fn rows(rule: &Rule) -> Vec<SummaryRow> {
    let row = |key: &str, value: String| SummaryRow {
        key: key.to_owned(),
        value: vec![value],
        change: None,
    };
    let mut rows = vec![row("Id", rule.id.to_string())];
    rows.extend(rule.body_in_words().into_iter().map(|said| row(said.part, said.words)));
    rows.extend([
        row("What it rests on", rule.basis.as_str().to_owned()),
        row("Last read", words::date(rule.reviewed)),
        row("Confidence", rule.confidence.as_str().to_owned()),
    ]);
    rows
}
