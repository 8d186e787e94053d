//! Contacts over HTTP.

use chrono::{DateTime, Utc};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

use super::store::{self, Contact, ContactState};
use crate::{
    access::{Caller, FinishContact, ListContacts, OpenContact},
    assessment::{results::Sealer, scope},
    codes::{Gender, Lang, Level, Place, ProvinceCode, SchoolCode, TrainingLevel, tidy},
    db::{About, Db, Keyring, Tx},
    error::{Error, Fault, Result},
    http::{Json, Page, page},
    ids::{CampaignId, ResultId},
};

/// The routes of contacts.
pub struct ContactsApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
}

/// One who needs contact, unnamed.
#[derive(Debug, Object)]
#[oai(rename = "Contact")]
struct ContactView {
    id: Uuid,
    college: String,
    level: Level,
    /// An answer calls for help.
    crisis: bool,
    state: ContactState,
    /// First contact is due: 24 hours after the result came in.
    due_at: DateTime<Utc>,
    overdue: bool,
    /// Who made contact.
    account_name: Option<String>,
    note: Option<String>,
    created_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
}

/// Who it is. Every opening stands in the audit log.
#[derive(Debug, Object)]
#[oai(rename = "ContactPerson")]
struct PersonView {
    id: Uuid,
    student_no: String,
    name: String,
    gender: Gender,
    training_level: TrainingLevel,
    enrol_year: i16,
    college: String,
    level: Level,
    crisis: bool,
    /// What led here, in the reader's language. A screening result, not a diagnosis.
    triggers: Vec<String>,
}

/// That contact was made.
#[derive(Debug, Object)]
#[oai(rename = "FinishContact")]
struct FinishBody {
    /// What was agreed; 1–500 characters, no diagnosis.
    #[oai(validator(max_length = 2000))]
    note: String,
}

#[OpenApi]
impl ContactsApi {
    /// List who needs contact, the most urgent first, without names.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/contacts",
        method = "get",
        operation_id = "list_contacts"
    )]
    #[expect(clippy::too_many_arguments, reason = "one per parameter of the route")]
    async fn list(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        state: Query<Option<ContactState>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ContactView>>> {
        let (limit, after) = (page::limit(limit.0)?, page::after(cursor.0.as_deref())?);
        let mut tx: Tx<ListContacts> = self.db.begin_in(&caller, province.0).await?;
        let part = scope::get(&mut tx, school.0, CampaignId(campaign.0)).await?;
        let rows = store::list(&mut tx, school.0, part.campaign, state.0, after, limit).await?;
        let rows = match rows.iter().any(|row| row.note.is_some()) {
            true => {
                let sealer = self.sealer(province.0, school.0, part.campaign).await?;
                rows.into_iter().map(|row| Noted::open(row, &sealer)).collect::<Result<Vec<_>>>()?
            }
            false => rows.into_iter().map(|contact| Noted { contact, note: None }).collect(),
        };
        let now = tx.now();
        tx.commit(About::object("contact", school.0, &part.school_name)).await?;
        let key = |row: &Noted| (row.contact.due_at, row.contact.id);
        Ok(Json(Page::of(rows, limit, None, key, |row| ContactView::of(row, now))))
    }

    /// See who it is.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/contacts/:contact/open",
        method = "post",
        operation_id = "open_contact"
    )]
    async fn open(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        contact: Path<Uuid>,
    ) -> Result<Json<PersonView>> {
        let id = ResultId(contact.0);
        let mut tx: Tx<OpenContact> = self.db.begin_in(&caller, province.0).await?;
        let part = scope::get(&mut tx, school.0, CampaignId(campaign.0)).await?;
        let contact = store::get(&mut tx, school.0, part.campaign, id).await?;
        let sealed = store::sealed(&mut tx, part.campaign, id).await?;
        let sealer = self.sealer(province.0, school.0, part.campaign).await?;
        let identity = sealer.open_identity(id, &sealed.identity)?;
        let (_, answers) = sealer.open_answers(id, &sealed.answers)?;
        let person = PersonView {
            id: id.0,
            student_no: identity.student_number,
            name: identity.name,
            gender: Gender::of_digit(sealed.gender),
            training_level: sealed.training_level,
            enrol_year: sealed.enrol_year,
            college: contact.college,
            level: contact.level,
            crisis: contact.crisis,
            triggers: triggers(&part, &answers, caller.request.lang)?,
        };
        // The row is written before anybody sees the name.
        tx.commit(About::object("contact", id, &part.school_name)).await?;
        Ok(Json(person))
    }

    /// Note that contact was made.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/contacts/:contact/finish",
        method = "post",
        operation_id = "finish_contact"
    )]
    async fn finish(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        contact: Path<Uuid>,
        body: Json<FinishBody>,
    ) -> Result<Json<ContactView>> {
        let note = tidy(&body.0.note);
        if !(1..=500).contains(&note.chars().count()) {
            return Err(Error::invalid(vec![Fault::at("/note", "note_invalid").with("max", 500)]));
        }
        let id = ResultId(contact.0);
        let mut tx: Tx<FinishContact> = self.db.begin_in(&caller, province.0).await?;
        let part = scope::get(&mut tx, school.0, CampaignId(campaign.0)).await?;
        let before = store::get(&mut tx, school.0, part.campaign, id).await?;
        if before.state != ContactState::Open {
            return Err(Error::conflict("contact_not_open"));
        }
        let sealed = self.sealer(province.0, school.0, part.campaign).await?.seal_note(id, &note)?;
        store::finish(&mut tx, part.campaign, id, &caller.name, &sealed).await?;
        let contact = store::get(&mut tx, school.0, part.campaign, id).await?;
        let now = tx.now();
        tx.commit(About::object("contact", id, &part.school_name).because(contact.state.as_str())).await?;
        Ok(Json(ContactView::of(Noted { contact, note: Some(note) }, now)))
    }
}

