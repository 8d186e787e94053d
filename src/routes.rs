//! The map of the product: every module's routes, and the order of what a request passes through.

use std::sync::Arc;

use poem::{Endpoint, EndpointExt, Request as HttpRequest, Response, Route, get, handler, http::StatusCode, web::Data};
use poem_openapi::OpenApiService;

use crate::{
    access::Request,
    app::App,
    assessment::{
        campaigns::{CampaignsApi, LocalCampaignsApi},
        contacts::ContactsApi,
        eligible::EligibleApi,
        emergencies::EmergenciesApi,
        figures::FiguresApi,
        results::ResultImportsApi,
    },
    cockpit::CockpitApi,
    codes::Place,
    crypto::passkeys::Passkeys,
    db::Login,
    files::scan,
    http::{
        console::Console,
        edge::{self, Origin},
        limit::Limit,
    },
    identity::{
        accounts::{AccountsApi, BulkApi, FactorResetApi, ReportApi},
        assignments::AssignmentsApi,
        commitments::CommitmentsApi,
        factors::{FactorsApi, PasskeysApi},
        leave::LeaveApi,
        links::LinksApi,
        narrowing::NarrowingApi,
        passwords::PasswordApi,
        registrations::{ApplicantApi, RegistrationsApi},
        rules::RulesApi,
        services::{ServiceKeysApi, ServicesApi},
        sessions::{SessionsApi, SharingApi},
        sign_in::SessionApi,
        staff_imports::StaffImportsApi,
        support::SupportApi,
    },
    oversight::audit::AuditApi,
    places::{
        directory::DirectoryApi,
        provinces::ProvincesApi,
        school_imports::{NationalImportsApi, SchoolImportsApi},
        schools::SchoolsApi,
    },
    telemetry,
};

/// Largest file of schools or of staff, in MiB.
const TABLE_FILE_MIB: u64 = 11;

/// Largest scan of a paper, in MiB.
const EVIDENCE_FILE_MIB: u64 = scan::MOST_MIB as u64;

/// Largest results file, in MiB; it is read as it comes, never held.
const RESULT_FILE_MIB: u64 = 600;

/// Per domain, in the order of the document.
type Identity =
    (OneSelf, AccountsApi, FactorResetApi, Many, AssignmentsApi, NarrowingApi, Services, LeaveApi, Registration);
type Services = (ServicesApi, ServiceKeysApi);
type Many = (BulkApi, ReportApi, StaffImportsApi, CommitmentsApi);
type Registration = (ApplicantApi, RegistrationsApi);
type OneSelf =
    ((SessionApi, SupportApi), PasswordApi, RulesApi, SessionsApi, SharingApi, FactorsApi, PasskeysApi, LinksApi);
type Places = (ProvincesApi, DirectoryApi, SchoolsApi, SchoolImportsApi, NationalImportsApi);
type Assessment =
    (EligibleApi, ResultImportsApi, ContactsApi, EmergenciesApi, FiguresApi, CampaignsApi, LocalCampaignsApi);
type Oversight = (CockpitApi, AuditApi);
type Apis = (Identity, Places, Assessment, Oversight);

fn oneself(app: &App) -> OneSelf {
    let App { db, keys, sessions, passwords, .. } = app.clone();
    let passkeys = Passkeys::of(&app.config.base_url);
    (
        (
            SessionApi { db: db.clone(), keys: keys.clone(), passwords: passwords.clone(), sessions: sessions.clone() },
            SupportApi { db: db.clone(), sessions: sessions.clone() },
        ),
        PasswordApi { db: db.clone(), passwords: passwords.clone(), sessions: sessions.clone() },
        RulesApi { db: db.clone(), sessions: sessions.clone() },
        SessionsApi { db: db.clone(), sessions: sessions.clone() },
        SharingApi { db: db.clone() },
        FactorsApi { db: db.clone(), keys, passkeys: passkeys.clone(), sessions: sessions.clone() },
        PasskeysApi { db: db.clone(), passkeys, sessions: sessions.clone() },
        LinksApi { db, passwords, sessions },
    )
}

