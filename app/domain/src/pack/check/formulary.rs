//! Formularies and protocols.

use std::collections::BTreeSet;

use super::Known;
use crate::{
    decimal::Decimal,
    medication::{Medication, Sig, is_identifier},
    pack::{Protocol, error::Report, protocol::ProtocolHead, source::Located},
};

/// One protocol's formulary by itself.
pub(in crate::pack) fn formulary(
    formulary: &[Located<Medication>],
    head: Option<&ProtocolHead>,
    path: &str,
    report: &mut Report,
) {
    if formulary.is_empty() {
        report.add(path, None, "write at least one `[[medication]]`");
    }
    for Located { file, line, item: medication } in formulary {
        for message in medication_mistakes(medication, head) {
            report.add(file, Some(*line), format!("medicine `{}`: {message}", medication.id));
        }
    }
}

fn medication_mistakes(medication: &Medication, head: Option<&ProtocolHead>) -> Vec<String> {
    let mut found = Vec::new();
    let code = &medication.default_diagnosis;
    if head.is_some_and(|head| head.diagnoses.iter().all(|diagnosis| diagnosis.code != *code)) {
        found.push(format!("`{code}` is not among the protocol's diagnoses: add it, or write one"));
    }
    for class in medication.classes.iter().filter(|class| !is_identifier(class)) {
        found.push(format!("write the class `{class}` in lower-case letters and hyphens"));
    }
    if medication.max_quantity == 0 || medication.max_days_supply == 0 {
        found.push("write `max-quantity` and `max-days-supply` of at least 1".to_owned());
    }
    if medication.sigs.is_empty() {
        found.push("write at least one `[[medication.sig]]`".to_owned());
    }
    let mut codes = BTreeSet::new();
    for sig in &medication.sigs {
        let twice = (!codes.insert(&sig.code)).then_some("its code is there twice: rename one");
        found.extend(
            sig_mistakes(sig, medication)
                .chain(twice)
                .map(|message| format!("directions `{}`: {message}", sig.code)),
        );
    }
    found
}

fn sig_mistakes(sig: &Sig, medication: &Medication) -> impl Iterator<Item = &'static str> {
    let checks = [
        (is_identifier(&sig.code), "write the code in lower-case letters, digits and hyphens"),
        (!sig.text.trim().is_empty(), "write the `text`"),
        (
            (1..=medication.max_quantity).contains(&sig.quantity),
            "write a `quantity` from 1 to `max-quantity`",
        ),
        (
            (1..=medication.max_days_supply).contains(&sig.days_supply),
            "write `days-supply` from 1 to `max-days-supply`",
        ),
        (
            sig.single_dose_mg.is_none_or(|dose| dose > Decimal::whole(0)),
            "write a `single-dose-mg` above 0",
        ),
    ];
    checks.into_iter().filter(|(holds, _)| !holds).map(|(_, message)| message)
}

/// The protocols beside each other.
pub(in crate::pack) fn protocols(protocols: &[Protocol], known: &Known<'_>, report: &mut Report) {
    if known.protocols.is_empty() {
        report.add("protocols", None, "write at least one protocol");
    }
    let mut medications = BTreeSet::new();
    for protocol in protocols {
        let path = |file: &str| format!("protocols/{}/{file}", protocol.id);
        for medication in &protocol.formulary {
            if !medications.insert(&medication.id) {
                let message =
                    format!("the medicine `{}` is there twice: rename one", medication.id);
                report.add(&path("formulary.toml"), None, message);
            }
        }
        if protocol.diagnoses.is_empty() {
            report.add(&path("protocol.toml"), None, "write at least one of `diagnoses`");
        }
        let mut codes = BTreeSet::new();
        for reason in &protocol.decline_reasons {
            if !codes.insert(&reason.code) {
                let message = format!("the decline reason `{}` is there twice", reason.code);
                report.add(&path("protocol.toml"), None, message);
            }
        }
    }
}
