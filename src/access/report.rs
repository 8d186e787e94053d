//! The policy as people read it.
