import { keepPreviousData } from '@tanstack/react-query';
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { dayRange, useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import { OUTCOMES, type AuditSearch } from '../../routes/searches';
import { ChoiceFilter, FilterBar, TextFilter } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ResourceTable, type Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { AuditDrawer } from './AuditDrawer';
import { useAuditWords } from './words';

type Entry = Schemas['AuditEntry'];

export default function Audit() {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word, options } = useCodes();
  const words = useAuditWords();
  const list = useListState<AuditSearch>();
  const { search } = list;
  const query = $api.useQuery(
    'get',
    '/audit',
    {
      params: {
        query: {
          q: search.q,
          operation: search.operation,
          outcome: search.outcome,
          ...dayRange(search.from, search.to),
          limit: list.size,
          cursor: search.cursor,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  const columns: Column<Entry>[] = [
    {
      key: 'at',
      title: t('audit.at'),
      fixedIn: true,
      className: 'digits',
      render: (_, entry) => (
        <Button type="link" className="cell-link" onClick={() => list.open(entry.id)}>
          <time dateTime={entry.at}>{format.time(entry.at)}</time>
        </Button>
      ),
    },
    { key: 'operation', title: t('audit.operation'), render: (_, entry) => words.operation(entry.operation) },
    { key: 'outcome', title: t('audit.outcome'), render: (_, entry) => <StateTag state={entry.outcome} word={word(book.outcome, entry.outcome)} /> },
    { key: 'actor', title: t('audit.actor'), render: (_, entry) => words.actor(entry) },
    { key: 'object', title: t('audit.object'), render: (_, entry) => words.object(entry) },
    { key: 'reason', title: t('audit.reason'), ellipsis: true, width: 220, render: (_, entry) => words.reason(entry) },
    { key: 'network', title: t('audit.network'), hiddenByDefault: true, className: 'digits', render: (_, entry) => entry.network ?? '—' },
    { key: 'request_id', title: t('audit.requestId'), hiddenByDefault: true, render: (_, entry) => entry.request_id ?? '—' },
  ];
  const operations = Object.entries(book.operation).map(([value, label]) => ({ value, label }));
  const opened = query.data?.items.find((entry) => entry.id === search.open);
  return (
    <Page title={t('audit.title')}>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <TextFilter value={search.q} label={t('audit.q')} onSearch={(q) => list.filter({ q })} />
        <ChoiceFilter label={t('audit.operation')} value={search.operation} options={operations} onChange={(operation) => list.filter({ operation })} />
        <ChoiceFilter label={t('audit.outcome')} value={search.outcome} options={options(book.outcome, OUTCOMES)} onChange={(outcome) => list.filter({ outcome })} />
        <DatePicker.RangePicker
          allowEmpty={[true, true]}
          value={[search.from ? dayjs(search.from) : null, search.to ? dayjs(search.to) : null]}
          placeholder={[t('audit.from'), t('audit.to')]}
          aria-label={t('audit.range')}
          onChange={(range) => list.filter({ from: range?.[0]?.format('YYYY-MM-DD'), to: range?.[1]?.format('YYYY-MM-DD') })}
        />
      </FilterBar>
      <ResourceTable id="audit" label={t('audit.title')} list={list} query={query} columns={columns} none={{ title: t('audit.none'), text: t('audit.noneText') }} />
      {opened && <AuditDrawer entry={opened} onClose={() => list.open(undefined)} />}
    </Page>
  );
}
