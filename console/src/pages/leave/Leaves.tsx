import { keepPreviousData } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import { LEAVE_STATES, type LeaveSearch } from '../../routes/searches';
import { ChoiceFilter, FilterBar } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ResourceTable, type Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { useCooling } from './cooling';
import { LeaveDrawer } from './LeaveDrawer';

type Leave = Schemas['Leave'];

export default function Leaves() {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word, options } = useCodes();
  const cooling = useCooling();
  const list = useListState<LeaveSearch>();
  const { search } = list;
  const query = $api.useQuery(
    'get',
    '/leaves',
    { params: { query: { state: search.state, limit: list.size, cursor: search.cursor } } },
    { placeholderData: keepPreviousData },
  );
  const columns: Column<Leave>[] = [
    {
      key: 'name',
      title: t('leave.name'),
      fixedIn: true,
      render: (_, leave) => (
        <Button type="link" className="cell-link" onClick={() => list.open(leave.id)}>
          {leave.name}
        </Button>
      ),
    },
    { key: 'login', title: t('leave.login'), dataIndex: 'login' },
    { key: 'school', title: t('leave.school'), render: (_, leave) => leave.school?.name ?? t('leave.wholeUnit') },
    { key: 'state', title: t('leave.state'), render: (_, leave) => <StateTag state={leave.state === 'complete' ? 'done' : 'waiting'} word={word(book.leaveState, leave.state)} /> },
    {
      key: 'progress',
      title: t('leave.progress'),
      className: 'digits',
      render: (_, leave) => t('leave.progressOf', { done: leave.items.filter((item) => item.done).length, all: leave.items.length }),
    },
    { key: 'last_day', title: t('leave.lastDay'), className: 'digits', dataIndex: 'last_day' },
    { key: 'cooling', title: t('leave.cooling'), className: 'digits', render: (_, leave) => cooling(leave) },
    { key: 'started_by', title: t('leave.startedBy'), hiddenByDefault: true, dataIndex: 'started_by' },
    { key: 'started_at', title: t('leave.startedAt'), hiddenByDefault: true, className: 'digits', render: (_, leave) => format.time(leave.started_at) },
  ];
  return (
    <Page title={t('leave.title')} note={t('leave.note')}>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <ChoiceFilter label={t('leave.state')} value={search.state} options={options(book.leaveState, LEAVE_STATES)} onChange={(state) => list.filter({ state })} />
      </FilterBar>
      <ResourceTable id="leaves" label={t('leave.title')} list={list} query={query} columns={columns} none={{ title: t('leave.none'), text: t('leave.noneText') }} />
      {search.open && <LeaveDrawer id={search.open} onClose={() => list.open(undefined)} />}
    </Page>
  );
}
