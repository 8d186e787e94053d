//! Every operation over HTTP in every situation that the rows speak of, by people whose rows name it: what session, account, school and
//! province are like decides, in both directions. The matrix decides all roles in process; here it is shown that requests bear it.

use std::collections::BTreeSet;

use huixin::access::OperationId;
use reqwest::Method;

use super::{
    document::{Route, Targets, routes},
    expected::{is_bare, post},
    probes::{self, PUBLIC},
    scene::fit,
    signed,
};
use crate::{
    harness::{Answer, Client, TestApp, others::OTHERS, people::*},
    matrix::{
        BOOK,
        book::{Answer as Expected, FACTS, Facts, State},
        cases::at,
    },
};

/// What else is refused by a permit that is wanting.
const CODES: [&str; 6] = [
    "not_permitted",
    "no_assignment_here",
    "operation_narrowed",
    "rules_not_acknowledged",
    "password_due",
    "support_view",
];

/// Decided by what one is, also in a support view.
const AS_ONESELF: [&str; 3] = ["support.begin", "support.end", "session.close"];

/// The place of `working_hours` in [`FACTS`].
const HOURS: usize = 9;

/// A school where nobody is, to be aimed at.
const AIM: &str = "4151014410";

/// They change what a situation is made of, so that each gets it anew; in this order, after all others.
const LAST: [&str; 10] = [
    "begin_support_view",
    "end_support_view",
    "end_other_sessions",
    "end_place_sessions",
    "prove_factor",
    "acknowledge_rules",
    "begin_totp",
    "confirm_totp",
    "change_password",
    "close_session",
];

/// How things are with the caller when the request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Situation {
    Proved(u8),
    RulesDue,
    PasswordDue,
    PlaceSuspended,
    SchoolSuspended,
    Narrowed,
    Unsigned,
    Alone,
    AtNight,
    SupportView,
}

use Situation::{
    Alone, AtNight, Narrowed, PasswordDue, PlaceSuspended, Proved, RulesDue, SchoolSuspended, SupportView, Unsigned,
};

const SITUATIONS: [Situation; 13] = [
    Proved(0),
    Proved(1),
    Proved(2),
    Proved(3),
    RulesDue,
    PasswordDue,
    PlaceSuspended,
    SchoolSuspended,
    Narrowed,
    Unsigned,
    Alone,
    AtNight,
    SupportView,
];

impl Situation {
    /// Whether it can be so for this person; who asks beside another asks for what tells them apart.
    fn concerns(self, person: &Person, first: bool) -> bool {
        match self {
            PlaceSuspended => person.realm != "ministry",
            SchoolSuspended => person.school.is_some(),
            Proved(3) => true,
            Unsigned => asked(person, 6),
            Alone => asked(person, 7),
            AtNight => asked(person, HOURS),
            // Others are shown nothing but what they are.
            SupportView => first && ["platform_operator", "prov_admin"].contains(&person.role),
            _ => first,
        }
    }

    fn expects(self, person: &Person, operation: OperationId) -> Expected {
        let (mut state, mut post) = (State::best(person.realm == "ministry"), post(person));
        match self {
            Proved(proof) => state.proof = proof,
            RulesDue => state.rules_acknowledged = false,
            PasswordDue => state.password_due = true,
            PlaceSuspended => state.place_active = false,
            SchoolSuspended => post.school_active = false,
            Narrowed => post.off = vec![operation.name()],
            Unsigned => state.commitment = false,
            Alone => state.second_person = false,
            AtNight => state.working_hours = false,
            SupportView => state.support_view = !AS_ONESELF.contains(&operation.name()),
        }
        BOOK.answer(operation.name(), at(operation), state, &[post])
    }

