//! The yearly assessment: campaigns that the ministry opens, and what schools bring in.

pub mod campaigns;
