//! From files to a pack.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Pack, PackErrors, PackFile, PackHead, Protocol, View,
    check::{self, Known},
    error::Report,
    protocol::ProtocolHead,
    source::{Located, Sources},
};
use crate::{
    consent::ConsentText,
    medication::{Lexicon, LexiconEntry, Medication, ProtocolId},
    place::UsState,
    questionnaire::Questionnaire,
    rules::{Bearing, Catalogue, Condition, Digest, FactDefinition, Jurisdiction, Rule},
};

pub(super) fn read(files: &[PackFile]) -> Result<Pack, PackErrors> {
    let mut report = Report::default();
    let sources = Sources::new(files, &mut report);
    let head: Option<PackHead> = sources.document("pack.toml", &mut report);
    let facts: Vec<Located<FactDefinition>> = sources.list("facts.toml", "fact", &mut report);
    let entries: Vec<Located<LexiconEntry>> =
        sources.list("medicines.toml", "medicine", &mut report);
    let consents: Vec<ConsentText> = sources
        .paths()
        .filter(|path| *path == CONSENTS)
        .flat_map(|path| sources.list(path, "consent", &mut report))
        .map(|located: Located<ConsentText>| located.item)
        .collect();
    let mut rules = Vec::new();
    let mut folders = BTreeSet::new();
    for path in sources.paths() {
        match place_of(path) {
            Some(Place::Known) => {}
            Some(Place::Rules) => rules.extend(sources.list(path, "rule", &mut report)),
            Some(Place::State(state)) => {
                let found = sources.list(path, "rule", &mut report);
                check::one_state(&found, state, &mut report);
                rules.extend(found);
            }
            Some(Place::Protocol(id)) => {
                folders.insert(id);
            }
            None => report.add(path, None, UNKNOWN_FILE),
        }
    }
    let protocols: Vec<Protocol> =
        folders.iter().filter_map(|id| protocol(&sources, id, &mut rules, &mut report)).collect();

    let declared =
        if report.is_empty() { Some(BTreeSet::new()) } else { sources.names("facts.toml", "fact") };
    let known = Known::new(&facts, declared, &entries, &protocols);
    check::facts(&facts, &known, &mut report);
    check::lexicon(&entries, &mut report);
    check::rules(&rules, &known, &mut report);
    check::protocols(&protocols, &known, &mut report);
    check::questions(&protocols, &rules, &known, &mut report);
    let catalogue = check::catalogue(facts, &mut report);

    let mut rules: Vec<Rule> = rules.into_iter().map(|located| located.item).collect();
    rules.sort_by(|one, other| one.id.cmp(&other.id));
    let lexicon = Lexicon::new(entries.into_iter().map(|located| located.item));
    let pack = head.zip(catalogue).map(|(head, catalogue)| {
        let digest = digest(&head, &catalogue, &lexicon, &consents, &rules, &protocols);
        let mut by_jurisdiction: BTreeMap<Jurisdiction, Vec<Rule>> = BTreeMap::new();
        for rule in rules {
            by_jurisdiction.entry(rule.jurisdiction).or_default().push(rule);
        }
        let protocols: BTreeMap<_, _> =
            protocols.into_iter().map(|protocol| (protocol.id.clone(), protocol)).collect();
        let views = protocols
            .values()
            .map(|protocol| (protocol.id.clone(), view(protocol, &by_jurisdiction, &catalogue)))
            .collect();
        Pack {
            digest,
            head,
            catalogue,
            lexicon,
            consents,
            rules: by_jurisdiction,
            views,
            protocols,
        }
    });
    report.finish(pack)
}

/// What decisions about a protocol look at.
fn view(
    protocol: &Protocol,
    rules: &BTreeMap<Jurisdiction, Vec<Rule>>,
    catalogue: &Catalogue,
) -> View {
    let concerns = |rule: &&Rule| rule.concerns_protocol(&protocol.id);
    let named = rules.values().flatten().filter(concerns);
    let named = named.flat_map(|rule| rule.when.iter().flat_map(Condition::facts));
    let catalogue = catalogue.only(named);
    let of = |rules: &Vec<Rule>| -> Vec<(usize, Bearing)> {
        let places = rules.iter().enumerate().filter(|(_, rule)| concerns(rule));
        let bearing =
            |rule: &Rule| Bearing::of((rule, rule.digest()), &protocol.formulary, &catalogue);
        places.map(|(place, rule)| (place, bearing(rule))).collect()
    };
    let rules = rules.iter().map(|(place, rules)| (*place, of(rules))).collect();
    View { catalogue, rules }
}