fn identity(app: &App) -> Identity {
    let App { db, keys, sessions, .. } = app.clone();
    (
        oneself(app),
        AccountsApi { db: db.clone(), keys: keys.clone(), sessions: sessions.clone() },
        FactorResetApi { db: db.clone(), sessions: sessions.clone() },
        (
            BulkApi { db: db.clone(), sessions: sessions.clone() },
            ReportApi { db: db.clone() },
            StaffImportsApi { db: db.clone(), keys: keys.clone() },
            CommitmentsApi { db: db.clone(), keys: keys.clone(), sessions: sessions.clone() },
        ),
        AssignmentsApi { db: db.clone(), sessions: sessions.clone() },
        NarrowingApi { db: db.clone(), sessions: sessions.clone() },
        (
            ServicesApi { db: db.clone(), keys: keys.clone(), sessions: sessions.clone() },
            ServiceKeysApi { db: db.clone(), sessions: sessions.clone() },
        ),
        LeaveApi { db: db.clone(), sessions },
        (ApplicantApi { db: db.clone(), keys: keys.clone() }, RegistrationsApi { db, keys }),
    )
}

fn places(app: &App) -> Places {
    let App { db, keys, sessions, .. } = app.clone();
    (
        ProvincesApi { db: db.clone(), sessions: sessions.clone() },
        DirectoryApi { db: db.clone() },
        SchoolsApi { db: db.clone(), keys, sessions },
        SchoolImportsApi { db: db.clone() },
        NationalImportsApi { db },
    )
}

fn assessment(app: &App) -> Assessment {
    let App { db, keys, sessions, .. } = app.clone();
    (
        EligibleApi { db: db.clone() },
        ResultImportsApi { db: db.clone(), keys: keys.clone() },
        ContactsApi { db: db.clone(), keys: keys.clone() },
        EmergenciesApi { db: db.clone(), keys, sessions },
        FiguresApi { db: db.clone() },
        CampaignsApi { db: db.clone() },
        LocalCampaignsApi { db },
    )
}

fn service(app: &App) -> OpenApiService<Apis, ()> {
    let oversight = (CockpitApi { db: app.db.clone() }, AuditApi { db: app.db.clone() });
    let apis = (identity(app), places(app), assessment(app), oversight);
    OpenApiService::new(apis, "会心 Huixin", env!("CARGO_PKG_VERSION"))
        .description("Students' mental health, educational apps and education data, nation to school.")
        .server("/api/v1")
}

/// The OpenAPI document.
pub fn openapi(app: &App) -> String {
    service(app).spec()
}

/// Everything the product answers.
pub fn endpoint(app: &App, origin: Arc<Origin>) -> impl Endpoint + use<> {
    let service = service(app);
    let document = service.spec_endpoint();
    let turns = app.passwords.turns();
    let limit = Limit::default()
        .files("/school-imports", TABLE_FILE_MIB)
        .files("/staff-imports", TABLE_FILE_MIB)
        .files("/result-imports", RESULT_FILE_MIB)
        .files("/registration/evidence", EVIDENCE_FILE_MIB)
        .files("/commitments", EVIDENCE_FILE_MIB);
    Route::new()
        .at("/healthz", get(alive))
        .at("/readyz", get(ready))
        .at("/metrics", get(metrics))
        .at("/api/openapi.json", document)
        .nest("/api/v1", service)
        .nest("/", Console)
        .data(app.sessions.clone())
        .data(app.clone())
        .map_to_response()
        .around(edge::hash_body)
        .with(limit)
        .map_to_response()
        .around(move |inner, request| {
            let (origin, turns) = (Arc::clone(&origin), Arc::clone(&turns));
            async move { Ok(edge::edge(origin, turns, inner, request).await) }
        })
}

/// The process lives.
#[handler]
fn alive() -> &'static str {
    "ok"
}

/// It can answer: database, keys and cache do.
#[handler]
async fn ready(app: Data<&App>) -> Response {
    let checks = async {
        app.db.ping(Place::Ministry, Login::Read).await?;
        app.keys.ping().await?;
        app.cache.check().await
    };
    match checks.await {
        Ok(()) => Response::builder().body("ready"),
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "not ready");
            Response::builder().status(StatusCode::SERVICE_UNAVAILABLE).header("retry-after", "2").body("not ready")
        }
    }
}

/// Counters, for a collector on the same host. Whom a proxy on it speaks for is somewhere else.
#[handler]
fn metrics(app: Data<&App>, http: &HttpRequest) -> Response {
    let address = http.extensions().get::<Request>().and_then(|request| request.address);
    if !address.is_some_and(|address| address.to_canonical().is_loopback()) {
        return Response::builder().status(StatusCode::NOT_FOUND).finish();
    }
    let metrics = telemetry::metrics();
    metrics.pool_connections.reset();
    for (place, login, size) in app.db.connections() {
        metrics.pool_connections.with_label_values(&[place.as_str(), login.name()]).set(i64::from(size));
    }
    match metrics.render() {
        Ok(text) => Response::builder().content_type("text/plain; version=0.0.4").body(text),
        Err(_) => Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR).finish(),
    }
}
