//! A permission cannot be had but from the rules: forging one does not compile.

#![cfg(test)]

#[test]
fn a_permission_cannot_be_forged() {
    trybuild::TestCases::new().compile_fail("tests/rules_forgery/*.rs");
}
