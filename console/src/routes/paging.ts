// Cursor paging: the address carries the cursor and the number of the page, the history entry
// carries the cursors of the pages before it. A shared link has no such trail: from there the
// way back leads to the first page.
import type { ListSearch } from './search';

export interface Step<S> {
  search: S;
  trail: string[];
}
/** The first page has no cursor; it stands in a trail as ''. */
const FIRST = '';

export function nextPage<S extends ListSearch>(search: S, trail: string[], cursor: string): Step<S> {
  return {
    search: { ...search, cursor, page: (search.page ?? 1) + 1, open: undefined, mode: undefined },
    trail: [...trail, search.cursor ?? FIRST],
  };
}

export function previousPage<S extends ListSearch>(search: S, trail: string[]): Step<S> {
  const last = trail[trail.length - 1];
  if (!last) return firstPage(search);
  const page = (search.page ?? 2) - 1;
  return { search: { ...search, cursor: last, page: page > 1 ? page : undefined, open: undefined, mode: undefined }, trail: trail.slice(0, -1) };
}

export function firstPage<S extends ListSearch>(search: S): Step<S> {
  return { search: { ...search, cursor: undefined, page: undefined, open: undefined, mode: undefined }, trail: [] };
}

export const canGoBack = (search: ListSearch, trail: string[]) => Boolean(search.cursor) && trail.length > 0;