    /// Make it so, and everything else as it should be; a new session.
    async fn arrange(self, app: &TestApp, person: &Person) -> Client {
        let schema = schema(person);
        let account = app.account(person).await;
        if asked(person, HOURS) {
            app.await_working_hours(self != AtNight);
        }
        let now = format!("timestamptz '{}'", app.clock.now().to_rfc3339());
        let cookie = app.session(person.realm, account).await;
        let proved = match self {
            Proved(0 | 1) => "null".to_owned(),
            Proved(2) => format!("{now} - interval '6 minutes'"),
            _ => now.clone(),
        };
        let special = match self {
            Proved(0) => format!("delete from {schema}.totp where account_id = '{account}'"),
            RulesDue => format!("delete from {schema}.acknowledgement where account_id = '{account}'"),
            PasswordDue => format!(
                "update {schema}.credential set changed_at = {now} - interval '366 days' where account_id = '{account}'"
            ),
            PlaceSuspended => {
                format!("update ministry.province set state = 'suspended' where code = '{}'", person.realm)
            }
            SchoolSuspended => format!("update {schema}.school set state = 'suspended' where id = '{OWN_SCHOOL}'"),
            Narrowed => format!(
                "insert into {schema}.narrowing (role, operation, reason, by_account, by_name, at)
                 select '{}', operation, '核查', '{account}', '某人', now() from unnest(array['{}']) operation",
                person.role,
                OperationId::all().map(OperationId::name).collect::<Vec<_>>().join("', '")
            ),
            Unsigned => {
                format!("update {schema}.commitment set ends_on = current_date - 1 where account_id = '{account}'")
            }
            Alone => format!("update {schema}.emergency set ends_at = {now} where requested_by = '{account}'"),
            SupportView => format!(
                "update {schema}.session set support_role = '{}', support_until = {now} + interval '9 minutes'
                 where account_id = '{account}'",
                person.role
            ),
            Proved(_) | AtNight => "select".to_owned(),
        };
        app.sql(&format!(
            "delete from {schema}.totp where account_id = '{account}';
             insert into {schema}.totp select * from public.totp_{schema} where account_id = '{account}';
             insert into {schema}.acknowledgement values ('{account}', 1, now()) on conflict do nothing;
             update {schema}.credential set changed_at = {now} where account_id = '{account}';
             update {schema}.session set factor_at = {proved} where account_id = '{account}';
             update ministry.province set state = 'active' where state <> 'active';
             update province_51.school set state = 'active' where state <> 'active';
             delete from {schema}.narrowing;
             update {schema}.emergency set ends_at = {now} + interval '1 day' where requested_by = '{account}';
             update {schema}.commitment set ends_on = current_date + 30 where account_id = '{account}';
             {special}"
        ))
        .await;
        app.anonymous().with_cookie(&cookie)
    }
}

fn schema(person: &Person) -> String {
    person.realm.parse::<huixin::codes::Place>().unwrap().schema().to_owned()
}

/// Whether rows of the person's role ask for the fact at this place of [`FACTS`].
fn asked(person: &Person, fact: usize) -> bool {
    OperationId::all().any(|operation| BOOK.wanting(person.role, operation.name()) >> fact & 1 == 1)
}

/// Facts that the rows of this operation name and that somebody can lack.
fn named(operation: OperationId) -> Facts {
    // Systems are walked by their keys, in tests/it/services.rs.
    let people = BOOK.levels.keys().filter(|role| *role != "service");
    people.fold(0, |all, role| all | BOOK.wanting(role, operation.name()))
}

/// As few people as together have all facts in their rows.
fn askers(operation: OperationId) -> Vec<Person> {
    let people = PEOPLE[..10].iter().chain(OTHERS.iter().filter(|other| !is_bare(other)));
    let mut left = named(operation);
    let mut found = Vec::new();
    for person in people {
        let theirs = BOOK.wanting(person.role, operation.name());
        // What happens in provinces is nowhere to be found in the ministry, and the other way round.
        let elsewhere = if person.realm == "ministry" { "province" } else { "ministry" };
        let has = !BOOK.conditions(person.role, operation.name()).is_empty() && at(operation) != elsewhere;
        // The ministry is never suspended, and whoever is in no school is told nothing of schools.
        let untold = match (person.realm, person.school) {
            ("ministry", _) => 0b0010_0011,
            (_, None) => 0b0010_0010,
            _ => 0,
        };
        let new = theirs & left & !untold;
        if has && (new != 0 || found.is_empty()) {
            left &= !new;
            found.push(*person);
        }
    }
    found
}

async fn send(app: &TestApp, client: &Client, route: &Route, person: &Person) -> Answer {
    let province = if person.realm == "ministry" { "xpcc" } else { person.realm };
    let path = route.fill(province, AIM, &Targets::nothing());
    let fresh = format!("1{:04}", rand::random_range(0..10_000));
    if let Some(file) = probes::file(&route.id) {
        return client.upload(&path, "schools.csv", file).await;
    }
    let body = probes::body(&route.id, AIM, &fresh, "00").map(|body| fit(body, None, &app.code()));
    let body = body.map(|body| crate::services::fit(&route.id, body, person.realm));
    client.with("if-match", "1").send(route.method.clone(), &path, body).await
}

