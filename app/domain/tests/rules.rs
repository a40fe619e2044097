//! The rules weighed for whole cases, from packs that are written here.

#![cfg(test)]

#[path = "rules/clinic.rs"]
mod clinic;

use std::collections::BTreeSet;

use domain::{
    Date,
    evidence::Evidence,
    licence::{Licence, LicenceStatus},
    people::BirthDate,
    place::UsState,
    relationship::{EvaluatedBy, Modality, Relationship, VisitOnRecord},
    rules::{
        Case, CaseError, Ledger, Opening, Outcome, Reason, RuleId, Stop, Truth, Value,
        Verification, evaluate, evaluate_over,
    },
};
use jiff::civil::date;

use clinic::{Clinic, ON, OPEN, number, pack, rule};

fn ids(reasons: &[Reason]) -> Vec<&str> {
    reasons.iter().map(|reason| reason.rule.as_str()).collect()
}

#[test]
fn without_any_rule_the_jurisdiction_is_closed() {
    let decided = Clinic::default().decide(&pack(&[]), "pill-50");
    assert_eq!(decided.outcome, Outcome::Prohibited);
    assert_eq!(ids(&decided.reasons), ["engine/closed-jurisdiction"]);
    assert!(decided.permission.is_none());
}

#[test]
fn an_opening_opens_its_own_state_and_medicines_only() {
    let opened = Clinic::default().decide(&pack(&[OPEN]), "pill-50");
    assert_eq!((opened.outcome, opened.modality), (Outcome::Permitted, Modality::Asynchronous));
    assert_eq!(ids(&opened.reasons), ["us-tx/open"]);

    let elsewhere = Clinic { location: UsState::Ar, ..Clinic::default() };
    assert_eq!(elsewhere.decide(&pack(&[OPEN]), "pill-50").outcome, Outcome::Prohibited);

    let uncontrolled = OPEN.replace("effect =", "controlled = false\neffect =");
    let pack = pack(&[&uncontrolled]);
    assert_eq!(Clinic::default().decide(&pack, "pill-50").outcome, Outcome::Permitted);
    assert_eq!(Clinic::default().decide(&pack, "gel").outcome, Outcome::Prohibited);
}

#[test]
fn an_opening_that_cannot_say_asks() {
    let asking = OPEN.replace(
        "effect =",
        r#"when = { fact = "bad-heart", is = false }
effect ="#,
    );
    let decided = Clinic::default().decide(&pack(&[&asking]), "pill-50");
    assert_eq!((decided.outcome, decided.missing), (Outcome::Incomplete, vec!["bad-heart".into()]));
}

