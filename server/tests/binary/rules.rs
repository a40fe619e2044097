//! `asynclinic decide` and `asynclinic pack`: the rules, without a clinic around them.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Stdio,
};

use serde_json::Value;

use crate::running::{asynclinic, complaint, run};

const CASE: &str = r#"{"version":1,"on":"2026-12-31",
  "patient":{"birth_date":"1990-04-02","sex_at_birth":"male","location":"US-OR"},
  "relationship":{"kind":"new","on":null,"by":null},"protocol":"erectile-dysfunction",
  "medication":"sildenafil-50","facts":"all-clear",
  "evidence":[{"kind":"blood-pressure","on":"2026-10-01","systolic":128,"diastolic":82}],
  "consents":["telehealth"],"fulfilled":[],"visit":null,"clinician":null}"#;

fn starter() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/packs/starter")
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", complaint(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Puts one text in the place of another in a file of a pack.
fn change(pack: &Path, file: &str, before: &str, after: &str) {
    let path = pack.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(before), "{file}");
    fs::write(path, text.replacen(before, after, 1)).unwrap();
}

#[test]
fn a_case_is_decided_from_a_file_and_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("case.json");
    fs::write(&case, CASE).unwrap();
    let answer = printed(&["decide", "--input", text(&case), "--allow-unverified"]);
    assert_eq!(answer.lines().count(), 1);
    let read: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(read["version"], 1);
    assert_eq!(read["on"], "2026-12-31");
    assert_eq!(read["decisions"][0]["medication"], "sildenafil-50");
    assert_eq!(read["decisions"][0]["outcome"], "permitted");
    assert_eq!(read["pack"].as_str(), Some(printed(&["pack", "digest", text(&starter())]).trim()));

    let pack = starter();
    let mut child = asynclinic()
        .args(["decide", "--input", "-", "--pack", text(&pack), "--allow-unverified"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(CASE.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), answer);

    // Nobody has verified the opening: it is not taken for granted.
    let strict: Value =
        serde_json::from_str(&printed(&["decide", "--input", text(&case)])).unwrap();
    assert_eq!(strict["decisions"][0]["outcome"], "prohibited");
}

#[test]
fn what_cannot_be_decided_ends_with_what_is_wrong_and_prints_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("case.json");
    fs::write(&case, CASE.replace("all-clear", "none")).unwrap();
    assert!(refused(&["decide", "--input", text(&case)]).contains("`facts` must be an object"));
    fs::write(&case, CASE.replace("sildenafil-50", "sildenafil-30")).unwrap();
    assert!(refused(&["decide", "--input", text(&case)]).contains("no medicine `sildenafil-30`"));
    fs::write(&case, [0xFF, 0xFE]).unwrap();
    assert!(refused(&["decide", "--input", text(&case)]).contains("cannot read"));
    let missing = folder.path().join("nowhere");
    assert!(refused(&["decide", "--input", text(&missing)]).contains("cannot read"));
    assert_eq!(run(&["decide"]).status.code(), Some(2));
}

#[test]
fn the_schema_is_printed_and_is_json() {
    let schema: Value = serde_json::from_str(&printed(&["decide", "--schema"])).unwrap();
    assert_eq!(schema["$id"], "urn:asynclinic:decide:1");
}

#[test]
fn a_pack_is_checked_and_compared_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let (before, after) = (starter(), folder.path().join("pack"));
    copy(&before, &after);
    fs::write(after.join(".rules.toml.swp"), "an editor's").unwrap();
    assert!(printed(&["pack", "check", text(&after)]).contains("is in order"));
    assert_eq!(printed(&["pack", "diff", text(&before), text(&after)]), "Both say the same\n");

    let ar = "jurisdictions/us-ar.toml";
    change(&after, ar, "Arkansas: a live video visit comes first", "Arkansas: a call comes first");
    change(&after, ar, "effect = { require = { modality = \"video\" } }", "effect = \"prohibit\"");
    change(&after, ar, "us-ar/consent/telehealth", "us-ar/consent/other");
    let said = printed(&["pack", "diff", text(&before), text(&after)]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "rule us-ar/consent/other: added",
            "  Title: Arkansas: consent to telehealth, where the law asks for it",
            "  Where: Arkansas (US-AR)",
            "  What it does: Requires: a signed consent (telehealth)",
            "  What the patient reads: We need your yes before we care for you online in Arkansas: \
             please read the page about it, and sign your name if you agree.",
            "  What the clinician reads: Arkansas applies its general law of informed consent; the \
             starter obtains consent each time.",
            "  Source: Ark. Code 17-80-404(e)",
            "rule us-ar/consent/telehealth: removed",
            "  Title: Arkansas: consent to telehealth, where the law asks for it",
            "  Where: Arkansas (US-AR)",
            "  What it does: Requires: a signed consent (telehealth)",
            "  What the patient reads: We need your yes before we care for you online in Arkansas: \
             please read the page about it, and sign your name if you agree.",
            "  What the clinician reads: Arkansas applies its general law of informed consent; the \
             starter obtains consent each time.",
            "  Source: Ark. Code 17-80-404(e)",
            "rule us-ar/relationship/live-video-first: changed",
            r#"  effect: {"require":{"modality":"video"}} -> “prohibit”"#,
            "  title: “Arkansas: a live video visit comes first” -> “Arkansas: a call comes first”",
        ]
    );

    // Every mistake at once, with its file and line.
    change(&after, ar, "relationship-modality", "relationship-modalty");
    change(&after, "jurisdictions/us-tx.toml", "basis = \"statute\"", "basis = \"hearsay\"");
    let complaint = refused(&["pack", "check", text(&after)]);
    for expected in
        ["us-ar.toml:", "did you mean `relationship-modality`?", "us-tx.toml:", "hearsay"]
    {
        assert!(complaint.contains(expected), "{expected}: {complaint}");
    }
}
