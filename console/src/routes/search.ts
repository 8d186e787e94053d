// What an address may carry. Everything is text; what does not fit is dropped, never an error.
export type Raw = Record<string, unknown>;

export interface ListSearch {
  q?: string;
  sort?: string;
  size?: number;
  cursor?: string;
  page?: number;
  /** Id of the item whose drawer is open, or `new`. */
  open?: string;
  /** Whether that drawer edits. */
  mode?: 'edit';
}

export const SIZES = [20, 50, 100] as const;
export const SIZE = 20;

export function text(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return String(value).slice(0, 500);
}

export function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((known) => known === value);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
export function day(value: unknown): string | undefined {
  return typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** Drops what is not there, so that addresses stay short. */
export function compact<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}

export function listSearch(raw: Raw, sortable: readonly string[]): ListSearch {
  const size = SIZES.find((known) => known === Number(raw.size));
  const page = Number(raw.page);
  const cursor = text(raw.cursor);
  return compact<ListSearch>({
    q: text(raw.q),
    sort: oneOf(
      sortable.flatMap((key) => [key, `-${key}`]),
      raw.sort,
    ),
    size: size === SIZE ? undefined : size,
    cursor,
    page: cursor && Number.isInteger(page) && page > 1 ? page : undefined,
    open: text(raw.open),
    mode: raw.open && raw.mode === 'edit' ? 'edit' : undefined,
  });
}

/** Only a path of our own may be gone back to after signing in. */
export function ownPath(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}

export const parseSearch = (search: string): Raw => Object.fromEntries(new URLSearchParams(search));

export function stringifySearch(search: Raw): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  const query = new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString();
  return query && `?${query}`;
}
