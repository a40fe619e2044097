//! Rebuilds the server when the embedded site has changed.

fn main() {
    // Only a release build embeds the site; a debug build reads it from disk.
    if std::env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        std::println!("cargo::rerun-if-changed=../target/site");
    } else {
        std::println!("cargo::rerun-if-changed=build.rs");
    }
}
