// The figures behind the picture: sortable, and the only place that shows everything.
import { Link } from '@tanstack/react-router';
import { Input, Table, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import type { CockpitSearch } from '../../routes/searches';
import { EmptyState } from '../../ui/EmptyState';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { countCell, isPending, LEVEL_KEYS, measureCell, rank, rateCell, reasonsOf, type Row } from './figures';
import { useLevelWord } from './useMeasures';
import { Value } from './Value';

interface Props {
  label: string;
  /** What a row is called. */
  unit: string;
  rows: Row[];
  name: (row: Row) => string;
  /** Provinces lead on to their schools; nothing leads further. */
  drill?: CockpitSearch;
  withSchools: boolean;
  searchable?: boolean;
}
const PAGE = 50;

export function UnitTable({ label, unit, rows, name, drill, withSchools, searchable }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const found = wanted ? rows.filter((row) => name(row).toLowerCase().includes(wanted)) : rows;
  const columns = useColumns(unit, name, drill, withSchools);
  return (
    <>
      {searchable && rows.length > 10 && (
        <Input allowClear className="table-search noprint" value={typed} placeholder={t('cockpit.search')} aria-label={t('cockpit.search')} onChange={(event) => setTyped(event.target.value)} />
      )}
      <ScrollRegion label={label}>
        <Table<Row>
          rowKey="code"
          size="small"
          className="units"
          dataSource={found}
          columns={columns}
          showSorterTooltip={false}
          pagination={found.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
          locale={{ emptyText: wanted ? <EmptyState kind="noMatch" title={t('cockpit.noMatch', { unit })} /> : <EmptyState kind="pending" title={t('cockpit.noUnits', { unit })} /> }}
        />
      </ScrollRegion>
    </>
  );
}

function useColumns(unit: string, name: Props['name'], drill: Props['drill'], withSchools: boolean): TableColumnType<Row>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const level = useLevelWord();
  const number = (title: string, key: string, value: (row: Row) => number): TableColumnType<Row> => ({
    title,
    key,
    align: 'right',
    className: 'digits',
    sorter: (a, b) => value(a) - value(b),
    render: (_, row) => format.number(value(row)),
  });
  const rate = (title: string, measure: 'participation' | 'valid'): TableColumnType<Row> => ({
    title,
    key: measure,
    align: 'right',
    className: 'digits',
    sorter: (a, b) => rank(measureCell(a, measure)) - rank(measureCell(b, measure)),
    render: (_, row) => <Value cell={measureCell(row, measure)} as="rate" />,
  });
  return [
    {
      title: unit,
      key: 'name',
      className: 'unit-name',
      fixed: 'left',
      sorter: (a, b) => name(a).localeCompare(name(b), 'zh-CN'),
      render: (_, row) =>
        drill ? (
          <Link to="/cockpit/$province" params={{ province: row.code }} search={drill}>
            {name(row)}
          </Link>
        ) : (
          name(row)
        ),
    },
    ...(withSchools
      ? [{ ...number(t('cockpit.reportedCount'), 'reported', (row) => row.reported), render: (_: unknown, row: Row) => `${format.number(row.reported)}/${format.number(row.schools)}` }]
      : []),
    number(t('cockpit.eligible'), 'eligible', (row) => row.eligible),
    number(t('cockpit.completed'), 'completed', (row) => row.completed),
    rate(t('cockpit.participation'), 'participation'),
    rate(t('cockpit.validRate'), 'valid'),
    ...LEVEL_KEYS.map(
      (key): TableColumnType<Row> => ({
        title: level(key),
        key,
        align: 'right',
        className: 'digits level-cell',
        sorter: (a, b) => rank(rateCell(a, key)) - rank(rateCell(b, key)),
        render: (_, row) => <LevelCell row={row} level={key} />,
      }),
    ),
    {
      title: t('cockpit.note'),
      key: 'note',
      className: 'note-cell',
      render: (_, row) => (isPending(row) ? t('cockpit.pending') : reasonsOf(row).map((reason) => t(`hidden.short.${reason}`)).join(format.comma) || '—'),
    },
  ];
}

function LevelCell({ row, level }: { row: Row; level: (typeof LEVEL_KEYS)[number] }) {
  const format = useFormat();
  if (isPending(row)) return <>—</>;
  const count = countCell(row, level);
  const rate = rateCell(row, level);
  return (
    <>
      <Value cell={rate} as="rate" />
      {count.kind === 'value' && <small>{format.number(count.value)}</small>}
    </>
  );
}
