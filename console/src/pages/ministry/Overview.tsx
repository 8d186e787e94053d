// The first page of the ministry: every province at a glance.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { classOf, limits } from '../../places/classes';
import { Page } from '../../ui/Page';
import { ProblemView } from '../../ui/ProblemView';
import { Legend } from './Legend';
import { TenantTable } from './TenantTable';
import { TileGrid } from './TileGrid';
import { Totals } from './Totals';

export type Measure = 'schools' | 'accounts';

export default function Overview() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const measure: Measure = useSearch({ from: '/shell/' }).measure ?? 'schools';
  const query = $api.useQuery('get', '/provinces');
  const provinces = query.data?.items;
  return (
    <Page title={t('map.title')} tools={provinces && <span className="as-of">{t('common.asOf', { time: asOf(provinces, format.time) })}</span>}>
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : null}
      {!provinces ? (
        !query.error && <Skeleton active />
      ) : (
        <>
          <Totals provinces={provinces} />
          <div className="overview">
            <section className="card" aria-labelledby="grid-title">
              <div className="card-head">
                <h2 id="grid-title" title={t('map.gridHint')}>
                  {t('map.grid')}
                </h2>
                <Segmented<Measure>
                  value={measure}
                  aria-label={t('map.measure')}
                  options={[
                    { value: 'schools', label: t('map.schools') },
                    { value: 'accounts', label: t('map.accounts') },
                  ]}
                  onChange={(next) =>
                    void navigate({ to: '/', search: next === 'accounts' ? { measure: 'accounts' } : {}, replace: true })
                  }
                />
              </div>
              <Grid provinces={provinces} measure={measure} />
            </section>
            <section className="card" aria-labelledby="table-title">
              <h2 id="table-title">{t('map.table')}</h2>
              <TenantTable provinces={provinces} />
            </section>
          </div>
        </>
      )}
    </Page>
  );
}

function Grid({ provinces, measure }: { provinces: Schemas['Province'][]; measure: Measure }) {
  const { t } = useTranslation();
  // The two that stand apart share the scale: one colour means one thing on the whole page.
  const cuts = limits(provinces.map((province) => province[measure]));
  return (
    <>
      <TileGrid provinces={provinces} measure={measure} shade={(value) => classOf(value, cuts)} />
      <Legend cuts={cuts} />
      <p className="help small">{t('map.gridHint')}</p>
    </>
  );
}

/** The oldest of the times: no number on the page is older than it says. */
function asOf(provinces: Schemas['Province'][], time: (value: string | undefined) => string) {
  return time(provinces.flatMap((province) => province.as_of ?? []).sort()[0]);
}
