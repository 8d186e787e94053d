// A school's own figures: all of them for the head of its counselling centre, participation for its administrator.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Segmented, Table, type TableColumnType } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocalCampaigns, useParticipation, useSchoolCockpit, type SchoolCode } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { placeOf, schoolsOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import type { CockpitSearch } from '../../routes/searches';
import { EmptyState } from '../../ui/EmptyState';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { useCodes } from '../../ui/useCodes';
import { OwnSchool } from '../assessments/OwnSchool';
import { Cards, type CardItem } from './Cards';
import { Loaded } from './Cockpit';
import { LEVEL_KEYS } from './figures';
import { chosen, CockpitFrame } from './Frame';
import { groupsBy, levelRate, participationOf, type Group, type Grouping } from './groups';
import { LevelStrip } from './LevelStrip';

type Groups = Schemas['SchoolGroup'][];

/** Which school and which campaign: the same question for both pages. */
function useOwn() {
  const me = useMe();
  const search = useSearch({ from: '/shell/cockpit' });
  const province = placeOf(me);
  const schools = schoolsOf(me);
  const school = schools.find((one) => one.id === search.school) ?? schools[0];
  const list = useLocalCampaigns(province);
  return { search, province, school, list, campaign: chosen(list.data?.items, search.campaign), id: (school?.id ?? '') as SchoolCode };
}

export function SchoolCockpit() {
  const { t } = useTranslation();
  const own = useOwn();
  const query = useSchoolCockpit(own.province, own.id, own.campaign?.id);
  return (
    <Framed own={own}>
      <Loaded list={own.list} query={query} empty={<EmptyState kind="none" title={t('cockpit.none')} text={t('cockpit.noneLocal')} />}>
        {(cockpit) => (
          <>
            <Alert type="warning" showIcon role="note" className="gap" title={t('cockpit.rawNote')} />
            <Body total={cockpit.total} groups={cockpit.groups} search={own.search} />
          </>
        )}
      </Loaded>
    </Framed>
  );
}

export function ParticipationCockpit() {
  const { t } = useTranslation();
  const own = useOwn();
  const query = useParticipation(own.province, own.id, own.campaign?.id);
  return (
    <Framed own={own}>
      <Loaded list={own.list} query={query} empty={<EmptyState kind="none" title={t('cockpit.none')} text={t('cockpit.noneLocal')} />}>
        {(cockpit) => (
          <>
            <Alert type="info" showIcon role="note" className="gap" title={t('cockpit.participationNote')} />
            <Body total={cockpit.total} groups={cockpit.groups} search={own.search} />
          </>
        )}
      </Loaded>
    </Framed>
  );
}

interface FramedProps {
  own: ReturnType<typeof useOwn>;
  children: React.ReactNode;
}
function Framed({ own, children }: FramedProps) {
  const { t } = useTranslation();
  return (
    <CockpitFrame
      title={own.school ? t('cockpit.ofSchool', { name: own.school.name }) : t('cockpit.title')}
      campaigns={own.list.data?.items ?? []}
      campaign={own.campaign}
      search={own.search}
      definition={t('cockpit.schoolDefinition')}
      extra={<OwnSchool value={own.id} />}
    >
      {children}
    </CockpitFrame>
  );
}

