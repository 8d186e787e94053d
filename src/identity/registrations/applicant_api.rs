//! One's own application over HTTP: begun with an address, then by the link that was mailed there.

use chrono::{DateTime, TimeDelta, Utc};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
    payload::Binary,
};
use uuid::Uuid;

use super::{
    ACTOR,
    decide::{EMAIL, about},
    evidence::{self, Handed},
    form,
    mail::{MailRegistration, seal_email},
    model::{Form, MOST_FILES, Registration, RegistrationState},
    store::{self, ByApplicant},
    view::{ApplicationView, FormView},
};
use crate::{
    access::{
        BeginRegistration, FillRegistration, FindRegistration, Request, SubmitRegistration, WithdrawRegistration,
    },
    codes::{Email, Evidence, Place},
    crypto::blind_index::blind_index,
    db::{About, Db, Keyring, Tx},
    error::{Error, Fault, Result},
    files::scan::Scan,
    http::{Json, NoContent, Visitor},
    identity::{assignments::person_index, links::parse_token},
    jobs,
};

/// The routes of applicants.
pub struct ApplicantApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
}

/// Where somebody applies, and how to reach them.
#[derive(Debug, Object)]
struct NewRegistration {
    /// The unit applied to: `ministry` or a province's code.
    #[oai(validator(max_length = 20))]
    realm: String,
    /// Where the link goes.
    #[oai(validator(max_length = 254))]
    email: String,
}

/// What is given with a submission and not kept.
#[derive(Debug, Object)]
struct Submission {
    /// By which one person is recognised in two accounts; only a keyed index of it is kept.
    #[oai(validator(max_length = 40))]
    identity_number: Option<String>,
}

/// From one network, at most so many applications are begun in an hour.
const MOST_AN_HOUR: i64 = 30;

/// An address is mailed again no sooner.
const PAUSE: TimeDelta = TimeDelta::minutes(2);

#[OpenApi(prefix_path = "/registration")]
impl ApplicantApi {
    /// Ask to be registered: a link to the form goes to the address. The answer is the same whether the address is known or not.
    #[oai(path = "/", method = "post", operation_id = "begin_registration")]
    async fn begin(&self, visitor: Visitor, body: Json<NewRegistration>) -> Result<NoContent> {
        let realm = body.0.realm.parse::<Place>().map_err(|_| Fault::at("/realm", "realm_unknown"));
        let email = body.0.email.parse::<Email>().map_err(|_| Fault::at("/email", "email_invalid"));
        let (realm, email) = match (realm, email) {
            (Ok(realm), Ok(email)) => (realm, email),
            (realm, email) => return Err(Error::invalid(realm.err().into_iter().chain(email.err()).collect())),
        };
        let index = blind_index(&self.keys.person(realm).await?, EMAIL, email.as_str());
        let mut tx: Tx<BeginRegistration> = self.db.begin_as_system(ACTOR, realm).await?;
        tx.on_request(&visitor.0);
        let (now, network) = (tx.now(), visitor.0.network());
        if store::begun_from(&mut tx, &network, now - TimeDelta::hours(1)).await? >= MOST_AN_HOUR {
            return Err(Error::too_many("registration_busy", 3600));
        }
        let id = match store::under_way(&mut tx, &index).await? {
            Some((_, Some(mailed))) if mailed > now - PAUSE => return Ok(NoContent::default()),
            Some((id, _)) => id,
            None => {
                let id = tx.new_id();
                let sealed = seal_email(&self.keys, realm, id, email.as_str()).await?;
                if !store::insert(&mut tx, id, &email, &sealed, &index).await? {
                    return Ok(NoContent::default());
                }
                id
            }
        };
        jobs::enqueue(&mut tx, &MailRegistration { registration: id }).await?;
        tx.commit(About::object("registration", id, email.masked())).await?;
        Ok(NoContent::default())
    }

    /// See one's own application.
    #[oai(path = "/", method = "get", operation_id = "find_registration")]
    async fn find(
        &self,
        visitor: Visitor,
        #[oai(name = "Registration-Token")] token: Header<String>,
    ) -> Result<Json<ApplicationView>> {
        let (realm, hash) = parse_token(&token.0).ok_or_else(invalid)?;
        let mut tx: Tx<FindRegistration> = self.db.begin_as_system(ACTOR, realm).await?;
        let (registration, expires) = store::by_link(&mut tx, &hash).await?.ok_or_else(invalid)?;
        Ok(Json(self.view(registration, expires, realm, &visitor.0)))
    }

    /// Keep what is filled in so far; nothing is checked but lengths.
    #[oai(path = "/", method = "put", operation_id = "fill_registration")]
    async fn fill(
        &self,
        visitor: Visitor,
        #[oai(name = "Registration-Token")] token: Header<String>,
        body: Json<FormView>,
    ) -> Result<Json<ApplicationView>> {
        let form = Form::from(body.0).tidied().map_err(Error::invalid)?;
        let (mut tx, own) = self.open::<FillRegistration>(&visitor.0, &token.0).await?;
        own.registration.check_draft()?;
        store::fill(&mut tx, own.registration.id, &form).await?;
        let filled = Registration { form, ..own.registration.clone() };
        tx.commit(about(&filled).changed(&own.registration, &filled)).await?;
        Ok(Json(self.view(filled, own.expires, own.realm, &visitor.0)))
    }

