//! The command line over the same core as the filter.
fn main() {}
