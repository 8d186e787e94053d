// The address of each page: its conditions and the columns it may be sorted by.
import { compact, day, listSearch, oneOf, text, type ListSearch, type Raw } from './search';
import type { Schemas } from '../api/client';

export const SCHOOL_STATES = ['active', 'suspended'] as const satisfies readonly Schemas['SchoolState'][];
export const LEVELS = ['undergraduate', 'junior_college'] as const satisfies readonly Schemas['SchoolLevel'][];
export const OWNERSHIPS = [
  'public',
  'private',
  'cooperation',
  'overseas',
] as const satisfies readonly Schemas['Ownership'][];
export const AFFILIATIONS = [
  'moe',
  'other_central',
  'province',
  'province_edu_dept',
  'xpcc',
] as const satisfies readonly Schemas['Affiliation'][];
export const CATEGORIES = ['regular', 'adult', 'research_institute'] as const satisfies readonly Schemas['SchoolCategory'][];
export const ACCOUNT_STATES = ['invited', 'active', 'disabled', 'left'] as const satisfies readonly Schemas['AccountState'][];
export const PROVINCE_STATES = [
  'active',
  'suspended',
  'provisioning',
  'failed',
] as const satisfies readonly Schemas['ProvinceState'][];
export const ROLES = [
  'moe_steering',
  'platform_operator',
  'prov_admin',
  'prov_analyst',
  'school_admin',
  'counsel_head',
  'counsellor',
  'college_officer',
  'audit_admin',
  'moe_app_office',
  'sys_admin',
  'sec_admin',
  'committee_expert',
  'national_expert',
  'prov_auditor',
  'prov_data_authority',
  'dept_head',
  'dept_it_liaison',
  'dept_app_admin',
  'publicity_office',
  'info_office',
  'leading_group',
  'data_producer',
  'data_consumer',
  'pi_officer',
  'data_protection_person',
  'destroyer',
  'app_content_monitor',
  'vendor_user',
  'staff_reader',
] as const;
/** Those of them that are held in the ministry, and in a province. */
export const MINISTRY_ROLES = [
  'moe_steering',
  'platform_operator',
  'audit_admin',
  'moe_app_office',
  'sys_admin',
  'sec_admin',
  'committee_expert',
  'national_expert',
  'pi_officer',
  'data_protection_person',
  'destroyer',
  'vendor_user',
] as const satisfies readonly (typeof ROLES)[number][];
export const PROVINCE_ROLES = ROLES.filter((role) => !['moe_steering', 'platform_operator', 'moe_app_office', 'committee_expert', 'national_expert'].includes(role));
export const OUTCOMES = ['done', 'denied'] as const;
export const ROW_ACTIONS = ['error', 'create', 'update', 'unchanged'] as const satisfies readonly Schemas['RowAction'][];

export interface SchoolSearch extends ListSearch {
  state?: Schemas['SchoolState'];
  level?: Schemas['SchoolLevel'];
  ownership?: Schemas['Ownership'];
  affiliation?: Schemas['Affiliation'];
}
export const schoolSearch = (raw: Raw): SchoolSearch =>
  compact({
    ...listSearch(raw, ['name', 'id', 'updated_at']),
    state: oneOf(SCHOOL_STATES, raw.state),
    level: oneOf(LEVELS, raw.level),
    ownership: oneOf(OWNERSHIPS, raw.ownership),
    affiliation: oneOf(AFFILIATIONS, raw.affiliation),
  });

export const directorySearch = (raw: Raw): SchoolSearch => {
  const { affiliation: _none, ...search } = schoolSearch(raw);
  return search.sort?.endsWith('updated_at') ? { ...search, sort: undefined } : search;
};

export interface ProvinceSearch extends ListSearch {
  state?: Schemas['ProvinceState'];
}
export const provinceSearch = (raw: Raw): ProvinceSearch =>
  compact({ q: text(raw.q), state: oneOf(PROVINCE_STATES, raw.state), sort: listSearch(raw, ['schools', 'accounts']).sort });

/** Days without a sign-in, and days until the end, that can be asked for. */
export const INACTIVE_DAYS = ['30', '90', '180', '365'] as const;
export const EXPIRING_DAYS = ['30', '90', '365'] as const;
export interface AccountSearch extends ListSearch {
  state?: Schemas['AccountState'];
  role?: (typeof ROLES)[number];
  school?: string;
  inactive?: (typeof INACTIVE_DAYS)[number];
  expiring?: (typeof EXPIRING_DAYS)[number];
}
export const accountSearch = (raw: Raw): AccountSearch =>
  compact({
    ...listSearch(raw, ['name', 'login', 'created_at']),
    state: oneOf(ACCOUNT_STATES, raw.state),
    role: oneOf(ROLES, raw.role),
    school: text(raw.school),
    inactive: oneOf(INACTIVE_DAYS, raw.inactive),
    expiring: oneOf(EXPIRING_DAYS, raw.expiring),
  });

