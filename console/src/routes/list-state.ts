// The state of a list lives in the address: this reads it and writes it.
import { useNavigate, useRouterState, useSearch } from '@tanstack/react-router';
import { canGoBack, firstPage, nextPage, previousPage, type Step } from './paging';
import { compact, SIZE, type ListSearch } from './search';

const FRAME = new Set(['sort', 'size', 'cursor', 'page', 'open', 'mode']);

export function useListState<S extends ListSearch>() {
  const valid: unknown = useSearch({ strict: false });
  const search = valid as S;
  const trail = useRouterState({ select: (state) => state.location.state.trail }) ?? [];
  const navigate = useNavigate();
  const go = (step: Step<S>) =>
    void navigate({ to: '.', search: compact(step.search) as never, state: { trail: step.trail } });
  return {
    search,
    size: search.size ?? SIZE,
    page: search.page ?? 1,
    /** Whether any condition narrows the list. */
    filtered: Object.keys(search).some((key) => !FRAME.has(key)),
    /** Any change of a condition starts again at the first page. */
    filter: (change: Partial<S>) => go(firstPage({ ...search, ...change })),
    clear: () => go(firstPage({ sort: search.sort, size: search.size } as S)),
    next: (cursor: string) => go(nextPage(search, trail, cursor)),
    previous: () => go(previousPage(search, trail)),
    first: () => go(firstPage(search)),
    canGoBack: canGoBack(search, trail),
    open: (id: string | undefined, mode?: 'edit') => go({ search: { ...search, open: id, mode }, trail }),
  };
}
export type ListState<S extends ListSearch> = ReturnType<typeof useListState<S>>;
