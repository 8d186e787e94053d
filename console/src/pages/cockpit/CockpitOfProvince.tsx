// The ministry's look at one province: its schools after disclosure control, and no further.
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCampaigns, useCockpitOfProvince } from '../../api/census-calls';
import { $api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { ProvinceCode } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { EmptyState } from '../../ui/EmptyState';
import { about, Coverage, Loaded } from './Cockpit';
import { Disclosed } from './Disclosed';
import { chosen, CockpitFrame } from './Frame';

export default function CockpitOfProvince() {
  const { t } = useTranslation();
  const format = useFormat();
  const { province } = useParams({ from: '/shell/cockpit/$province' });
  const search = useSearch({ from: '/shell/cockpit/$province' });
  const provinces = $api.useQuery('get', '/provinces').data?.items;
  const known = provinces?.find((one) => one.code === province);
  const list = useCampaigns();
  const campaign = chosen(list.data?.items, search.campaign);
  const query = useCockpitOfProvince(province as ProvinceCode, campaign?.id);
  const lost = (provinces && !known) || (query.error && asProblem(query.error).status === 404);
  if (lost) {
    return (
      <EmptyState
        kind="noMatch"
        title={<h1 className="plain">{t('directory.unknown')}</h1>}
        action={
          <Link to="/cockpit" search={search}>
            {t('cockpit.nation')}
          </Link>
        }
      />
    );
  }
  const name = known ? format.name(known) : (query.data?.total.name ?? '');
  return (
    <CockpitFrame
      title={t('cockpit.ofProvince', { name })}
      crumbs={
        <nav className="crumbs" aria-label={t('cockpit.breadcrumb')}>
          <Link to="/cockpit" search={search}>
            {t('cockpit.nation')}
          </Link>
          <span aria-current="page">{name}</span>
        </nav>
      }
      campaigns={list.data?.items ?? []}
      campaign={campaign}
      search={search}
      {...about(query.data)}
      coverage={<Coverage cockpit={query.data} />}
    >
      <Loaded list={list} query={query} empty={<EmptyState kind="none" title={t('cockpit.none')} text={t('cockpit.noneMinistry')} />}>
        {(cockpit) => <Disclosed cockpit={cockpit} search={search} />}
      </Loaded>
    </CockpitFrame>
  );
}
