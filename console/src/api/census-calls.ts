// Every address of the census in one place: what is asked of it, and by which name it is remembered.
import { keepPreviousData } from '@tanstack/react-query';
import { $api, answer, client, type Schemas } from './client';
import { download, upload } from './files';
import type { ProvinceCode } from './session';

type Campaign = Schemas['Campaign'];
export type SchoolCode = Schemas['SchoolRef']['id'];
export interface AtSchool {
  province: ProvinceCode;
  school: SchoolCode;
  campaign: string;
}
interface Paging {
  limit: number;
  cursor?: string;
  sort?: string;
}
const POLL = 2000;
const paged = { placeholderData: keepPreviousData };

// ── the ministry ──
export const useInstruments = () => $api.useQuery('get', '/instruments', {}, { staleTime: Infinity });
export const useCampaigns = (enabled = true) => $api.useQuery('get', '/campaigns', { params: { query: { limit: 100 } } }, { enabled });

const moving = (one: Campaign | undefined) =>
  one && (one.state === 'opening' || one.state === 'closing' || one.parts?.some((part) => part.state === 'waiting' || part.state === 'running'));
export const useCampaign = (id: string) =>
  $api.useQuery('get', '/campaigns/{id}', { params: { path: { id } } }, { refetchInterval: (it) => (moving(it.state.data) ? POLL : false) });
export const openCampaign = (body: Schemas['NewCampaign'], key: string) =>
  answer(client.POST('/campaigns', { params: { header: { 'Idempotency-Key': key } }, body }));
export const closeCampaign = ({ id, version }: Campaign) =>
  answer(client.POST('/campaigns/{id}/close', { params: { path: { id }, header: { 'If-Match': `"${version}"` } } }));

// ── cockpits ──
const of = (campaign: string | undefined) => ({ query: { campaign: campaign ?? '' } });
const when = (campaign: string | undefined) => ({ enabled: Boolean(campaign), placeholderData: keepPreviousData });
export const useNationalCockpit = (campaign?: string) =>
  $api.useQuery('get', '/cockpit', { params: of(campaign) }, when(campaign));
export const useCockpitOfProvince = (province: ProvinceCode, campaign?: string) =>
  $api.useQuery('get', '/cockpit/provinces/{province}', { params: { path: { province }, ...of(campaign) } }, when(campaign));
export const useProvinceCockpit = (province: ProvinceCode, campaign?: string) =>
  $api.useQuery('get', '/provinces/{province}/cockpit', { params: { path: { province }, ...of(campaign) } }, when(campaign));
export const useSchoolCockpit = (province: ProvinceCode, school: SchoolCode, campaign?: string) =>
  $api.useQuery('get', '/provinces/{province}/schools/{school}/cockpit', { params: { path: { province, school }, ...of(campaign) } }, when(campaign));
export const useParticipation = (province: ProvinceCode, school: SchoolCode, campaign?: string) =>
  $api.useQuery('get', '/provinces/{province}/schools/{school}/participation', { params: { path: { province, school }, ...of(campaign) } }, when(campaign));

// ── a province and its schools ──
export const useLocalCampaigns = (province: ProvinceCode, enabled = true) =>
  $api.useQuery('get', '/provinces/{province}/campaigns', { params: { path: { province } } }, { enabled });
export const useLateSchools = (province: ProvinceCode, id: string, query: Paging) =>
  $api.useQuery('get', '/provinces/{province}/campaigns/{id}/late', { params: { path: { province, id }, query: { ...query, total: true } } }, paged);

export const useEligible = (at: AtSchool) =>
  $api.useQuery('get', '/provinces/{province}/schools/{school}/campaigns/{campaign}/eligible', { params: { path: at } });
export const stateEligible = (at: AtSchool, items: Schemas['EligibleGroup'][]) =>
  answer(client.PUT('/provinces/{province}/schools/{school}/campaigns/{campaign}/eligible', { params: { path: at }, body: { items } }));

// ── results ──
const base = ({ province, school, campaign }: AtSchool) => `/provinces/${province}/schools/${school}/campaigns/${campaign}`;
export const resultTemplate = (at: AtSchool, format: 'csv' | 'xlsx', name: string) =>
  download(`${base(at)}/results-template?format=${format}`, `${name}.${format}`);
export const uploadResults = (at: AtSchool, file: File, onProgress: (percent: number) => void) =>
  upload<Schemas['ResultImport']>(`${base(at)}/result-imports?filename=${encodeURIComponent(file.name)}`, file, onProgress);
export const useResultImports = (at: AtSchool, live: boolean) =>
  $api.useQuery(
    'get',
    '/provinces/{province}/schools/{school}/campaigns/{campaign}/result-imports',
    { params: { path: at, query: { limit: 20 } } },
    { refetchInterval: live ? POLL : false },
  );
export const BUSY: readonly string[] = ['reading', 'committing'];
export const useResultImport = (at: AtSchool, id: string | undefined) =>
  $api.useQuery(
    'get',
    '/provinces/{province}/schools/{school}/campaigns/{campaign}/result-imports/{import}',
    { params: { path: { ...at, import: id ?? '' } } },
    { enabled: Boolean(id), refetchInterval: (it) => (BUSY.includes(it.state.data?.state ?? '') ? POLL : false) },
  );
export const useResultFaults = (at: AtSchool, id: string, query: Paging) =>
  $api.useQuery(
    'get',
    '/provinces/{province}/schools/{school}/campaigns/{campaign}/result-imports/{import}/faults',
    { params: { path: { ...at, import: id }, query } },
    paged,
  );
export const commitResults = (at: AtSchool, one: Schemas['ResultImport']) =>
  answer(
    client.POST('/provinces/{province}/schools/{school}/campaigns/{campaign}/result-imports/{import}/commit', {
      params: { path: { ...at, import: one.id } },
      body: { sha256: one.sha256 ?? '' },
    }),
  );

// ── contacts ──
export const useContacts = (at: AtSchool, query: Paging & { state?: 'open' | 'done' }) =>
  $api.useQuery(
    'get',
    '/provinces/{province}/schools/{school}/campaigns/{campaign}/contacts',
    { params: { path: at, query } },
    { ...paged, enabled: Boolean(at.campaign) },
  );
/** Who it is. The answer is kept by the page that shows it and by nothing else. */
export const openContact = (at: AtSchool, contact: string) =>
  answer(
    client.POST('/provinces/{province}/schools/{school}/campaigns/{campaign}/contacts/{contact}/open', {
      params: { path: { ...at, contact } },
    }),
  );
export const finishContact = (at: AtSchool, contact: string, note: string) =>
  answer(
    client.POST('/provinces/{province}/schools/{school}/campaigns/{campaign}/contacts/{contact}/finish', {
      params: { path: { ...at, contact } },
      body: { note },
    }),
  );
