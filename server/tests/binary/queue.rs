//! A queue that is longer than a page.

use std::collections::BTreeSet;

use crate::{
    clinic::{Clinic, account, sign_in},
    crowd::Crowd,
    http::{get, get_as},
};

/// How many rows stand on one page.
const ROWS: usize = 50;

/// The visits on a page, in their order.
fn rows(page: &str) -> Vec<String> {
    let rows = page.split("<tr class=").skip(1);
    rows.filter_map(|row| row.split("/review/").nth(1)?.get(..36).map(ToOwned::to_owned)).collect()
}

fn a_long_queue_goes_on_page_after_page(clinic: &Clinic) {
    Crowd { drafts: false, first: 1, count: 130, with_pages: 3 }.gather(&clinic.database);
    let demo = get(clinic.server.address, "/demo").text();
    let cookie = sign_in(clinic.server.address, &account(&demo, "Maya Okafor, MD"));
    let page = |number: usize| {
        let answer = get_as(clinic.server.address, &format!("/review?page={number}"), &cookie);
        assert_eq!(answer.status, 200);
        answer.text()
    };
    let first = page(0);
    let (_, total) = first.split_once("<h1>Queue (").expect("how many wait");
    let total: usize = total.split(')').next().unwrap().parse().unwrap();
    assert!(total >= 130, "{total}");
    let last = (total - 1) / ROWS;
    let mut seen = BTreeSet::new();
    for number in 0..=last {
        let shown = page(number);
        let rows = rows(&shown);
        assert_eq!(rows.len(), if number < last { ROWS } else { total - last * ROWS });
        assert_eq!(shown.contains(">Earlier</a>"), number > 0, "{number}");
        assert_eq!(shown.contains(">Later</a>"), number < last, "{number}");
        seen.extend(rows);
    }
    assert_eq!(seen.len(), total, "each once");
    assert!(rows(&page(last + 1)).is_empty());
}

#[test]
fn a_long_queue_goes_on_page_after_page_on_sqlite() {
    a_long_queue_goes_on_page_after_page(&Clinic::on_sqlite());
}

#[test]
fn a_long_queue_goes_on_page_after_page_on_postgres() {
    a_long_queue_goes_on_page_after_page(&Clinic::on_postgres());
}
