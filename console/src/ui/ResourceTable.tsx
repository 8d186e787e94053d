// Every list of the console: state in the address, server paging and sorting, column settings,
// and words for each way in which it can be empty or fail.
import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Table, type TableColumnType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListState } from '../routes/list-state';
import type { ListSearch } from '../routes/search';
import { useHiddenColumns } from './columns';
import { EmptyState, type EmptyStateProps } from './EmptyState';
import { Pager, type PageInfo } from './Pager';
import { ProblemView } from './ProblemView';
import { ScrollRegion } from './ScrollRegion';

export interface Column<T> extends TableColumnType<T> {
  key: string;
  /** As text, for the column settings. */
  title: string;
  /** Whether the server sorts by `key`. */
  sortable?: boolean;
  /** Always shown: the link to the item, the actions. */
  fixedIn?: boolean;
  hiddenByDefault?: boolean;
}

interface Props<T, S extends ListSearch> {
  id: string;
  label: string;
  list: ListState<S>;
  query: { data?: { items: T[] } & PageInfo; error: unknown; isFetching: boolean; isPending: boolean; refetch: () => unknown };
  columns: Column<T>[];
  rowKey?: keyof T & string;
  none: Omit<EmptyStateProps, 'kind'>;
  paged?: boolean;
  /** No row has anything that takes the focus, so that the table itself must take it to be scrolled. */
  linkless?: boolean;
  toolbar?: ReactNode;
  /** Rows that can be chosen, over several pages. */
  selection?: { keys: string[]; onChange: (keys: string[]) => void; label: (row: T) => string };
}

export function ResourceTable<T extends object, S extends ListSearch>(props: Props<T, S>) {
  const { id, label, list, query, columns, rowKey = 'id' as keyof T & string, none, paged = true, linkless, toolbar, selection } = props;
  const { t } = useTranslation();
  const settings = useHiddenColumns(
    id,
    columns.filter((column) => column.hiddenByDefault).map((column) => column.key),
  );
  if (query.error && !query.data) return <ProblemView problem={query.error} retry={() => void query.refetch()} />;

  const sort = list.search.sort;
  const shown = columns
    .filter((column) => column.fixedIn || !settings.hidden.includes(column.key))
    .map(({ sortable, fixedIn: _f, hiddenByDefault: _h, ...column }) => ({
      ...column,
      ...(sortable && {
        sorter: true,
        sortOrder: sort === column.key ? ('ascend' as const) : sort === `-${column.key}` ? ('descend' as const) : null,
      }),
    }));
  const choosable = columns.filter((column) => !column.fixedIn);
  const empty = list.filtered ? (
    <EmptyState
      kind="noMatch"
      title={t('empty.noMatchTitle')}
      text={t('empty.noMatchText')}
      action={<Button onClick={list.clear}>{t('empty.clear')}</Button>}
    />
  ) : (
    <EmptyState kind="none" {...none} />
  );

  const table = (
    <Table<T>
      rowKey={rowKey}
      size="middle"
      columns={shown}
      dataSource={query.data?.items ?? []}
      loading={query.isFetching}
      pagination={false}
      rowSelection={
        selection && {
          selectedRowKeys: selection.keys,
          preserveSelectedRowKeys: true,
          columnWidth: 44,
          onChange: (keys) => selection.onChange(keys.map(String)),
          getCheckboxProps: (row) => ({ 'aria-label': selection.label(row) }) as object,
          getTitleCheckboxProps: () => ({ 'aria-label': t('list.chooseAll') }) as object,
        }
      }
      scroll={linkless ? undefined : { x: 'max-content' }}
      showSorterTooltip={false}
      locale={{ emptyText: query.isPending ? <div className="empty">{t('common.loading')}</div> : empty }}
      onChange={(_page, _filters, sorter) => {
        const one = Array.isArray(sorter) ? sorter[0] : sorter;
        const next = one?.order ? `${one.order === 'descend' ? '-' : ''}${String(one.columnKey)}` : undefined;
        list.filter({ sort: next } as Partial<S>);
      }}
    />
  );
  return (
    <section aria-label={label} className="resource">
      <div className="resource-bar noprint">
        <div className="resource-tools">{toolbar}</div>
        <Popover
          trigger="click"
          placement="bottomRight"
          getPopupContainer={(button) => button.parentElement ?? document.body}
          title={t('list.columnsHint')}
          content={
            <div className="column-list">
              {choosable.map((column) => (
                <Checkbox
                  key={column.key}
                  checked={!settings.hidden.includes(column.key)}
                  onChange={(event) =>
                    settings.hide(
                      event.target.checked
                        ? settings.hidden.filter((key) => key !== column.key)
                        : [...settings.hidden, column.key],
                    )
                  }
                >
                  {column.title}
                </Checkbox>
              ))}
              <Button size="small" onClick={settings.reset}>
                {t('list.columnsReset')}
              </Button>
            </div>
          }
        >
          <Button icon={<SettingOutlined aria-hidden />}>{t('list.columns')}</Button>
        </Popover>
      </div>
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : null}
      {linkless ? <ScrollRegion label={label}>{table}</ScrollRegion> : table}
      {paged && <Pager list={list} info={query.data} />}
    </section>
  );
}