function Body({ total, groups, search }: { total: Schemas['SchoolFigures']; groups: Groups; search: CockpitSearch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const persons = (n: number | undefined) => t('cockpit.persons', { n: format.number(n) });
  const items: CardItem[] = [
    { key: 'eligible', label: t('cockpit.eligible'), value: format.number(total.eligible), hint: t('cockpit.eligibleHint') },
    { key: 'participation', label: t('cockpit.participation'), value: format.rate(total.participation_rate), sub: persons(total.completed), hint: t('cockpit.participationHint') },
    { key: 'valid', label: t('cockpit.validRate'), value: format.rate(total.valid_rate), sub: persons(total.valid), hint: t('cockpit.validRateHint') },
  ];
  const { severity } = total;
  if (severity) {
    for (const key of LEVEL_KEYS) items.push({ key, label: book.figure[key], value: format.rate(severity[`${key}_rate`]), sub: persons(severity[key]) });
    items.push({ key: 'crisis', label: t('cockpit.crisis'), value: format.number(severity.crisis), sub: t('cockpit.crisisHint') });
  }
  return (
    <>
      <Cards label={t('cockpit.totals')} items={items} />
      {severity && total.valid > 0 && (
        <section className="card" aria-labelledby="distribution">
          <h2 id="distribution">{t('cockpit.distribution')}</h2>
          <LevelStrip label={t('cockpit.distribution')} counts={{ l1: severity.l1, l2: severity.l2, l3: severity.l3, l0: severity.l0 }} />
        </section>
      )}
      <Groups groups={groups} search={search} severity={Boolean(severity)} />
    </>
  );
}

function Groups({ groups, search, severity }: { groups: Groups; search: CockpitSearch; severity: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const by: Grouping = search.by ?? 'training';
  return (
    <section className="card" aria-labelledby="groups">
      <div className="card-head">
        <h2 id="groups">{t('cockpit.groups')}</h2>
        <Segmented<Grouping>
          value={by}
          aria-label={t('cockpit.groupBy')}
          options={[
            { value: 'training', label: t('cockpit.byTraining') },
            { value: 'college', label: t('cockpit.byCollege') },
            { value: 'both', label: t('cockpit.byBoth') },
          ]}
          onChange={(next) =>
            void navigate({ to: '.', search: { ...search, by: next === 'training' ? undefined : next } as never, replace: true, resetScroll: false })
          }
        />
      </div>
      <ScrollRegion label={t('cockpit.groups')}>
        <Table<Group>
          rowKey="key"
          size="small"
          dataSource={groupsBy(groups, by)}
          columns={useGroupColumns(by, severity)}
          pagination={false}
          showSorterTooltip={false}
          locale={{
            emptyText: (
              <EmptyState kind="none" title={t('cockpit.groupsNone')} text={t('cockpit.groupsNoneText')} action={<Link to="/assessments">{t('assess.title')}</Link>} />
            ),
          }}
        />
      </ScrollRegion>
    </section>
  );
}

function useGroupColumns(by: Grouping, severity: boolean): TableColumnType<Group>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const right = { align: 'right', className: 'digits' } as const;
  const columns: TableColumnType<Group>[] = [];
  if (by !== 'college') columns.push({ title: t('cockpit.trainingLevel'), key: 'training', render: (_, one) => one.training_level && book.trainingLevel[one.training_level] });
  if (by !== 'training') columns.push({ title: t('cockpit.college'), key: 'college', className: 'unit-name', render: (_, one) => one.college });
  columns.push(
    ...(['eligible', 'completed'] as const).map((key) => ({
      ...right,
      title: book.figure[key],
      key,
      sorter: (a: Group, b: Group) => (a[key] ?? 0) - (b[key] ?? 0),
      render: (_: unknown, one: Group) => format.number(one[key] ?? 0),
    })),
    { ...right, title: t('cockpit.participation'), key: 'participation', sorter: (a, b) => (participationOf(a) ?? -1) - (participationOf(b) ?? -1), render: (_, one) => format.rate(participationOf(one)) },
    { ...right, title: t('cockpit.valid'), key: 'valid', render: (_, one) => format.number(one.valid ?? 0) },
    { ...right, title: t('cockpit.inv'), key: 'inv', render: (_, one) => format.number(one.inv ?? 0) },
  );
  if (!severity) return columns;
  for (const key of LEVEL_KEYS) {
    columns.push({
      ...right,
      className: 'digits level-cell',
      title: book.figure[key],
      key,
      sorter: (a, b) => (levelRate(a, key) ?? -1) - (levelRate(b, key) ?? -1),
      render: (_, one) => (
        <>
          {format.rate(levelRate(one, key))}
          <small>{format.number(one[key] ?? 0)}</small>
        </>
      ),
    });
  }
  columns.push({ ...right, title: t('cockpit.crisis'), key: 'crisis', sorter: (a, b) => (a.crisis ?? 0) - (b.crisis ?? 0), render: (_, one) => format.number(one.crisis ?? 0) });
  return columns;
}
