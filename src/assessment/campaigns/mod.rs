//! Campaigns: the year's assessment, opened and closed by the ministry in every province.
//!
//! One rule: a province takes results only once its own row is open; the owner's job writes that row, and every province's part is
//! visible until the last is done. Must not read anything of a province: what a campaign brings in is published upwards.

mod api;
mod apply;
mod catch_up;
mod close;
mod local;
mod model;
mod open;
mod store;
mod view;

pub use api::CampaignsApi;
pub use apply::ApplyCampaign;
pub use catch_up::catch_up;
pub use close::close_campaign;
pub use local::LocalCampaignsApi;
pub use model::{Campaign, CampaignState, NewCampaign};
pub use open::{campaign_of, open_campaign};
pub use view::ChosenInstrument;
