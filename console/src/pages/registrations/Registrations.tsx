import { keepPreviousData } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import { REGISTRATION_STATES, type RegistrationSearch } from '../../routes/searches';
import { ChoiceFilter, FilterBar } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ResourceTable, type Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { RegistrationDrawer } from './RegistrationDrawer';
import { TONE } from './tone';

type Registration = Schemas['Registration'];

export default function Registrations() {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word, options } = useCodes();
  const list = useListState<RegistrationSearch>();
  const { search } = list;
  const query = $api.useQuery(
    'get',
    '/registrations',
    { params: { query: { state: search.state, limit: list.size, cursor: search.cursor } } },
    { placeholderData: keepPreviousData },
  );
  const columns: Column<Registration>[] = [
    {
      key: 'name',
      title: t('registrations.name'),
      fixedIn: true,
      render: (_, one) => (
        <Button type="link" className="cell-link" onClick={() => list.open(one.id)}>
          {one.name}
        </Button>
      ),
    },
    { key: 'role', title: t('registrations.role'), dataIndex: 'role_name' },
    { key: 'unit', title: t('registrations.unit'), render: (_, one) => one.school?.name ?? one.unit },
    { key: 'state', title: t('registrations.state'), render: (_, one) => <StateTag state={TONE[one.state]} word={word(book.registrationState, one.state)} /> },
    { key: 'submitted_at', title: t('registrations.submittedAt'), className: 'digits', render: (_, one) => format.time(one.submitted_at) },
    { key: 'reviewer', title: t('registrations.reviewer'), render: (_, one) => one.reviewer ?? '—' },
    { key: 'decided_at', title: t('registrations.decidedAt'), hiddenByDefault: true, className: 'digits', render: (_, one) => format.time(one.decided_at) },
  ];
  return (
    <Page title={t('registrations.title')} note={t('registrations.note')}>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <ChoiceFilter label={t('registrations.state')} value={search.state} options={options(book.registrationState, REGISTRATION_STATES)} onChange={(state) => list.filter({ state })} />
      </FilterBar>
      <ResourceTable id="registrations" label={t('registrations.title')} list={list} query={query} columns={columns} none={{ title: t('registrations.none'), text: t('registrations.noneText') }} />
      {search.open && <RegistrationDrawer id={search.open} onClose={() => list.open(undefined)} />}
    </Page>
  );
}
