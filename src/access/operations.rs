//! Everything the product can do, in one table. A line here gives the operation its type, its three names and its
//! bounds; who may do it is said in `policies/`.

use super::operation::{Access, Level, Operation, OperationId, OperationInfo, kind};

/// The length of a type's name in snake case.
const fn snake_len(name: &str) -> usize {
    let (bytes, mut at, mut len) = (name.as_bytes(), 0, name.len());
    while at < bytes.len() {
        if at > 0 && bytes[at].is_ascii_uppercase() {
            len += 1;
        }
        at += 1;
    }
    len
}

/// A type's name in snake case: `CreateSchool` is `create_school`.
const fn snake<const N: usize>(name: &str) -> [u8; N] {
    let (bytes, mut at, mut to, mut out) = (name.as_bytes(), 0, 0, [b'_'; N]);
    while at < bytes.len() {
        if at > 0 && bytes[at].is_ascii_uppercase() {
            to += 1;
        }
        out[to] = bytes[at].to_ascii_lowercase();
        to += 1;
        at += 1;
    }
    out
}

macro_rules! operations {
    (@for) => { kind::People };
    (@for system) => { kind::System };
    (@is_system) => { false };
    (@is_system system) => { true };
    ($($(#[doc = $doc:literal])+ $type:ident: $name:literal at $level:ident, $access:ident $(, $system:ident)?;)+) => {
        #[repr(u16)]
        enum Row { $($type),+ }

        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Copy)]
            pub struct $type;

            impl kind::Listed for $type {}
            impl Operation for $type {
                const ID: OperationId = OperationId::from_row(Row::$type as u16);
                type At = kind::$level;
                type Access = kind::$access;
                type For = operations!(@for $($system)?);
            }
        )+

        pub(super) static CATALOGUE: &[OperationInfo] = &[$(
            OperationInfo {
                type_name: stringify!($type),
                name: $name,
                operation_id: {
                    const SNAKE: [u8; snake_len(stringify!($type))] = snake(stringify!($type));
                    match std::str::from_utf8(&SNAKE) {
                        Ok(text) => text,
                        Err(_) => panic!("an operation's name is ASCII"),
                    }
                },
                level: Level::$level,
                access: Access::$access,
                system: operations!(@is_system $($system)?),
                doc: concat!($($doc),+).trim_ascii(),
            },
        )+];
    };
}

