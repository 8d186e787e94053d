// The rows of the file: what will happen to each, and what is wrong with it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Radio, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import { ROW_ACTIONS, type ImportSearch } from '../../routes/searches';
import { EmptyState } from '../../ui/EmptyState';
import { Pager } from '../../ui/Pager';
import { ProblemView } from '../../ui/ProblemView';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { RowRemarks } from './RowRemarks';
import type { ImportSource } from './source';

type Row = Schemas['ImportRow'];

export function RowTable({ source, one }: { source: ImportSource; one: Schemas['Import'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState<ImportSearch>();
  const { book, word } = useCodes();
  const actions = ROW_ACTIONS.filter((action) => source.scope !== 'staff' || action !== 'update');
  const counts = { error: one.failed, create: one.created, update: one.updated, unchanged: one.unchanged };
  // Errors come first when there are any: they are what must be read.
  const only = list.search.only ?? actions.find((action) => counts[action] > 0) ?? 'unchanged';
  const query = useQuery({
    queryKey: ['import-rows', source.key, one.id, only, list.size, list.search.cursor],
    queryFn: () => source.rows(one.id, { only, limit: list.size, cursor: list.search.cursor }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Radio.Group
        className="gap"
        optionType="button"
        value={only}
        aria-label={t('imports.filterAction')}
        onChange={(event) => list.filter({ only: event.target.value as Row['action'] })}
        options={actions.map((action) => ({ value: action, label: `${t(`imports.${action}`)} ${format.number(counts[action])}` }))}
      />
      {query.error ? (
        <ProblemView problem={query.error} retry={() => void query.refetch()} />
      ) : (
        <ScrollRegion label={t('imports.table')}>
        <Table<Row>
          rowKey="line"
          size="small"
          loading={query.isFetching}
          dataSource={query.data?.items ?? []}
          pagination={false}
          locale={{ emptyText: <EmptyState kind="noMatch" title={t('imports.noneOfKind')} /> }}
          columns={[
            { title: t('imports.line'), key: 'line', align: 'right', className: 'digits', width: 72, render: (_, row) => row.line || '—' },
            { title: t('imports.action'), key: 'action', width: 80, render: (_, row) => <StateTag state={row.action} word={t(`imports.${row.action}`)} /> },
            ...(source.scope === 'staff'
              ? [
                  { title: t('accounts.login'), key: 'login', render: (_: unknown, row: Row) => row.login ?? '—' },
                  { title: t('accounts.name'), key: 'name', render: (_: unknown, row: Row) => row.name ?? '—' },
                  { title: t('accounts.role'), key: 'role', render: (_: unknown, row: Row) => (row.role ? word(book.role, row.role) : '—') },
                ]
              : [
                  { title: t('imports.code'), key: 'code', className: 'digits', width: 130, render: (_: unknown, row: Row) => row.school_id ?? '—' },
                  { title: t('imports.name'), key: 'name', render: (_: unknown, row: Row) => row.name ?? '—' },
                ]),
            { title: t('imports.problems'), key: 'remarks', render: (_, row) => <RowRemarks row={row} /> },
          ]}
        />
        </ScrollRegion>
      )}
      <Pager list={list} info={query.data} />
    </>
  );
}
