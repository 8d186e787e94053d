//! The demo's census: synthetic, and the same way as users go: the ministry opens the campaign, every school's head states how many
//! are to be assessed, uploads a file and commits it; jobs score, count and publish. A school that is done is not done again.

use std::{io, time::Duration};

use anyhow::{Context, Result};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::{
    accounts::{self, DemoAccount},
    students::{INSTRUMENTS, Students},
};
use crate::{
    access::Caller,
    app::App,
    assessment::{
        campaigns::{Campaign, CampaignState, NewCampaign, campaign_of, open_campaign},
        eligible, instruments,
        results::{self, Target},
    },
    cli::output::{bar, say},
    codes::{ProvinceCode, SchoolCode, SchoolLevel},
};

/// The year that is shown.
const YEAR: i32 = 2026;
/// Schools that are worked on at once.
const AT_ONCE: usize = 4;

/// A school of the list: where it is, which, of which level.
type School = (ProvinceCode, SchoolCode, Option<SchoolLevel>);

/// A school that takes part.
#[derive(Clone, Debug)]
pub(super) struct Participant {
    pub(super) target: Target,
    pub(super) level: Option<SchoolLevel>,
    pub(super) students: u32,
}

/// Make the census, as far as it is not there.
pub(super) async fn make(app: &App, steering: &DemoAccount, schools: Vec<School>, students: u32) -> Result<()> {
    if students == 0 || schools.is_empty() {
        return Ok(());
    }
    let owner = app.owner(6)?;
    let stop = CancellationToken::new();
    let work = async {
        let made = census(app, steering, schools, students).await;
        stop.cancel();
        made
    };
    let (made, worked) = tokio::join!(work, app.work(&owner, stop.clone()));
    owner.close().await;
    made.and(worked)
}

async fn census(app: &App, steering: &DemoAccount, schools: Vec<School>, students: u32) -> Result<()> {
    let caller = accounts::session(app, steering).await?;
    let campaign = match campaign_of(&app.db, &caller, YEAR).await? {
        Some(campaign) => campaign,
        None => {
            let title = format!("{YEAR} 年全国高校学生心理健康测评（演示）");
            let instruments = INSTRUMENTS.map(str::to_owned).to_vec();
            let mut new = NewCampaign::parse(YEAR, &title, instruments, "2026-09-01", "2026-12-31")?;
            new.synthetic = true;
            open_campaign(&app.db, &caller, &new).await?
        }
    };
    let campaign = wait_until_open(app, &caller, campaign).await?;
    let all = participants(&campaign, schools, students);
    let progress = bar(all.len(), "census 测评");
    stream::iter(all)
        .map(|school| {
            let progress = progress.clone();
            async move {
                take_part(app, &school).await.with_context(|| format!("the census of {}", school.target.school))?;
                progress.inc(1);
                Ok::<_, anyhow::Error>(())
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>()
        .await?;
    progress.finish_and_clear();
    say(&format!("census {YEAR}: about {students} synthetic students"));
    Ok(())
}

/// Larger schools have more students; one in twenty is late and has none, one in twenty-five is so small that its levels are hidden.
fn participants(campaign: &Campaign, schools: Vec<School>, students: u32) -> Vec<Participant> {
    let weight = |level: Option<SchoolLevel>| if level == Some(SchoolLevel::Undergraduate) { 17 } else { 10 };
    let total: u32 = schools.iter().map(|(.., level)| weight(*level)).sum();
    let share = |level| (students * weight(level)).div_ceil(total.max(1));
    let mut all = Vec::with_capacity(schools.len());
    for (at, (province, school, level)) in schools.into_iter().enumerate() {
        if at % 20 != 19 {
            let target = Target { province, school, campaign: campaign.id };
            let small = at % 25 == 12;
            all.push(Participant { target, level, students: if small { share(level) / 4 } else { share(level) } });
        }
    }
    all
}

async fn take_part(app: &App, school: &Participant) -> Result<()> {
    let to = school.target;
    let head = accounts::head(app, to.province, to.school).await?;
    let caller = accounts::session(app, &head).await?;
    if results::is_done(&app.db, &caller, to).await? {
        return Ok(());
    }
    let paper =
        INSTRUMENTS.map(instruments::find).into_iter().collect::<Option<Vec<_>>>().context("the demo's instruments")?;
    let students = Students::new(to.school, school.level, school.students, paper);
    eligible::state(&app.db, &caller, to, students.eligible()).await?;
    let lines = std::iter::once(students.header()).chain(students);
    let body = stream::iter(lines).chunks(500).map(|lines| Ok::<_, io::Error>(lines.concat().into()));
    let import = results::upload(&app.db, &app.keys, &caller, to, "演示数据.csv", body).await?;
    let sha256 = import.sha256.as_deref().context("the demo's own file has faults")?;
    results::commit(&app.db, &caller, to, import.id, sha256).await?;
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    while !results::is_done(&app.db, &caller, to).await? {
        tick.tick().await;
    }
    Ok(())
}

async fn wait_until_open(app: &App, caller: &Caller, campaign: Campaign) -> Result<Campaign> {
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    let mut campaign = campaign;
    while campaign.state == CampaignState::Opening {
        tick.tick().await;
        campaign = campaign_of(&app.db, caller, YEAR).await?.context("the campaign is gone")?;
    }
    Ok(campaign)
}