impl ContactsApi {
    /// Opens and seals what a school's results of a campaign hold.
    async fn sealer(&self, province: ProvinceCode, school: SchoolCode, campaign: CampaignId) -> Result<Sealer> {
        let place = Place::Province(province);
        let keys = self.keys.results(place, school, campaign).await?.ok_or_else(Error::not_found)?;
        Ok(Sealer::new(keys, place, school, campaign))
    }
}

/// A contact with its note opened.
struct Noted {
    contact: Contact,
    note: Option<String>,
}

impl Noted {
    fn open(contact: Contact, sealer: &Sealer) -> Result<Self> {
        let note = contact.note.as_deref().map(|sealed| sealer.open_note(contact.id, sealed)).transpose()?;
        Ok(Self { contact, note })
    }
}

impl ContactView {
    fn of(Noted { contact, note }: Noted, now: DateTime<Utc>) -> Self {
        Self {
            id: contact.id.0,
            college: contact.college,
            level: contact.level,
            crisis: contact.crisis,
            state: contact.state,
            due_at: contact.due_at,
            overdue: contact.state == ContactState::Open && contact.due_at < now,
            account_name: contact.account_name,
            note,
            created_at: contact.created_at,
            done_at: contact.done_at,
        }
    }
}

/// Scores and bands of the paper, and each item that calls for help with what was answered.
fn triggers(part: &scope::Part, answers: &[Option<u8>], lang: Lang) -> Result<Vec<String>> {
    let paper = part.paper()?;
    let verdict = paper.judge(answers).map_err(|fault| anyhow::anyhow!("sealed answers: {}", fault.code))?;
    let mut triggers = Vec::new();
    let mut rest = answers;
    for (instrument, score) in paper.instruments().iter().zip(&verdict.scores) {
        let (own, others) = rest.split_at(instrument.items().len());
        rest = others;
        let title = instrument.title(lang);
        match (score.total, score.band) {
            (Some(total), Some(band)) => triggers.push(format!(
                "{title}{}{total}{}{}",
                lang.pick("：", ": "),
                lang.pick("，", ", "),
                lang.pick(&band.zh, &band.en)
            )),
            _ => triggers.push(format!("{title}{}", lang.pick("：未能计分", ": not scored"))),
        }
        for crisis in &instrument.definition().crisis {
            let answer = own.get(crisis.item - 1).copied().flatten().unwrap_or(0);
            if answer >= crisis.at_least {
                let item = &instrument.items()[crisis.item - 1];
                let option = instrument.definition().options.iter().find(|o| o.value == answer);
                let said = option.map_or("", |o| lang.pick(&o.zh, &o.en));
                let word = lang.pick("危机条目", "crisis item");
                triggers.push(format!(
                    "{word} {}{}{}{}{said}",
                    crisis.item,
                    lang.pick("：", ": "),
                    lang.pick(&item.zh, &item.en),
                    lang.pick("　作答：", " - answered: ")
                ));
            }
        }
    }
    Ok(triggers)
}
