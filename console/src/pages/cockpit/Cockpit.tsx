// One page, three scopes: the country, a province, a school. Which one is told by what the session may do.
import { Link, useSearch } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCampaigns, useLocalCampaigns, useNationalCockpit, useProvinceCockpit } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { can, placeOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemView } from '../../ui/ProblemView';
import { Disclosed } from './Disclosed';
import { chosen, CockpitFrame } from './Frame';
import { ParticipationCockpit, SchoolCockpit } from './School';

export default function Cockpit() {
  const me = useMe();
  if (can(me, 'cockpit.read_national')) return <National />;
  if (can(me, 'cockpit.read_province')) return <Provincial />;
  return can(me, 'cockpit.read_school') ? <SchoolCockpit /> : <ParticipationCockpit />;
}

function National() {
  const { t } = useTranslation();
  const me = useMe();
  const search = useSearch({ from: '/shell/cockpit' });
  const list = useCampaigns();
  const campaign = chosen(list.data?.items, search.campaign);
  const query = useNationalCockpit(campaign?.id);
  return (
    <CockpitFrame title={t('cockpit.title')} campaigns={list.data?.items ?? []} campaign={campaign} search={search} {...about(query.data)} coverage={<Coverage cockpit={query.data} />}>
      <Loaded
        list={list}
        query={query}
        empty={
          <EmptyState
            kind="none"
            title={t('cockpit.none')}
            text={t('cockpit.noneMinistry')}
            action={
              can(me, 'campaign.open') && (
                <Link to="/campaigns" search={{ open: 'new' }} className="as-button small-button">
                  {t('campaigns.open')}
                </Link>
              )
            }
          />
        }
      >
        {(cockpit) => <Disclosed cockpit={cockpit} search={search} />}
      </Loaded>
    </CockpitFrame>
  );
}

function Provincial() {
  const { t } = useTranslation();
  const me = useMe();
  const search = useSearch({ from: '/shell/cockpit' });
  const province = placeOf(me);
  const list = useLocalCampaigns(province);
  const campaign = chosen(list.data?.items, search.campaign);
  const query = useProvinceCockpit(province, campaign?.id);
  return (
    <CockpitFrame
      title={t('cockpit.title')}
      campaigns={list.data?.items ?? []}
      campaign={campaign}
      search={search}
      {...about(query.data)}
      coverage={<Coverage cockpit={query.data} />}
      extra={
        campaign &&
        can(me, 'local_campaign.list_late') && (
          <Link to="/assessments/$id/late" params={{ id: campaign.id }} className="as-button small-button quiet">
            {t('late.remind')}
          </Link>
        )
      }
    >
      <Loaded list={list} query={query} empty={<EmptyState kind="none" title={t('cockpit.none')} text={t('cockpit.noneLocal')} />}>
        {(cockpit) => <Disclosed cockpit={cockpit} search={search} />}
      </Loaded>
    </CockpitFrame>
  );
}

export const about = (cockpit: Schemas['Cockpit'] | undefined) => ({
  asOf: cockpit?.as_of,
  definition: cockpit?.definition,
  synthetic: cockpit?.synthetic,
});

export function Coverage({ cockpit }: { cockpit: Schemas['Cockpit'] | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!cockpit) return null;
  const { reported, schools } = cockpit.total;
  return t('cockpit.coverage', { reported: format.number(reported), schools: format.number(schools), rate: format.rate(cockpit.coverage) });
}

interface Asked<T> {
  data?: T;
  error: unknown;
  refetch: () => unknown;
}
/** Campaigns first, then the figures of one; each can be missing, wanting or wrong. */
export function Loaded<T>(props: { list: Asked<{ items: unknown[] }>; query: Asked<T>; empty: React.ReactNode; children: (data: T) => React.ReactNode }) {
  const { list, query, empty, children } = props;
  if (list.error && !list.data) return <ProblemView problem={list.error} retry={() => void list.refetch()} />;
  if (list.data?.items.length === 0) return empty;
  if (query.error) return <ProblemView problem={query.error} retry={() => void query.refetch()} />;
  return query.data ? children(query.data) : <Skeleton active />;
}
