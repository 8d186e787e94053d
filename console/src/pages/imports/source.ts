// What is imported, schools of a province or of the whole country or staff, has the same five routes.
import { answer, client, type Schemas } from '../../api/client';
import { download, upload } from '../../api/files';
import type { ProvinceCode } from '../../api/session';

type Import = Schemas['Import'];
type Rows = Schemas['Page_ImportRow'];
export interface RowQuery {
  only?: Schemas['RowAction'];
  limit: number;
  cursor?: string;
}

export interface ImportSource {
  scope: 'province' | 'national' | 'staff';
  /** Distinguishes what is cached. */
  key: string;
  template: (format: 'csv' | 'xlsx', name: string) => Promise<void>;
  upload: (file: File, onProgress: (percent: number) => void) => Promise<Import>;
  read: (id: string) => Promise<Import>;
  rows: (id: string, query: RowQuery) => Promise<Rows>;
  commit: (id: string, sha256: string) => Promise<Import>;
  result: (one: Import) => Promise<void>;
}

const files = (base: string) => ({
  template: (format: 'csv' | 'xlsx', name: string) => download(`${base}/template?format=${format}`, `${name}.${format}`),
  upload: (file: File, onProgress: (percent: number) => void) =>
    upload<Import>(`${base}?filename=${encodeURIComponent(file.name)}`, file, onProgress),
  result: (one: Import) => download(`${base}/${one.id}/result`, one.filename),
});

export function provinceSource(province: ProvinceCode): ImportSource {
  const path = (id: string) => ({ province, id });
  return {
    scope: 'province',
    key: province,
    ...files(`/provinces/${province}/school-imports`),
    read: (id) => answer(client.GET('/provinces/{province}/school-imports/{id}', { params: { path: path(id) } })),
    rows: (id, query) => answer(client.GET('/provinces/{province}/school-imports/{id}/rows', { params: { path: path(id), query } })),
    commit: (id, sha256) =>
      answer(client.POST('/provinces/{province}/school-imports/{id}/commit', { params: { path: path(id) }, body: { sha256 } })),
  };
}

export const nationalSource: ImportSource = {
  scope: 'national',
  key: 'national',
  ...files('/school-imports'),
  read: (id) => answer(client.GET('/school-imports/{id}', { params: { path: { id } } })),
  rows: (id, query) => answer(client.GET('/school-imports/{id}/rows', { params: { path: { id }, query } })),
  commit: (id, sha256) => answer(client.POST('/school-imports/{id}/commit', { params: { path: { id } }, body: { sha256 } })),
};

export const staffSource: ImportSource = {
  scope: 'staff',
  key: 'staff',
  ...files('/staff-imports'),
  read: (id) => answer(client.GET('/staff-imports/{id}', { params: { path: { id } } })),
  rows: (id, query) => answer(client.GET('/staff-imports/{id}/rows', { params: { path: { id }, query } })),
  commit: (id, sha256) => answer(client.POST('/staff-imports/{id}/commit', { params: { path: { id } }, body: { sha256 } })),
};
