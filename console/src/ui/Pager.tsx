import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format';
import { SIZES, type ListSearch } from '../routes/search';
import type { ListState } from '../routes/list-state';
import { Select } from './Select';

export interface PageInfo {
  next_cursor?: string | null;
  total?: number | null;
}

export function Pager<S extends ListSearch>({ list, info }: { list: ListState<S>; info: PageInfo | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = info?.total;
  const next = info?.next_cursor;
  return (
    <nav className="pager noprint" aria-label={t('list.paging')}>
      <span className="pager-total" aria-live="polite">
        {typeof total === 'number' && t('list.total', { n: format.number(total) })}
      </span>
      <Select
        value={list.size}
        aria-label={t('list.pageSize')}
        popupMatchSelectWidth={false}
        options={SIZES.map((n) => ({ value: n, label: t('list.perPage', { n }) }))}
        onChange={(size) => list.filter({ size } as Partial<S>)}
      />
      {list.page > 1 && <Button onClick={list.first}>{t('list.first')}</Button>}
      <Button disabled={!list.canGoBack} onClick={list.previous}>
        {t('list.previous')}
      </Button>
      <span className="pager-page">{t('list.page', { n: list.page })}</span>
      <Button disabled={!next} onClick={() => next && list.next(next)}>
        {t('list.next')}
      </Button>
    </nav>
  );
}