/// One route in one situation; whether it was let through.
async fn decide(app: &TestApp, client: &Client, route: &Route, person: &Person, situation: Situation) -> bool {
    let operation = probes::operation(route);
    let answer = send(app, client, route, person).await;
    let what = format!("{} by {} in {situation:?}: {} {}", route.id, person.role, answer.status, answer.body);
    match situation.expects(person, operation) {
        Expected::No(code) => assert_eq!((answer.status, answer.code()), (403, code), "{what}"),
        _ => {
            let wanting = CODES.contains(&answer.code()) || FACTS.iter().any(|(_, code)| *code == answer.code());
            let no_session = answer.status == 401 && answer.code().starts_with("session");
            assert!(!wanting && !no_session && answer.status < 500, "{what}");
            return true;
        }
    }
    false
}

/// The routes that somebody asks for in a situation, in an order in which none stands in another's way.
fn asked_by(person: &Person, situation: Situation, routes: &[Asked]) -> Vec<Route> {
    let asks = |(_, askers): &&Asked| askers.contains(person) && situation.concerns(person, askers[0] == *person);
    let mut asked: Vec<_> = routes.iter().filter(asks).map(|(route, _)| route.clone()).collect();
    asked.sort_by_key(|route| LAST.iter().position(|id| *id == route.id).map_or(0, |at| at + 1));
    asked
}

/// A route, and who asks for it.
type Asked = (Route, Vec<Person>);

/// One route per operation.
fn one_each(app: &TestApp) -> Vec<Asked> {
    let mut seen = BTreeSet::new();
    let all =
        routes(app).into_iter().filter(|route| !PUBLIC.contains(&route.id.as_str()) && route.method != Method::HEAD);
    let all = all.filter(|route| seen.insert(probes::operation(route)));
    all.map(|route| (route.clone(), askers(probes::operation(&route)))).collect()
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "how many cases were decided is a figure that people read")]
async fn every_fact_decides_every_operation_whose_rows_name_it_in_both_directions() {
    let app = TestApp::start().await;
    let routes = one_each(&app);
    let people: Vec<_> =
        PEOPLE[..10].iter().chain(&OTHERS).filter(|one| !asked_by(one, Proved(3), &routes).is_empty()).collect();
    for person in people.iter().filter(|person| OTHERS.contains(person)) {
        app.add(person).await;
        signed::by(&app, person).await;
    }
    let (head, other) = (app.account(&COUNSEL_HEAD).await, app.account(&COUNSELLOR).await);
    app.sql(&format!(
        "insert into province_51.emergency (id, school_id, state, reason, requested_by, requested_by_name, requested_role,
                                            requested_at, confirm_by, decided_by, ends_at)
         values (gen_random_uuid(), '{OWN_SCHOOL}', 'confirmed', '有轻生举动', '{head}', '刘心理', 'counsel_head', now(), now(),
                 '{other}', now())"
    ))
    .await;
    for schema in ["ministry", "province_51"] {
        app.sql(&format!("create table public.totp_{schema} as table {schema}.totp")).await;
    }
    let (mut cases, mut through, mut refused) = (0, BTreeSet::new(), BTreeSet::new());
    for person in people {
        for situation in SITUATIONS {
            let mut client = None;
            for route in asked_by(person, situation, &routes) {
                let operation = probes::operation(&route);
                if client.is_none() || LAST.contains(&route.id.as_str()) {
                    client = Some(situation.arrange(&app, person).await);
                }
                cases += 1;
                match decide(&app, client.as_ref().unwrap(), &route, person, situation).await {
                    true => through.insert(operation),
                    false => refused.insert((operation, format!("{:?}", situation.expects(person, operation)))),
                };
            }
        }
    }
    for operation in OperationId::all().filter(|operation| !operation.info().system) {
        assert!(through.contains(&operation), "{operation} was let through to nobody");
        let named = named(operation);
        for (_, code) in FACTS.iter().enumerate().filter(|(at, _)| named >> at & 1 == 1).map(|(_, fact)| fact) {
            let told = refused.contains(&(operation, format!("{:?}", Expected::No(code))));
            assert!(told, "{operation} was refused to nobody as {code}");
        }
    }
    println!("operation x situation over HTTP: {cases} cases, each as the rows say");
    app.leave_jobs_and_mails().await;
}
