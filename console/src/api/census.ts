// The census's part of the API, typed by hand until the server's own document has it. Then `npm run gen` makes the
// same names, and this file and its two mentions in client.ts go.
import type { components } from './schema';

type ProvinceCode = components['schemas']['ProvinceCode'];
type SchoolCode = components['schemas']['SchoolCode'];
type Verdict = components['schemas']['Verdict'];
type Problem = components['schemas']['Problem'];

type CampaignState = 'opening' | 'open' | 'closing' | 'closed';
type TrainingLevel = 'junior_college' | 'undergraduate' | 'master' | 'doctor' | 'other';
type ImportState = 'reading' | 'invalid' | 'validated' | 'committing' | 'done' | 'failed' | 'abandoned';

interface InstrumentRef {
  id: string;
  title: string;
}
interface Instrument extends InstrumentRef {
  code: string;
  version: number;
  items: number;
  licence: string;
  wording_checked: boolean;
}
interface CampaignPart {
  province: string;
  zh: string;
  en: string;
  state: string;
  error?: string | null;
  updated_at?: string | null;
}
interface LocalCampaign {
  id: string;
  year: number;
  title: string;
  instruments: InstrumentRef[];
  opens_on: string;
  closes_on: string;
  state: CampaignState;
  synthetic?: boolean;
}
interface Campaign extends LocalCampaign {
  done: number;
  total: number;
  version: number;
  created_at: string;
  parts?: CampaignPart[];
  _can: Record<string, Verdict>;
}
interface NewCampaign {
  year: number;
  title: string;
  instruments: string[];
  opens_on: string;
  closes_on: string;
}

interface Severity {
  count?: number | null;
  rate?: number | null;
}
/** A row of a cockpit above the school, after disclosure control. */
interface CockpitRow {
  kind: string;
  code: string;
  name: string;
  schools: number;
  reported: number;
  eligible: number;
  completed: number;
  valid: number;
  participation_rate?: number | null;
  valid_rate?: number | null;
  severity: { l1: Severity; l2: Severity; l3: Severity; l0: Severity };
  hidden?: string | null;
  rates_hidden?: string | null;
}
interface Cockpit {
  campaign: { id: string; year: number; title: string; state: string };
  as_of?: string | null;
  coverage?: number | null;
  scope: string;
  total: CockpitRow;
  levels: CockpitRow[];
  units: CockpitRow[];
  notice: string;
  definition: string;
  synthetic: boolean;
}
interface SchoolSeverity {
  l1: number;
  l2: number;
  l3: number;
  l0: number;
  crisis: number;
  l1_rate?: number | null;
  l2_rate?: number | null;
  l3_rate?: number | null;
  l0_rate?: number | null;
}
interface SchoolFigures {
  eligible: number;
  completed: number;
  valid: number;
  inv: number;
  participation_rate?: number | null;
  valid_rate?: number | null;
  /** Missing for who may see participation only. */
  severity?: SchoolSeverity | null;
}
interface Grouped {
  training_level: TrainingLevel;
  college: string;
}
interface SchoolGroup extends Grouped {
  figures: SchoolFigures;
}
interface SchoolCockpit {
  campaign_id: string;
  campaign_title: string;
  school_name: string;
  notice: string;
  total: SchoolFigures;
  groups: SchoolGroup[];
}

interface EligibleGroup extends Grouped {
  persons: number;
}
interface LateSchool {
  school_id: string;
  name: string;
  /** 0: not stated. */
  eligible: number;
  completed: number;
  last_import_at?: string | null;
}
interface LevelCounts {
  completed: number;
  valid: number;
  l1: number;
  l2: number;
  l3: number;
  l0: number;
  inv: number;
  crisis: number;
}
interface ImportFigures {
  before: LevelCounts;
  after: LevelCounts;
  moves: { from: string; to: string; count: number }[];
}
interface ResultImport {
  id: string;
  campaign_id: string;
  filename: string;
  sha256?: string | null;
  state: ImportState;
  rows: number;
  faults: number;
  created: number;
  changed: number;
  unchanged: number;
  withdrawn: number;
  figures?: ImportFigures | null;
  error?: string | null;
  account_name: string;
  created_at: string;
  done_at?: string | null;
}
interface ResultFault {
  line: number;
  column: string;
  code: string;
  detail: string;
}
interface Contact {
  id: string;
  college: string;
  level: string;
  crisis: boolean;
  state: 'open' | 'done' | 'lapsed';
  due_at: string;
  overdue: boolean;
  account_name?: string | null;
  done_at?: string | null;
  note?: string | null;
  created_at: string;
}
interface ContactPerson {
  id: string;
  student_no: string;
  name: string;
  gender: string;
  college: string;
  training_level: TrainingLevel;
  enrol_year: number;
  level: string;
  crisis: boolean;
  triggers: string[];
}
interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  total?: number | null;
}

