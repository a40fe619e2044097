//! How long a fill lasts, and how it reads.

use crate::medication::{Sig, counted};

fn sig(quantity: u32, days_supply: u32) -> Sig {
    Sig {
        code: "daily".to_owned(),
        text: "Take 1.".to_owned(),
        single_dose_mg: None,
        interval_hours: None,
        quantity,
        days_supply,
    }
}

#[test]
fn a_fill_lasts_in_proportion_to_the_suggested_one_and_is_rounded_up() {
    for (suggested, days, ordered, lasts) in [
        (30, 30, 30, 30),
        (30, 30, 90, 90),
        (10, 30, 10, 30),
        (10, 30, 30, 90),
        (10, 30, 1, 3),
        (28, 30, 30, 33),
        (60, 30, 1, 1),
        (90, 90, u32::MAX, u32::MAX),
    ] {
        assert_eq!(sig(suggested, days).lasts(ordered), lasts, "{ordered} of {suggested}");
    }
}

#[test]
fn the_most_units_for_some_days_last_no_longer_than_those() {
    for (suggested, days) in [(30, 30), (10, 30), (28, 30), (60, 30), (5, 30)] {
        let sig = sig(suggested, days);
        for limit in 1..=90 {
            let most = sig.within(limit);
            assert!(most == 0 || sig.lasts(most) <= limit, "{most} of {suggested} in {limit}");
            assert!(sig.lasts(most + 1) > limit, "{most} of {suggested} in {limit}");
        }
    }
}

#[test]
fn a_unit_of_measure_has_no_plural() {
    for (quantity, unit, words) in [
        (1, "tablet", "1 tablet"),
        (10, "tablet", "10 tablets"),
        (60, "mL or g", "60 mL or g"),
        (60, "mL", "60 mL"),
        (30, "g", "30 g"),
    ] {
        assert_eq!(counted(quantity, unit), words);
    }
}