#[test]
fn each_effect_does_what_it_says() {
    let when = r#"when = { fact = "bad-heart", is = true }"#;
    for (effect, held, unknown) in [
        (r#""prohibit""#, Outcome::Prohibited, Outcome::Incomplete),
        (r#""refer""#, Outcome::Refer, Outcome::Incomplete),
        (r#"{ stop = "911" }"#, Outcome::Emergency, Outcome::Incomplete),
        (r#""alert""#, Outcome::Permitted, Outcome::Permitted),
        (r#"{ oblige = "call" }"#, Outcome::Permitted, Outcome::Permitted),
        (r#"{ limit = { quantity = 3 } }"#, Outcome::Permitted, Outcome::Permitted),
        (r#"{ require = { modality = "audio" } }"#, Outcome::VisitRequired, Outcome::Incomplete),
        (r#"{ require = { consent = "x" } }"#, Outcome::Incomplete, Outcome::Incomplete),
        (r#"{ require = { evidence = "photo" } }"#, Outcome::Incomplete, Outcome::Incomplete),
    ] {
        let pack = pack(&[OPEN, &rule("us/tested", when, effect)]);
        for (known, outcome, spoke) in [
            (Some(true), held, true),
            (Some(false), Outcome::Permitted, false),
            (None, unknown, true),
        ] {
            let decided = Clinic::with("bad-heart", known).decide(&pack, "pill-50");
            assert_eq!(decided.outcome, outcome, "{effect} when {known:?}");
            assert_eq!(ids(&decided.reasons).contains(&"us/tested"), spoke, "{effect} {known:?}");
            let asks = decided.missing.contains(&"bad-heart".to_owned());
            assert_eq!(asks, known.is_none(), "{effect} when {known:?}");
            let applies = known != Some(false);
            assert_eq!(decided.limits.quantity == 3, applies && effect.contains("limit"));
            assert_eq!(!decided.obligations.is_empty(), applies && effect.contains("oblige"));
        }
    }
}

#[test]
fn the_strictest_effect_decides() {
    let effects = [
        (r#"{ stop = "same-day" }"#, Outcome::Emergency),
        (r#""prohibit""#, Outcome::Prohibited),
        (r#""refer""#, Outcome::Refer),
        (r#"{ require = { modality = "video" } }"#, Outcome::VisitRequired),
        (r#"{ require = { consent = "x" } }"#, Outcome::Incomplete),
    ];
    for (place, (stricter, outcome)) in effects.iter().enumerate() {
        for (laxer, _) in &effects[place..] {
            let pack =
                pack(&[OPEN, &rule("us/stricter", "", stricter), &rule("us/laxer", "", laxer)]);
            assert_eq!(Clinic::default().decide(&pack, "pill-50").outcome, *outcome, "{laxer}");
        }
    }
}

#[test]
fn a_visit_satisfies_its_own_modality_and_lesser_ones() {
    let modalities = Modality::ALL.map(|modality| modality.as_str());
    for (held, visit) in Modality::ALL.into_iter().enumerate() {
        for (needed, word) in modalities.iter().enumerate() {
            let effect = format!(r#"{{ require = {{ modality = "{word}" }} }}"#);
            let pack = pack(&[OPEN, &rule("us/visit", "", &effect)]);
            let on = |on| {
                let visit = Some(VisitOnRecord { modality: visit, on });
                Clinic { visit, ..Clinic::default() }.decide(&pack, "pill-50")
            };
            let expected = if held >= needed { Outcome::Permitted } else { Outcome::VisitRequired };
            assert_eq!(on(ON).outcome, expected, "{visit:?} for {word}");
            assert_eq!(on(ON).modality, Modality::ALL[needed]);
            let tomorrow = on(date(2026, 12, 1)).outcome;
            assert_eq!(tomorrow == Outcome::Permitted, needed == 0, "tomorrow for {word}");
        }
    }
}

#[test]
fn evidence_counts_by_kind_view_and_age() {
    let pressure =
        |on| Evidence::BloodPressure { on, systolic: number(120), diastolic: number(80) };
    let photo = |view: &str, on| Evidence::Photo { on, view: view.to_owned() };
    let lab = |code: &str| Evidence::Lab {
        on: ON,
        code: code.to_owned(),
        value: number(1),
        unit: "mg/dL".to_owned(),
    };
    let recent = r#"evidence = "blood-pressure", within-days = 180"#;
    let crown = r#"evidence = "photo", view = "crown""#;
    for (demand, evidence, missing) in [
        (recent, None, Some("blood-pressure")),
        (recent, Some(pressure(date(2026, 6, 3))), None),
        (recent, Some(pressure(date(2026, 6, 2))), Some("blood-pressure")),
        (recent, Some(pressure(date(2026, 12, 1))), Some("blood-pressure")),
        (crown, Some(photo("crown", date(2020, 1, 1))), None),
        (crown, Some(photo("front", ON)), Some("photo:crown")),
        (crown, Some(photo("crown", date(2026, 12, 1))), Some("photo:crown")),
        (r#"evidence = "lab", code = "2160-0""#, Some(lab("2160-0")), None),
        (r#"evidence = "lab", code = "2160-0""#, Some(lab("2986-8")), Some("lab:2160-0")),
        (r#"any-evidence = ["photo", "record"]"#, Some(photo("x", ON)), None),
        (r#"any-evidence = ["photo", "record"]"#, Some(Evidence::Record { on: ON }), None),
        (r#"any-evidence = ["photo", "record"]"#, Some(lab("x")), Some("photo|record")),
        (r#"evidence = "clinician-dialogue""#, None, Some("clinician-dialogue")),
    ] {
        let pack =
            pack(&[OPEN, &rule("us/evidence", "", &format!("{{ require = {{ {demand} }} }}"))]);
        let clinic = Clinic { evidence: evidence.into_iter().collect(), ..Clinic::default() };
        let decided = clinic.decide(&pack, "pill-50");
        let expected: Vec<String> = missing.map(str::to_owned).into_iter().collect();
        assert_eq!(decided.missing, expected, "{demand} with {:?}", clinic.evidence);
        let outcome = if missing.is_some() { Outcome::Incomplete } else { Outcome::Permitted };
        assert_eq!(decided.outcome, outcome, "{demand}");
    }
}

#[test]
fn while_a_required_question_has_no_answer_nothing_is_permitted() {
    let pack = pack(&[OPEN]);
    let unanswered = ["list".parse().unwrap()];
    Clinic::default().case(None, |case| {
        let case = Case { unanswered: &unanswered, ..case.clone() };
        let evaluation = evaluate(&pack, &Ledger::new(), Opening::Demonstration, &case).unwrap();
        for decision in evaluation.decisions() {
            assert_eq!(decision.outcome, Outcome::Incomplete);
            assert_eq!(decision.missing, ["answer:list"]);
            assert!(decision.permission().is_none());
        }
    });
}

#[test]
fn a_consent_is_needed_also_where_it_is_not_known() {
    let effect = r#"{ require = { consent = "telehealth" } }"#;
    let pack =
        pack(&[OPEN, &rule("us/consent", r#"when = { fact = "bad-heart", is = true }"#, effect)]);
    let asked = Clinic::default().decide(&pack, "pill-50");
    assert_eq!(asked.missing, ["bad-heart", "consent:telehealth"]);
    let consents = BTreeSet::from(["telehealth".to_owned()]);
    let signed = Clinic { consents, ..Clinic::default() }.decide(&pack, "pill-50");
    assert_eq!(signed.outcome, Outcome::Permitted);
}

#[test]
fn a_duty_is_listed_until_it_is_met() {
    let pack = pack(&[OPEN, &rule("us/check", "", r#"{ oblige = "pdmp-check" }"#)]);
    let open = Clinic::default().decide(&pack, "pill-50");
    assert_eq!(
        (open.outcome, open.obligations.as_slice()),
        (Outcome::Permitted, &["pdmp-check".to_owned()][..])
    );
    assert_eq!(open.permission.unwrap().obligations(), ["pdmp-check"]);
    for word in ["pdmp-check", "us/check"] {
        let fulfilled = BTreeSet::from([word.to_owned()]);
        let met = Clinic { fulfilled, ..Clinic::default() }.decide(&pack, "pill-50");
        assert!(met.obligations.is_empty(), "{word}");
    }
}

#[test]
fn the_tightest_limits_hold_and_leave_their_doses() {
    let limits = [
        r#"{ limit = { quantity = 6, refills = 9, single-dose-mg = 50 } }"#,
        r#"{ limit = { quantity = 8, refills = 1, days-supply = 10, single-dose-mg = 100 } }"#,
    ];
    let pack = pack(&[OPEN, &rule("us/one", "", limits[0]), &rule("us/two", "", limits[1])]);
    let decided = Clinic::default().decide(&pack, "pill-50");
    let permission = decided.permission.unwrap();
    let held = permission.limits();
    assert_eq!((held.quantity, held.refills, held.days_supply), (6, 1, 10));
    assert_eq!(permission.sigs(), ["one", "one-seldom"]);
}

#[test]
fn a_longer_interval_leaves_the_rarer_doses() {
    let pack = pack(&[OPEN, &rule("us/seldom", "", r#"{ limit = { interval-hours = 48 } }"#)]);
    assert_eq!(Clinic::default().decide(&pack, "pill-50").sigs, ["one-seldom"]);
    // Directions that do not say are not within a limit that asks.
    assert_eq!(Clinic::default().decide(&pack, "gel").outcome, Outcome::Prohibited);
}

#[test]
fn without_a_dose_within_the_limits_it_is_prohibited() {
    let pack = pack(&[OPEN, &rule("us/low", "", r#"{ limit = { single-dose-mg = 49.999 } }"#)]);
    let decided = Clinic::default().decide(&pack, "pill-50");
    assert_eq!(decided.outcome, Outcome::Prohibited);
    assert_eq!(ids(&decided.reasons), ["engine/no-dose-within-limits", "us-tx/open", "us/low"]);
}

#[test]
fn a_scope_reaches_its_own_medicines_only() {
    for (scope, pill, gel) in [
        ("", true, true),
        (r#"medications = ["pill-50"]"#, true, false),
        (r#"classes = ["pills"]"#, true, false),
        ("controlled = true", false, true),
        ("controlled = false", true, false),
        (r#"schedules = ["III"]"#, false, true),
        (r#"schedules = ["II"]"#, false, false),
        (r#"protocols = ["first"]"#, true, true),
        (r#"protocols = ["second"]"#, false, false),
        (r#"jurisdiction = "US-AR""#, false, false),
    ] {
        let pack = pack(&[OPEN, &rule("us/scoped", scope, r#""prohibit""#)]);
        for (medicine, reached) in [("pill-50", pill), ("gel", gel)] {
            let outcome = Clinic::default().decide(&pack, medicine).outcome;
            assert_eq!(outcome == Outcome::Prohibited, reached, "{scope} on {medicine}");
        }
    }
}

#[test]
fn the_first_and_the_last_day_count() {
    let dates = "from = 2026-03-01\nto = 2026-12-31";
    let pack = pack(&[OPEN, &rule("us/dated", dates, r#""prohibit""#)]);
    for (on, holds) in [
        (date(2026, 2, 28), false),
        (date(2026, 3, 1), true),
        (date(2026, 12, 31), true),
        (date(2027, 1, 1), false),
    ] {
        let decided = Clinic { on, ..Clinic::default() }.decide(&pack, "pill-50");
        assert_eq!(decided.outcome == Outcome::Prohibited, holds, "{on}");
    }
}

#[test]
fn over_several_dates_the_stricter_decision_holds() {
    let limit = r#"{ limit = { quantity = 2 } }"#;
    let pack = pack(&[
        OPEN,
        &rule("us/from-january", "from = 2027-01-01", r#""prohibit""#),
        &rule("us/until-december", "to = 2026-12-31", limit),
    ]);
    let clinic = Clinic::default();
    let (last, next) = (date(2026, 12, 31), date(2027, 1, 1));
    for (dates, outcome, quantity) in [
        (vec![last], Outcome::Permitted, 2),
        (vec![next], Outcome::Prohibited, 10),
        (vec![last, next], Outcome::Prohibited, 2),
        (vec![next, last, last], Outcome::Prohibited, 2),
    ] {
        let evaluation = clinic
            .case(None, |case| {
                evaluate_over(&pack, &Ledger::new(), Opening::Demonstration, case, &dates)
            })
            .unwrap();
        let pill = &evaluation.decisions[0];
        assert_eq!((pill.outcome, pill.limits.quantity), (outcome, quantity), "{dates:?}");
    }
    let none = clinic
        .case(None, |case| evaluate_over(&pack, &Ledger::new(), Opening::Demonstration, case, &[]));
    assert_eq!(none, Err(CaseError::NoDate));
}

#[test]
fn only_a_verified_opening_opens_outside_a_demonstration() {
    let pack = pack(&[OPEN]);
    let opening = pack.rule(&"us-tx/open".parse::<RuleId>().unwrap()).unwrap();
    let verification = Verification {
        by: "Dr. Ada Reyes".into(),
        at: jiff::Timestamp::UNIX_EPOCH,
        note: String::new(),
    };
    let mut ledger = Ledger::new();
    let decide = |ledger: &Ledger| {
        Clinic::default().decide_with(&pack, "pill-50", ledger, Opening::VerifiedOnly)
    };

    let unverified = decide(&ledger);
    assert_eq!(unverified.outcome, Outcome::Prohibited);
    assert_eq!(ids(&unverified.reasons), ["engine/unverified-opening", "us-tx/open"]);

    let other_text = domain::rules::Digest::of_bytes(b"as it was last year");
    ledger.verify(opening.id.clone(), other_text, verification.clone());
    assert_eq!(decide(&ledger).outcome, Outcome::Prohibited);

    ledger.verify(opening.id.clone(), opening.digest(), verification.clone());
    let json = serde_json::to_string(&ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&json).unwrap(), ledger);
    let verified = decide(&ledger);
    assert_eq!(verified.outcome, Outcome::Permitted);
    assert_eq!(verified.reasons[0].verified, Some(verification));

    ledger.contest(&opening.id, opening.digest());
    assert_eq!(decide(&ledger).outcome, Outcome::Prohibited);
}

#[test]
fn a_licence_must_cover_the_location_on_the_day() {
    let licence = |state, status, expires_on| Licence {
        id: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
        state,
        kind: domain::licence::LicenceKind::Md,
        number: "TX-1".parse().unwrap(),
        status,
        expires_on,
    };
    let active = LicenceStatus::Active;
    for (licences, outcome) in [
        (None, Outcome::Permitted),
        (Some(vec![]), Outcome::Prohibited),
        (Some(vec![licence(UsState::Tx, active, ON)]), Outcome::Permitted),
        (Some(vec![licence(UsState::Tx, active, date(2026, 11, 29))]), Outcome::Prohibited),
        (Some(vec![licence(UsState::Ar, active, date(2027, 1, 1))]), Outcome::Prohibited),
        (Some(vec![licence(UsState::Tx, LicenceStatus::Suspended, ON)]), Outcome::Prohibited),
    ] {
        let decided = Clinic { licences, ..Clinic::default() }.decide(&pack(&[OPEN]), "pill-50");
        assert_eq!(decided.outcome, outcome);
        let refused = ids(&decided.reasons).contains(&"engine/no-covering-licence");
        assert_eq!(refused, outcome == Outcome::Prohibited);
    }
}

#[test]
fn the_engine_sets_its_own_facts_whatever_is_claimed() {
    let born = |year, month, day| BirthDate::new(date(year, month, day)).ok();
    let adult = r#"when = { fact = "age", less-than = 18 }"#;
    let pack = pack(&[OPEN, &rule("us/adult", adult, r#""prohibit""#)]);
    let decide = |birth_date, on: Date| {
        let facts = [("age".into(), Value::Number(number(99)))].into_iter().collect();
        let clinic = Clinic { birth_date, on, facts, ..Clinic::default() };
        clinic.decide(&pack, "pill-50").outcome
    };
    assert_eq!(decide(None, ON), Outcome::Incomplete);
    assert_eq!(decide(born(2008, 11, 30), ON), Outcome::Permitted);
    assert_eq!(decide(born(2008, 12, 1), ON), Outcome::Prohibited);
    assert_eq!(decide(born(2008, 2, 29), date(2026, 2, 28)), Outcome::Prohibited);
    assert_eq!(decide(born(2008, 2, 29), date(2026, 3, 1)), Outcome::Permitted);
    assert_eq!(decide(born(2027, 1, 1), ON), Outcome::Incomplete);
}

#[test]
fn a_relationship_is_counted_from_its_day() {
    let when = r#"when = { not = { all = [
        { fact = "relationship", is = "in-person-evaluated" },
        { fact = "in-person-by", one-of = ["self", "covering"] },
        { fact = "in-person-on", within-months = 24 },
    ] } }"#;
    let pack = pack(&[OPEN, &rule("us/seen", when, r#"{ require = { modality = "in-person" } }"#)]);
    let seen = |on, by| Relationship::InPersonEvaluated { on, by };
    for (relationship, outcome) in [
        (Relationship::New, Outcome::VisitRequired),
        (Relationship::Established { on: ON, modality: Modality::Video }, Outcome::VisitRequired),
        (seen(date(2024, 11, 30), EvaluatedBy::Covering), Outcome::Permitted),
        (seen(date(2024, 11, 29), EvaluatedBy::Covering), Outcome::VisitRequired),
        (seen(ON, EvaluatedBy::Other), Outcome::VisitRequired),
    ] {
        let clinic = Clinic { relationship, ..Clinic::default() };
        assert_eq!(clinic.decide(&pack, "pill-50").outcome, outcome, "{relationship:?}");
    }
}

#[test]
fn the_latest_blood_pressure_is_weighed_and_the_visit_is_a_fact() {
    let low = r#"when = { fact = "systolic", less-than = 90 }"#;
    let unseen = r#"when = { fact = "visit-modality", is = "none" }"#;
    let pack = pack(&[
        OPEN,
        &rule("us/low", low, r#""prohibit""#),
        &rule("us/unseen", unseen, r#""refer""#),
    ]);
    let pressure = |day, systolic: i32| Evidence::BloodPressure {
        on: date(2026, 11, day),
        systolic: number(systolic),
        diastolic: number(60),
    };
    let visit = Some(VisitOnRecord { modality: Modality::Audio, on: ON });
    for (evidence, visit, outcome) in [
        (vec![pressure(2, 120), pressure(1, 80)], visit, Outcome::Permitted),
        (vec![pressure(1, 120), pressure(2, 80)], visit, Outcome::Prohibited),
        (vec![pressure(2, 120)], None, Outcome::Refer),
        (vec![], visit, Outcome::Incomplete),
    ] {
        let clinic = Clinic { evidence, visit, ..Clinic::default() };
        assert_eq!(clinic.decide(&pack, "pill-50").outcome, outcome);
    }
}

#[test]
fn a_case_that_cannot_be_decided_is_refused() {
    let pack = pack(&[OPEN]);
    let evaluate = |medicines: Option<&[&str]>| {
        let ids: Option<Vec<_>> =
            medicines.map(|ids| ids.iter().map(|id| id.parse().unwrap()).collect());
        Clinic::default().case(ids.as_deref(), |case| {
            evaluate(&pack, &Ledger::new(), Opening::Demonstration, case)
        })
    };
    assert_eq!(evaluate(Some(&["gel", "pill-50"])).unwrap().decisions.len(), 2);
    assert_eq!(evaluate(None).unwrap().decisions[0].medication.as_str(), "pill-50");
    assert_eq!(evaluate(Some(&[])), Err(CaseError::NoMedication));
    assert!(matches!(evaluate(Some(&["other"])), Err(CaseError::UnknownMedication(_))));
    let protocol = "third".parse().unwrap();
    let unknown = Clinic { protocol, ..Clinic::default() }.case(None, |case| {
        domain::rules::evaluate(&pack, &Ledger::new(), Opening::Demonstration, case)
    });
    assert!(matches!(unknown, Err(CaseError::UnknownProtocol(_))));
}

#[test]
fn a_chart_is_flagged_by_the_rules_that_spoke() {
    let pack = pack(&[
        OPEN,
        &rule("us/alert", "", r#""alert""#),
        &rule("us/stop", r#"classes = ["pills"]"#, r#"{ stop = "988" }"#),
        &rule("us/unsure", r#"when = { fact = "bad-heart", is = true }"#, r#""refer""#),
    ]);
    let evaluation = Clinic::default()
        .case(None, |case| evaluate(&pack, &Ledger::new(), Opening::Demonstration, case))
        .unwrap();
    let (stop, reason) = evaluation.stop().unwrap();
    assert_eq!((stop, reason.rule.as_str()), (Stop::Call988, "us/stop"));
    // An emergency is the person's, though the gel alone would only be incomplete.
    assert_eq!(evaluation.decisions[1].outcome, Outcome::Incomplete);
    assert_eq!(evaluation.overall(), Outcome::Emergency);
    let flags: Vec<_> = evaluation
        .flags()
        .into_iter()
        .map(|flag| (flag.reason.rule.as_str(), flag.reason.truth, flag.medications.len()))
        .collect();
    assert_eq!(
        flags,
        [
            ("us/stop", Truth::True, 1),
            ("us/alert", Truth::True, 2),
            ("us/unsure", Truth::Unknown, 2)
        ]
    );
}

#[test]
fn what_bars_every_medicine_stands_before_what_bars_one() {
    let pack = pack(&[
        OPEN,
        &rule("us/a-strength", r#"classes = ["pills"]"#, r#""prohibit""#),
        &rule("us/caution", "", r#""alert""#),
        &rule("us/whatever-it-is", "", r#""prohibit""#),
    ]);
    let evaluation = Clinic::default()
        .case(None, |case| evaluate(&pack, &Ledger::new(), Opening::Demonstration, case))
        .unwrap();
    let flags = evaluation.flags();
    let order: Vec<&str> = flags.iter().map(|flag| flag.reason.rule.as_str()).collect();
    assert_eq!(order, ["us/whatever-it-is", "us/a-strength", "us/caution"]);
}

#[test]
fn a_demand_is_flagged_with_its_rule_until_it_is_met() {
    let pack = pack(&[
        OPEN,
        &rule("us/consent", "", r#"{ require = { consent = "telehealth" } }"#),
        &rule("us/pressure", "", r#"{ require = { evidence = "blood-pressure" } }"#),
        &rule("us/video", r#"classes = ["pills"]"#, r#"{ require = { modality = "video" } }"#),
    ]);
    let flags = |clinic: &Clinic| -> Vec<(String, usize)> {
        let opening = Opening::Demonstration;
        let evaluation =
            clinic.case(None, |case| evaluate(&pack, &Ledger::new(), opening, case)).unwrap();
        let flags = evaluation.flags();
        flags.iter().map(|flag| (flag.reason.rule.to_string(), flag.medications.len())).collect()
    };
    let flag = |rule: &str, medicines| (format!("us/{rule}"), medicines);
    let clinic = Clinic::default();
    assert_eq!(flags(&clinic), [flag("consent", 2), flag("pressure", 2), flag("video", 1)]);
    let clinic = Clinic {
        consents: ["telehealth".to_owned()].into(),
        evidence: vec![Evidence::BloodPressure {
            on: ON,
            systolic: number(120),
            diastolic: number(80),
        }],
        ..clinic
    };
    assert_eq!(flags(&clinic), [flag("video", 1)]);
    let visit = Some(VisitOnRecord { modality: Modality::Video, on: ON });
    assert_eq!(flags(&Clinic { visit, ..clinic }), []);
}

#[test]
fn a_slice_decides_like_the_whole_pack() {
    let pack = pack(&[
        OPEN,
        &rule("us/low", r#"when = { fact = "low-pressure", is = true }"#, r#""prohibit""#),
        &rule("us/heart", r#"when = { fact = "bad-heart", is = true }"#, r#""refer""#),
        &rule("us-ar/other", "jurisdiction = \"US-AR\"", r#""prohibit""#),
    ]);
    let clinic = Clinic::with("bad-heart", Some(false));
    let slice = pack.slice(clinic.location, &clinic.protocol).unwrap();
    let bytes = borsh::to_vec(&slice).unwrap();
    let slice: domain::pack::RuleSlice = borsh::from_slice(&bytes).unwrap();
    assert_eq!(slice.rules.len(), 3);
    let opening = Opening::Demonstration;
    let whole = clinic.case(None, |case| evaluate(&pack, &Ledger::new(), opening, case)).unwrap();
    let part = clinic
        .case(None, |case| slice.evaluate_over(&Ledger::new(), opening, case, &[ON]))
        .unwrap();
    assert_eq!(part, whole);
    let elsewhere = Clinic { location: UsState::Ar, ..clinic };
    let refused =
        elsewhere.case(None, |case| slice.evaluate_over(&Ledger::new(), opening, case, &[ON]));
    assert!(matches!(refused, Err(CaseError::OtherSlice { .. })));
}

#[test]
fn the_digest_follows_what_is_shown_and_not_the_day() {
    let pack = pack(&[OPEN, &rule("us/dated", "from = 2026-12-01", r#""alert""#)]);
    let digest = |on| {
        let clinic = Clinic { on, ..Clinic::default() };
        clinic
            .case(None, |case| evaluate(&pack, &Ledger::new(), Opening::Demonstration, case))
            .unwrap()
            .digest()
    };
    assert_eq!(digest(date(2026, 11, 1)), digest(date(2026, 11, 30)));
    assert_ne!(digest(date(2026, 11, 30)), digest(date(2026, 12, 1)));
}
