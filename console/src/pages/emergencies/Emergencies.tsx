// Life in danger: what was asked for, who confirmed, how long it runs, whether it was reported. The list names no student.
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEmergencies, type Emergency } from '../../api/emergency-calls';
import { can, placeOf, schoolsOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import { EMERGENCY_STATES, type EmergencySearch } from '../../routes/searches';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { ChoiceFilter, FilterBar } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ResourceTable, type Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { EmergencyDrawer } from './EmergencyDrawer';
import { RequestEmergency } from './RequestEmergency';
import { TONE } from './tone';
import { useEmergencyWords } from './words';

export default function Emergencies() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const { book, options } = useCodes();
  const province = placeOf(me);
  const school = schoolsOf(me)[0];
  const list = useListState<EmergencySearch>();
  const { search } = list;
  const query = useEmergencies(province, { state: search.state, limit: list.size, cursor: search.cursor });
  const [asking, setAsking] = useState(false);
  const columns = useColumns(list.open, !school);
  const opened = query.data?.items.find((one) => one.id === search.open);
  const asks = school && (can(me, 'emergency.request') || can(me, 'contact.list'));
  return (
    <Page
      title={t('emergencies.title')}
      note={t(school ? 'emergencies.note' : 'emergencies.noteSupervisor')}
      tools={
        asks && (
          <ActionButton type="primary" danger verdict={may('emergency.request')} onClick={() => setAsking(true)}>
            {t('emergencies.request')}
          </ActionButton>
        )
      }
    >
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <ChoiceFilter label={t('emergencies.state')} value={search.state} options={options(book.emergencyState, EMERGENCY_STATES)} onChange={(state) => list.filter({ state })} />
      </FilterBar>
      <ResourceTable id="emergencies" label={t('emergencies.title')} list={list} query={query} columns={columns} linkless={!can(me, 'emergency.read')} none={{ title: t('emergencies.none'), text: t('emergencies.noneText') }} />
      {opened && <EmergencyDrawer key={opened.id} province={province} listed={opened} onClose={() => list.open(undefined)} />}
      {asking && <RequestEmergency province={province} onClose={() => setAsking(false)} />}
    </Page>
  );
}

function useColumns(open: (id: string) => void, manySchools: boolean): Column<Emergency>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const words = useEmergencyWords();
  const time = (one: Emergency) =>
    one._can['emergency.read']?.allowed ? (
      <Button type="link" className="cell-link" onClick={() => open(one.id)}>
        {format.time(one.requested_at)}
      </Button>
    ) : (
      format.time(one.requested_at)
    );
  const school: Column<Emergency> = { key: 'school', title: t('emergencies.school'), render: (_, one) => one.school.name };
  return [
    { key: 'time', title: t('emergencies.requestedAt'), fixedIn: true, className: 'digits', render: (_, one) => time(one) },
    ...(manySchools ? [school] : []),
    { key: 'state', title: t('emergencies.state'), render: (_, one) => <StateTag state={TONE[one.state]} word={word(book.emergencyState, one.state)} /> },
    { key: 'valid', title: t('emergencies.valid'), className: 'digits', render: (_, one) => words.time(one) },
    { key: 'requester', title: t('emergencies.requester'), render: (_, one) => words.who(one.requested_by) },
    { key: 'second', title: t('emergencies.second'), render: (_, one) => words.who(one.decided_by) },
    { key: 'opened', title: t('emergencies.opened'), className: 'digits', render: (_, one) => t('emergencies.openedTimes', { n: one.opened }) },
    { key: 'alarm', title: t('emergencies.alarm'), className: 'digits', render: (_, one) => words.alarm(one) },
    {
      key: 'report',
      title: t('emergencies.report'),
      className: 'digits',
      render: (_, one) => (
        <span className="opener">
          {words.report(one)} {one.overdue && <StateTag state="overdue" word={t('emergencies.overdue')} />}
        </span>
      ),
    },
  ];
}