    /// Attach a file of evidence: PDF, JPEG or PNG, at most 5 MiB.
    #[oai(path = "/evidence", method = "post", operation_id = "attach_evidence")]
    async fn attach(
        &self,
        visitor: Visitor,
        #[oai(name = "Registration-Token")] token: Header<String>,
        kind: Query<Evidence>,
        filename: Query<String>,
        body: Binary<Vec<u8>>,
    ) -> Result<Json<ApplicationView>> {
        let scan = Scan::parse("/evidence", &filename.0, kind.0.zh(), body.0)?;
        let file = Handed { kind: kind.0, scan };
        let (mut tx, own) = self.open::<FillRegistration>(&visitor.0, &token.0).await?;
        own.registration.check_draft()?;
        if own.registration.evidence.len() >= MOST_FILES {
            let fault = Fault::at("/evidence", "evidence_too_many").with("max", MOST_FILES);
            return Err(Error::invalid(vec![fault]));
        }
        evidence::add(&mut tx, &self.keys, own.registration.id, &file).await?;
        self.changed(tx, &visitor.0, own).await
    }

    /// Take a file of evidence back.
    #[oai(path = "/evidence/:file", method = "delete", operation_id = "remove_evidence")]
    async fn remove(
        &self,
        visitor: Visitor,
        #[oai(name = "Registration-Token")] token: Header<String>,
        file: Path<Uuid>,
    ) -> Result<Json<ApplicationView>> {
        let (mut tx, own) = self.open::<FillRegistration>(&visitor.0, &token.0).await?;
        own.registration.check_draft()?;
        if !store::delete_evidence(&mut tx, own.registration.id, file.0).await? {
            return Err(Error::not_found());
        }
        self.changed(tx, &visitor.0, own).await
    }

    /// Submit one's own application; from then on a reviewer has it.
    #[oai(path = "/submission", method = "post", operation_id = "submit_registration")]
    async fn submit(
        &self,
        visitor: Visitor,
        #[oai(name = "Registration-Token")] token: Header<String>,
        body: Json<Submission>,
    ) -> Result<Json<ApplicationView>> {
        let (mut tx, own) = self.open::<SubmitRegistration>(&visitor.0, &token.0).await?;
        own.registration.check_draft()?;
        let identity = body.0.identity_number.as_deref();
        let checked = form::check(&own.registration, identity, &self.db.policy(), own.realm, visitor.0.lang);
        let (post, identity) = checked.map_err(Error::invalid)?;
        if let Some(school) = post.school
            && !store::has_school(&mut tx, school).await?
        {
            return Err(Error::invalid_field("/school_id", "school_unknown"));
        }
        let person = match &identity {
            Some(number) => Some(person_index(&self.keys, own.realm, number).await?),
            None => None,
        };
        store::submit(&mut tx, own.registration.id, person.as_ref()).await?;
        self.changed(tx, &visitor.0, own).await
    }

    /// Withdraw one's own application: a draft is removed, and so is the evidence of what was submitted.
    #[oai(path = "/", method = "delete", operation_id = "withdraw_registration")]
    async fn withdraw(
        &self,
        visitor: Visitor,
        #[oai(name = "Registration-Token")] token: Header<String>,
    ) -> Result<NoContent> {
        use RegistrationState::{Draft, Submitted, UnderReview};
        let (mut tx, own) = self.open::<WithdrawRegistration>(&visitor.0, &token.0).await?;
        if ![Draft, Submitted, UnderReview].contains(&own.registration.state) {
            return Err(Error::conflict("registration_decided"));
        }
        store::withdraw(&mut tx, own.registration.id).await?;
        tx.commit(about(&own.registration).removed(&own.registration)).await?;
        Ok(NoContent::default())
    }
}

/// An application, as it was when its link was followed.
struct Own {
    realm: Place,
    hash: [u8; 32],
    registration: Registration,
    expires: DateTime<Utc>,
}

impl ApplicantApi {
    async fn open<O: ByApplicant>(&self, request: &Request, token: &str) -> Result<(Tx<O>, Own)> {
        let (realm, hash) = parse_token(token).ok_or_else(invalid)?;
        let mut tx: Tx<O> = self.db.begin_as_system(ACTOR, realm).await?;
        tx.on_request(request);
        let (registration, expires) = store::lock_by_link(&mut tx, &hash).await?.ok_or_else(invalid)?;
        Ok((tx, Own { realm, hash, registration, expires }))
    }

    /// Commit a change, and show the application as it is then.
    async fn changed<O: ByApplicant>(
        &self,
        mut tx: Tx<O>,
        request: &Request,
        own: Own,
    ) -> Result<Json<ApplicationView>> {
        let (after, expires) = store::by_link(&mut tx, &own.hash).await?.ok_or_else(invalid)?;
        tx.commit(about(&after).changed(&own.registration, &after)).await?;
        Ok(Json(self.view(after, expires, own.realm, request)))
    }

    fn view(&self, own: Registration, expires: DateTime<Utc>, realm: Place, request: &Request) -> ApplicationView {
        ApplicationView::of(own, expires, realm, &self.db.policy(), request.lang)
    }
}

fn invalid() -> Error {
    Error::gone("registration_link_invalid")
}