export interface CensusSchemas {
  TrainingLevel: TrainingLevel;
  CampaignState: CampaignState;
  Campaign: Campaign;
  CampaignPart: CampaignPart;
  LocalCampaign: LocalCampaign;
  NewCampaign: NewCampaign;
  Instrument: Instrument;
  Cockpit: Cockpit;
  CockpitRow: CockpitRow;
  SchoolCockpit: SchoolCockpit;
  SchoolFigures: SchoolFigures;
  SchoolGroup: SchoolGroup;
  EligibleGroup: EligibleGroup;
  LateSchool: LateSchool;
  ImportFigures: ImportFigures;
  LevelCounts: LevelCounts;
  ResultImport: ResultImport;
  ResultFault: ResultFault;
  Contact: Contact;
  ContactPerson: ContactPerson;
}

interface Header {
  'Idempotency-Key'?: string;
  'If-Match'?: string;
}
type None = Record<string, never>;
type Parameters<Path, Query> = { query?: Query; header?: Header } & ([Path] extends [None] ? { path?: never } : { path: Path });
interface Content<Type extends string, Body> {
  headers: Record<string, unknown>;
  content: { [T in Type]: Body };
}
type Operation<Path, Query, Answer, Status extends number> = {
  parameters: Parameters<Path, Query>;
  responses: { [S in Status]: Content<'application/json', Answer> } & { default: Content<'application/problem+json', Problem> };
};
type Body<T> = { requestBody: { content: { 'application/json': T } } };
type Get<Path, Query, Answer> = { parameters: object; get: Operation<Path, Query, Answer, 200> };
type Post<Path, Sent, Answer, Status extends number> = { parameters: object; post: Operation<Path, never, Answer, Status> & Body<Sent> };

type Id = { id: string };
type InProvince = { province: ProvinceCode };
type InSchool = InProvince & { school: SchoolCode };
type InCampaign = InSchool & { campaign: string };
type Paging = { limit?: number; cursor?: string; sort?: string; total?: boolean };
type Of = { campaign: string };
type S = '/provinces/{province}/schools/{school}';
type C = `${S}/campaigns/{campaign}`;

export type CensusPaths = {
  '/instruments': Get<None, None, { items: Instrument[] }>;
  '/campaigns': Get<None, Paging, Page<Campaign>> & Post<None, NewCampaign, Campaign, 201>;
  '/campaigns/{id}': Get<Id, None, Campaign>;
  '/campaigns/{id}/close': { parameters: object; post: Operation<Id, never, Campaign, 202> };
  '/cockpit': Get<None, Of, Cockpit>;
  '/cockpit/provinces/{province}': Get<InProvince, Of, Cockpit>;
  '/provinces/{province}/cockpit': Get<InProvince, Of, Cockpit>;
  '/provinces/{province}/campaigns': Get<InProvince, None, { items: LocalCampaign[] }>;
  '/provinces/{province}/campaigns/{id}/late': Get<InProvince & Id, Paging, Page<LateSchool>>;
} & { [P in `${S}/cockpit`]: Get<InSchool, Of, SchoolCockpit> } & {
  [P in `${S}/participation`]: Get<InSchool, Of, SchoolCockpit>;
} & {
  [P in `${C}/eligible`]: Get<InCampaign, None, { items: EligibleGroup[] }> & {
    put: Operation<InCampaign, never, { items: EligibleGroup[] }, 200> & Body<{ items: EligibleGroup[] }>;
  };
} & { [P in `${C}/result-imports`]: Get<InCampaign, Paging, Page<ResultImport>> } & {
  [P in `${C}/result-imports/{import}`]: Get<InCampaign & { import: string }, None, ResultImport>;
} & { [P in `${C}/result-imports/{import}/faults`]: Get<InCampaign & { import: string }, Paging, Page<ResultFault>> } & {
  [P in `${C}/result-imports/{import}/commit`]: Post<InCampaign & { import: string }, { sha256: string }, ResultImport, 202>;
} & { [P in `${C}/contacts`]: Get<InCampaign, Paging & { state?: 'open' | 'done' }, Page<Contact>> } & {
  [P in `${C}/contacts/{contact}/open`]: { parameters: object; post: Operation<InCampaign & { contact: string }, never, ContactPerson, 200> };
} & { [P in `${C}/contacts/{contact}/finish`]: Post<InCampaign & { contact: string }, { note: string }, Contact, 200> };
