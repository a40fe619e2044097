use domain::rules::{Digest, Limits, Permission};

fn main() {
    let _ = Permission {
        medication: "sildenafil-50".parse().unwrap(),
        limits: Limits {
            quantity: 1000,
            refills: 99,
            days_supply: 999,
            single_dose_mg: None,
            interval_hours: None,
        },
        sigs: Vec::new(),
        obligations: Vec::new(),
        pack: Digest::of_bytes(b""),
        on: domain::Date::MIN,
        decision: Digest::of_bytes(b""),
    };
}