operations! {
    // ── identity: everyone who is signed in ──
    /// See one's own account, assignments and what one may do.
    ReadSelf: "self.read" at Realm, Read;
    /// Sign out.
    CloseSession: "session.close" at Realm, Write;
    /// Change one's own password, which ends all other sessions.
    ChangePassword: "password.change" at Realm, Write;

    // ── identity: the platform's rules ──
    /// Read the platform's rules.
    ReadRules: "rules.read" at Realm, Read;
    /// Acknowledge the platform's rules, which everybody does before anything else.
    AcknowledgeRules: "rules.acknowledge" at Realm, Write;

    // ── identity: second factors ──
    /// See one's own second factors.
    ListFactors: "factor.list" at Realm, Session;
    /// Prove a second factor, to sign in or to step up.
    ProveFactor: "factor.prove" at Realm, Write;
    /// Enrol a second factor of one's own.
    EnrolFactor: "factor.enrol" at Realm, Write;
    /// Begin to prove a second factor by a passkey.
    BeginProof: "factor.begin_proof" at Realm, Session;
    /// Remove a second factor of one's own.
    RemoveFactor: "factor.remove" at Realm, Write;
    /// Make new recovery codes; the old ones stop working.
    RenewRecoveryCodes: "factor.renew_codes" at Realm, Write;

    // ── identity: sessions ──
    /// See one's own live sessions.
    ListSessions: "session.list" at Realm, Session;
    /// End one of one's own sessions.
    EndSession: "session.end" at Realm, Write;
    /// End all of one's own sessions but this one.
    EndOtherSessions: "session.end_others" at Realm, Write;
    /// End every session of a school's people.
    EndSchoolSessions: "session.end_school" at Province, Write;
    /// End every session of one's own unit but this one.
    EndPlaceSessions: "session.end_place" at Realm, Write;
    /// See for a while what a role would see with no personal data, and change nothing.
    BeginSupportView: "support.begin" at Realm, Write;
    /// See again what one is.
    EndSupportView: "support.end" at Realm, Write;
    /// List the accounts that seem to be shared.
    ListSharingAlerts: "sharing_alert.list" at Realm, Read;

    // ── identity: accounts ──
    /// List the accounts within reach.
    ListAccounts: "account.list" at Realm, Read;
    /// See one account.
    ReadAccount: "account.read" at Realm, Read;
    /// Open an account with a role and send its activation link.
    InviteAccount: "account.invite" at Realm, Write;
    /// Change an account's name or mail address.
    UpdateAccount: "account.update" at Realm, Write;
    /// Disable an account and end its sessions.
    DisableAccount: "account.disable" at Realm, Write;
    /// Enable a disabled account.
    EnableAccount: "account.enable" at Realm, Write;
    /// Send a new activation link; the old one stops working.
    ReinviteAccount: "account.reinvite" at Realm, Write;
    /// Send a link that lets the account's owner set a new password.
    SendResetLink: "account.send_reset" at Realm, Write;

    /// Take away an account's second factors, when its owner has lost them, and end its sessions.
    ResetFactors: "account.reset_factors" at Realm, Write;

    // ── identity: commitments ──
    /// List the confidentiality commitments that somebody has signed.
    ListCommitments: "commitment.list" at Realm, Read;
    /// Record a commitment that was signed on paper, with its scan.
    RecordCommitment: "commitment.record" at Realm, Write;
    /// Open the scan of a commitment.
    OpenCommitment: "commitment.open" at Realm, Write;
    /// Withdraw a commitment: it binds no longer.
    WithdrawCommitment: "commitment.withdraw" at Realm, Write;

    /// Disable many accounts at once, each as one is disabled.
    DisableAccounts: "account.disable_many" at Realm, Write;
    /// Download the accounts that a filter finds, such as those that nobody uses.
    ReportAccounts: "account.report" at Realm, Write;
    /// Validate and commit a file of staff.
    ImportStaff: "staff.import" at Realm, Write;
    /// See an import of staff, its rows and its result file.
    ReadStaffImport: "staff.read_import" at Realm, Read;

    // ── identity: who holds what ──
    /// List the roles that an account holds.
    ListAssignments: "assignment.list" at Realm, Read;
    /// See what stands against giving a role, without giving it.
    CheckAssignment: "assignment.check" at Realm, Read;
    /// Give an account a role, somewhere, until a day.
    GiveAssignment: "assignment.give" at Realm, Write;
    /// Take a role from an account.
    EndAssignment: "assignment.end" at Realm, Write;

    // ── identity: the policy in force here ──
    /// See which role may do what here, and what is switched off.
    ReadPolicy: "policy.read" at Realm, Read;
    /// List what is switched off here, for which role, by whom and why.
    ListNarrowings: "narrowing.list" at Realm, Read;
    /// Switch an operation off for a role.
    SwitchOff: "narrowing.switch_off" at Realm, Write;
    /// Switch an operation on again for a role.
    SwitchOn: "narrowing.switch_on" at Realm, Write;

    // ── identity: service accounts, by which systems call ──
    /// List the service accounts within reach, with their keys.
    ListServices: "service.list" at Realm, Session;
    /// See one service account.
    ReadService: "service.read" at Realm, Session;
    /// Open a service account, without a key.
    CreateService: "service.create" at Realm, Write;
    /// Change a service account's name, purpose, contact or last day.
    UpdateService: "service.update" at Realm, Write;
    /// Disable a service account: none of its keys works.
    DisableService: "service.disable" at Realm, Write;
    /// Enable a disabled service account.
    EnableService: "service.enable" at Realm, Write;
    /// Issue a key to a service account, bound to operations, networks and a last day.
    IssueServiceKey: "service.issue_key" at Realm, Write;
    /// Revoke a service account's key.
    RevokeServiceKey: "service.revoke_key" at Realm, Write;

    // ── identity: leaving ──
    /// Let somebody go: the account is disabled at once, and a checklist opens.
    StartLeave: "leave.start" at Realm, Write;
    /// List who leaves and who has left.
    ListLeaves: "leave.list" at Realm, Read;
    /// See one leave with its checklist.
    ReadLeave: "leave.read" at Realm, Read;
    /// Note an item of a leave's checklist as done.
    TickLeave: "leave.tick" at Realm, Write;
    /// Complete a leave whose five items are done.
    CompleteLeave: "leave.complete" at Realm, Write;
    /// Allow somebody who has left to come back.
    ApproveReturn: "leave.approve_return" at Realm, Write;

    // ── identity: registration and vetting ──
    /// List who asks to be registered.
    ListRegistrations: "registration.list" at Realm, Read;
    /// See one registration with its evidence.
    ReadRegistration: "registration.read" at Realm, Read;
    /// Open a file of evidence.
    OpenEvidence: "registration.open_evidence" at Realm, Write;
    /// Take a registration under review.
    TakeRegistration: "registration.take" at Realm, Write;
    /// Approve a registration: an account is opened and its activation link sent.
    ApproveRegistration: "registration.approve" at Realm, Write;
    /// Refuse a registration, with a reason.
    RefuseRegistration: "registration.refuse" at Realm, Write;

    // ── places: the ministry ──
    /// List the provinces with their counts.
    ListProvinces: "province.list" at Ministry, Read;
    /// See one province with its counts.
    ReadProvince: "province.read" at Ministry, Read;
    /// Suspend a province: its people may still see themselves and sign out, and nothing else.
    SuspendProvince: "province.suspend" at Ministry, Write;
    /// Resume a suspended province.
    ResumeProvince: "province.resume" at Ministry, Write;
    /// List the public fields of a province's schools.
    ListDirectory: "directory.list" at Ministry, Read;
    /// Validate and commit a national list of schools, one job per province.
    ImportNationalSchools: "national_school.import" at Ministry, Write;
    /// See a national import, its rows and its result file.
    ReadNationalImport: "national_school.read_import" at Ministry, Read;

    // ── places: schools of a province ──
    /// List the schools within reach.
    ListSchools: "school.list" at Province, Read;
    /// See one school.
    ReadSchool: "school.read" at Province, Read;
    /// Open a school.
    CreateSchool: "school.create" at Province, Write;
    /// Change a school's fields, all but its code.
    UpdateSchool: "school.update" at Province, Write;
    /// Suspend a school: its people may still see themselves and sign out, and nothing else.
    SuspendSchool: "school.suspend" at Province, Write;
    /// Resume a suspended school.
    ResumeSchool: "school.resume" at Province, Write;
    /// Validate and commit a file of schools.
    ImportSchools: "school.import" at Province, Write;
    /// See an import of schools, its rows and its result file.
    ReadSchoolImport: "school.read_import" at Province, Read;

    // ── assessment: the ministry's campaign ──
    /// List the campaigns.
    ListCampaigns: "campaign.list" at Ministry, Read;
    /// See a campaign, with its state in every province.
    ReadCampaign: "campaign.read" at Ministry, Read;
    /// Open the year's campaign: one job per province.
    OpenCampaign: "campaign.open" at Ministry, Write;
    /// Close a campaign: one job per province.
    CloseCampaign: "campaign.close" at Ministry, Write;

    // ── assessment: a province and its schools ──
    /// List the campaigns that are open here, or were.
    ListLocalCampaigns: "local_campaign.list" at Province, Read;
    /// List the schools that have not reported their results.
    ListLateSchools: "local_campaign.list_late" at Province, Read;
    /// State how many students a school should assess.
    StateEligible: "eligible.state" at Province, Write;
    /// See how many students a school should assess.
    ReadEligible: "eligible.read" at Province, Read;
    /// Upload and commit a school's results.
    ImportResults: "result.import" at Province, Write;
    /// See the files of results, their faults and counts.
    ReadResultImport: "result.read_import" at Province, Read;
    /// List who needs contact now, without names.
    ListContacts: "contact.list" at Province, Write;
    /// See who one of them is.
    OpenContact: "contact.open" at Province, Write;
    /// Note that contact was made.
    FinishContact: "contact.finish" at Province, Write;

    // ── assessment: life in danger ──
    /// Ask to open one student's record, because a life is in danger.
    RequestEmergency: "emergency.request" at Province, Write;
    /// Confirm an emergency as its second person.
    ConfirmEmergency: "emergency.confirm" at Province, Write;
    /// Refuse an emergency as its second person.
    RefuseEmergency: "emergency.refuse" at Province, Write;
    /// Open the student's record while one's own confirmed emergency runs.
    OpenEmergency: "emergency.open" at Province, Write;
    /// End an emergency before its time.
    EndEmergency: "emergency.end" at Province, Write;
    /// Report what was done in an emergency, and when the student was told.
    ReportEmergency: "emergency.report" at Province, Write;
    /// List emergencies, without the student and without reasons.
    ListEmergencies: "emergency.list" at Province, Read;
    /// See an emergency with its reason and report, without the student.
    ReadEmergency: "emergency.read" at Province, Read;

    // ── cockpit ──
    /// See the country's figures, after disclosure control.
    ReadNationalCockpit: "cockpit.read_national" at Ministry, Read;
    /// See a province's figures, after disclosure control.
    ReadProvinceCockpit: "cockpit.read_province" at Province, Session;
    /// See a school's own figures as they are.
    ReadSchoolCockpit: "cockpit.read_school" at Province, Read;
    /// See how far a school's assessment has come, without levels.
    ReadParticipation: "cockpit.read_participation" at Province, Read;

    // ── oversight ──
    /// Read the audit log; served by the place's audit login.
    ListAudit: "audit.list" at Realm, Audit;

    // ── what only the system does ──
    /// Find the live session behind a cookie, with its account and what it holds.
    FindSession: "session.find" at Realm, Session, system;
    /// Find the live key behind a bearer token, with its service account and what it is bound to.
    UseServiceKey: "service.use_key" at Realm, Session, system;
    /// End every session of a school or a place from the host's command line.
    EndSessionsAsHost: "session.end_as_host" at Realm, Write, system;
    /// Note that an account is in use from two networks at the same time.
    RaiseSharingAlert: "sharing_alert.raise" at Realm, Write, system;
    /// Tell an account's owner that it is in use from two networks.
    MailSharingAlert: "sharing_alert.mail" at Realm, Write, system;
    /// Find what signing in must compare with: the account's password hash and its soft locks.
    FindCredential: "credential.find" at Realm, Session, system;
    /// Count a failed sign-in.
    CountFailure: "session.fail" at Realm, Write, system;
    /// Open an account from the host's command line.
    AppointAccount: "account.appoint" at Realm, Write, system;
    /// Disable the accounts whose last day has passed, and forget files of staff that nobody committed.
    SweepAccounts: "account.sweep" at Realm, Write, system;
    /// Sign in: check a password and open a session.
    OpenSession: "session.open" at Realm, Write, system;
    /// See whom an activation or reset link is for.
    LookUpLink: "link.look_up" at Realm, Session, system;
    /// Set a password by an activation or reset link.
    UseLink: "link.use" at Realm, Write, system;
    /// Mail an activation or reset link, minted as it is sent.
    MailLink: "link.mail" at Realm, Write, system;
    /// Ask to be registered: a link to the form goes to the address.
    BeginRegistration: "registration.begin" at Realm, Write, system;
    /// See one's own application by the link.
    FindRegistration: "registration.find" at Realm, Session, system;
    /// Fill in one's own application and attach evidence.
    FillRegistration: "registration.fill" at Realm, Write, system;
    /// Submit one's own application.
    SubmitRegistration: "registration.submit" at Realm, Write, system;
    /// Withdraw one's own application.
    WithdrawRegistration: "registration.withdraw" at Realm, Write, system;
    /// Mail the link to an application, minted as it is sent.
    MailRegistration: "registration.mail" at Realm, Write, system;
    /// Clear what nobody submitted, and the evidence of what was refused long ago.
    SweepRegistrations: "registration.sweep" at Realm, Write, system;
    /// Record in the caller's own realm that something was refused.
    RecordDenial: "denial.record" at Realm, Write, system;
    /// Make a province from its file in `tenants/`, or bring it up to date.
    ApplyProvince: "province.apply" at Ministry, Write, system;
    /// Suspend or resume a province from the host's command line.
    SetProvinceState: "province.set_state" at Ministry, Write, system;
    /// Note how far a fan-out over provinces has come.
    AdvanceFanOut: "fan_out.advance" at Ministry, Write, system;
    /// Invite a new province's first administrator.
    InviteFirstAdministrator: "province.invite_first" at Province, Write, system;
    /// Find a school for the demo's accounts.
    FindFirstSchool: "school.find_first" at Province, Read, system;
    /// Make a campaign's partition and local copy in a province, or close it there.
    ApplyCampaign: "campaign.apply" at Province, Write, system;
    /// Stage rows of a results file, sealed, and note how far reading has come.
    StageResults: "result.stage" at Province, Session, system;
    /// Commit a staged results file: results, counts, contacts, publication.
    CommitResults: "result.commit" at Province, Write, system;
    /// Clear what an abandoned results file left on the stage.
    SweepStage: "result.sweep" at Province, Write, system;
    /// Tell the heads of a counselling centre that somebody needs contact.
    MailContacts: "contact.mail" at Province, Write, system;
    /// Tell somebody that an emergency was asked for or confirmed.
    MailEmergency: "emergency.mail" at Province, Write, system;
    /// Note which emergencies lapsed or ended by time.
    SweepEmergencies: "emergency.sweep" at Province, Write, system;
    /// Turn raw counts into cells that may be shown.
    ReleaseCells: "cockpit.release" at Ministry, Write, system;
    /// Carry out one province's part of a national import.
    ImportSchoolsPart: "national_school.import_part" at Province, Write, system;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::access::{AtProvince, AtRealm, ForPeople, ForSystem, Writes};

    #[test]
    fn an_operation_has_three_names() {
        let info = CreateSchool::ID.info();
        assert_eq!((info.type_name, info.name, info.operation_id), ("CreateSchool", "school.create", "create_school"));
        assert_eq!((info.level, info.access, info.system), (Level::Province, Access::Write, false));
        assert_eq!(info.doc, "Open a school.");
        assert_eq!(format!("{:?} {}", CreateSchool::ID, CreateSchool::ID), "CreateSchool school.create");
        for name in ["CreateSchool", "school.create", "create_school"] {
            assert_eq!(OperationId::parse(name), Ok(CreateSchool::ID));
        }
        assert!(OperationId::parse("school.erase").is_err());
        assert!(OperationId::parse("").is_err());
    }

    #[test]
    fn names_are_unique_and_well_formed() {
        let mut seen = HashSet::new();
        for id in OperationId::all() {
            let info = id.info();
            let (noun, verb) = info.name.split_once('.').unwrap();
            let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            assert!(word(noun) && word(verb), "{}", info.name);
            assert!(seen.insert(info.name) && seen.insert(info.type_name) && seen.insert(info.operation_id), "{id:?}");
            assert!(info.doc.ends_with('.'), "{id:?} needs a sentence");
        }
    }

    #[test]
    fn the_bounds_follow_the_table() {
        fn is<O: AtProvince + Writes + ForPeople>() {}
        fn is_of_the_system<O: AtRealm + Writes + ForSystem>() {}
        is::<CreateSchool>();
        is_of_the_system::<OpenSession>();
        assert!(OpenSession::ID.info().system);
    }
}