/// The texts that patients may be asked to agree to; a pack may have none.
const CONSENTS: &str = "consents.toml";

const UNKNOWN_FILE: &str = "unknown file: a pack holds `pack.toml`, `facts.toml`, `medicines.toml`, `consents.toml`, `rules/*.toml`, `jurisdictions/us-xx.toml`, and in `protocols/<id>/` the files `protocol.toml`, `questionnaire.json`, `rules.toml` and `formulary.toml`";

/// What a file is for, by its path.
enum Place<'a> {
    Known,
    Rules,
    State(UsState),
    Protocol(&'a str),
}

fn place_of(path: &str) -> Option<Place<'_>> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["pack.toml" | "facts.toml" | "medicines.toml" | CONSENTS] => Some(Place::Known),
        ["rules", file] => file.strip_suffix(".toml").map(|_| Place::Rules),
        ["jurisdictions", file] => {
            let name = file.strip_suffix(".toml")?.to_ascii_uppercase();
            let state = UsState::ALL.into_iter().find(|state| state.jurisdiction() == name)?;
            Some(Place::State(state))
        }
        [
            "protocols",
            id,
            "protocol.toml" | "questionnaire.json" | "rules.toml" | "formulary.toml",
        ] => Some(Place::Protocol(id)),
        _ => None,
    }
}

/// Reads one protocol's folder, and its rules into `rules`.
fn protocol(
    sources: &Sources<'_>,
    folder: &str,
    rules: &mut Vec<Located<Rule>>,
    report: &mut Report,
) -> Option<Protocol> {
    let path = |file: &str| format!("protocols/{folder}/{file}");
    let head: Option<ProtocolHead> = sources.document(&path("protocol.toml"), report);
    let formulary: Vec<Located<Medication>> =
        sources.list(&path("formulary.toml"), "medication", report);
    check::formulary(&formulary, head.as_ref(), &path("formulary.toml"), report);
    let mut own: Vec<Located<Rule>> = sources.list(&path("rules.toml"), "rule", report);
    if let Ok(id) = folder.parse::<ProtocolId>() {
        check::one_protocol(&mut own, &id, report);
    }
    rules.extend(own);
    let questionnaire = questionnaire(sources, &path("questionnaire.json"), report);
    let (head, (questionnaire, questionnaire_digest)) = head.zip(questionnaire)?;
    if head.id.as_str() != folder {
        let message = format!("the id is `{}`: write `{folder}`, as the folder", head.id);
        report.add(&path("protocol.toml"), None, message);
    }
    Some(Protocol {
        id: head.id,
        title: head.title,
        summary: head.summary,
        who_this_is_for: head.who_this_is_for,
        diagnoses: head.diagnoses,
        decline_reasons: head.decline_reasons,
        follow_up_days: head.follow_up_days,
        questionnaire,
        questionnaire_digest,
        formulary: formulary.into_iter().map(|located| located.item).collect(),
    })
}

fn questionnaire(
    sources: &Sources<'_>,
    path: &str,
    report: &mut Report,
) -> Option<(Questionnaire, Digest)> {
    let text = sources.text(path, report)?;
    let json = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            report.add(path, Some(error.line()), error.to_string());
            return None;
        }
    };
    match Questionnaire::from_json(text) {
        Ok(questionnaire) => Some((questionnaire, Digest::of_json(&json))),
        Err(error) => {
            report.add(path, None, error.to_string());
            None
        }
    }
}

/// The digest of everything that a pack says.
fn digest(
    head: &PackHead,
    catalogue: &Catalogue,
    lexicon: &Lexicon,
    consents: &[ConsentText],
    rules: &[Rule],
    protocols: &[Protocol],
) -> Digest {
    #[derive(Serialize)]
    struct Whole<'a> {
        format: u8,
        head: &'a PackHead,
        facts: &'a Catalogue,
        medicines: &'a Lexicon,
        consents: &'a [ConsentText],
        rules: &'a [Rule],
        protocols: &'a [Protocol],
    }
    Digest::of(&Whole {
        format: 1,
        head,
        facts: catalogue,
        medicines: lexicon,
        consents,
        rules,
        protocols,
    })
}