export interface AuditSearch extends ListSearch {
  operation?: string;
  outcome?: (typeof OUTCOMES)[number];
  from?: string;
  to?: string;
}
export const auditSearch = (raw: Raw): AuditSearch =>
  compact({
    ...listSearch(raw, []),
    operation: text(raw.operation),
    outcome: oneOf(OUTCOMES, raw.outcome),
    from: day(raw.from),
    to: day(raw.to),
  });

export interface ImportSearch extends ListSearch {
  id?: string;
  step?: 'upload';
  only?: Schemas['RowAction'];
}
export const importSearch = (raw: Raw): ImportSearch =>
  compact({ ...listSearch(raw, []), id: text(raw.id), step: oneOf(['upload'], raw.step), only: oneOf(ROW_ACTIONS, raw.only) });

export interface HomeSearch {
  measure?: 'accounts';
}
export const homeSearch = (raw: Raw): HomeSearch => compact({ measure: oneOf(['accounts'], raw.measure) });

export interface CampaignSearch extends ListSearch {
  open?: 'new';
}
export const campaignSearch = (raw: Raw): CampaignSearch => compact({ open: oneOf(['new'], raw.open) });
export interface CampaignPartSearch {
  only?: 'failed';
}
export const campaignPartSearch = (raw: Raw): CampaignPartSearch => compact({ only: oneOf(['failed'], raw.only) });

/** What colours the tiles and orders the bars. */
export const MEASURES = ['participation', 'valid', 'l1', 'l2', 'l3', 'l0'] as const;
export type Measure = (typeof MEASURES)[number];
export const GROUPINGS = ['college', 'both'] as const;
export interface CockpitSearch {
  campaign?: string;
  measure?: Measure;
  school?: string;
  by?: (typeof GROUPINGS)[number];
}
export const cockpitSearch = (raw: Raw): CockpitSearch =>
  compact({ campaign: text(raw.campaign), measure: oneOf(MEASURES, raw.measure), school: text(raw.school), by: oneOf(GROUPINGS, raw.by) });

export interface AssessmentSearch extends ListSearch {
  school?: string;
  step?: 'eligible' | 'upload';
  import?: string;
}
export const assessmentSearch = (raw: Raw): AssessmentSearch =>
  compact({ ...listSearch(raw, []), school: text(raw.school), step: oneOf(['eligible', 'upload'], raw.step), import: text(raw.import) });

export const lateSearch = (raw: Raw): ListSearch => compact(listSearch(raw, []));

export interface ContactSearch extends ListSearch {
  campaign?: string;
  school?: string;
  show?: 'done';
}
export const contactSearch = (raw: Raw): ContactSearch =>
  compact({ ...listSearch(raw, []), campaign: text(raw.campaign), school: text(raw.school), show: oneOf(['done'], raw.show) });

export const EMERGENCY_STATES = ['requested', 'confirmed', 'ended', 'reported', 'refused', 'lapsed'] as const satisfies readonly Schemas['EmergencyState'][];
export interface EmergencySearch extends ListSearch {
  state?: Schemas['EmergencyState'];
}
export const emergencySearch = (raw: Raw): EmergencySearch => compact({ ...listSearch(raw, []), state: oneOf(EMERGENCY_STATES, raw.state) });

export const DIRECTIONS = ['operation', 'role'] as const;
export interface PolicySearch {
  by?: (typeof DIRECTIONS)[number];
  operation?: string;
  role?: string;
  q?: string;
  off?: 'yes';
}
export const policySearch = (raw: Raw): PolicySearch =>
  compact({ by: oneOf(DIRECTIONS, raw.by), operation: text(raw.operation), role: text(raw.role), q: text(raw.q), off: oneOf(['yes'], raw.off) });
export const LEAVE_STATES = ['open', 'complete'] as const satisfies readonly Schemas['LeaveState'][];
export interface LeaveSearch extends ListSearch {
  state?: Schemas['LeaveState'];
}
export const leaveSearch = (raw: Raw): LeaveSearch => compact({ ...listSearch(raw, []), state: oneOf(LEAVE_STATES, raw.state) });

export const SERVICE_STATES = ['active', 'disabled'] as const satisfies readonly Schemas['AccountState'][];
export interface ServiceSearch extends ListSearch {
  state?: (typeof SERVICE_STATES)[number];
}
export const serviceSearch = (raw: Raw): ServiceSearch => compact({ ...listSearch(raw, []), state: oneOf(SERVICE_STATES, raw.state) });

export const REGISTRATION_STATES = ['submitted', 'under_review', 'approved', 'refused', 'withdrawn'] as const satisfies readonly Schemas['RegistrationState'][];
export interface RegistrationSearch extends ListSearch {
  state?: Schemas['RegistrationState'];
}
export const registrationSearch = (raw: Raw): RegistrationSearch => compact({ ...listSearch(raw, []), state: oneOf(REGISTRATION_STATES, raw.state) });
