// The figures of the country or of one province, as disclosure control lets them through.
import { useNavigate } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import type { CockpitSearch, Measure } from '../../routes/searches';
import { useCodes } from '../../ui/useCodes';
import { Bars } from './Bars';
import { TotalCards } from './Cards';
import { countCell, fullBar, isPending, LEVEL_KEYS, measureCell, type Row } from './figures';
import { LevelStrip } from './LevelStrip';
import { RateMap } from './RateMap';
import { UnitTable } from './UnitTable';
import { useMeasures } from './useMeasures';
import { HiddenLegend } from './Value';
import { Select } from '../../ui/Select';

export function Disclosed({ cockpit, search }: { cockpit: Schemas['Cockpit']; search: CockpitSearch }) {
  const { t } = useTranslation();
  const tiers: Record<string, string> = useCodes().book.schoolTier;
  const { total, levels, units } = cockpit;
  const national = cockpit.scope === 'nation';
  const measure: Measure = search.measure ?? 'participation';
  const unit = national ? t('cockpit.unit') : t('cockpit.schoolName');
  const unitsTitle = national ? t('cockpit.unitsNation') : t('cockpit.unitsProvince');
  return (
    <>
      {isPending(total) && <Alert type="info" showIcon role="status" className="gap" title={t('cockpit.pendingText')} />}
      <TotalCards total={total} withSchools />
      <Distribution total={total} />
      {national ? (
        <div className="overview">
          <section className="card" aria-labelledby="rate-map">
            <Head id="rate-map" title={t('cockpit.map')} measure={measure} search={search} />
            <RateMap units={units} measure={measure} search={search} />
            <p className="help small">{t('map.gridHint')}</p>
          </section>
          <Ranking units={units} measure={measure} />
        </div>
      ) : (
        units.length > 0 && <Ranking units={units} measure={measure} search={search} />
      )}
      <section className="card" aria-labelledby="by-level">
        <h2 id="by-level">{t('cockpit.byLevel')}</h2>
        <UnitTable label={t('cockpit.byLevel')} unit={t('cockpit.schoolLevel')} rows={levels} name={(row) => tiers[row.code] ?? row.name} withSchools />
      </section>
      <section className="card" aria-labelledby="units">
        <h2 id="units">{unitsTitle}</h2>
        <UnitTable
          key={cockpit.scope}
          label={unitsTitle}
          unit={unit}
          rows={units}
          name={(row) => row.name}
          drill={national ? search : undefined}
          withSchools={national}
          searchable={!national}
        />
        <HiddenLegend />
      </section>
    </>
  );
}

function Head({ id, title, measure, search }: { id: string; title: string; measure: Measure; search: CockpitSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { options } = useMeasures();
  return (
    <div className="card-head">
      <h2 id={id}>{title}</h2>
      <Select<Measure>
        className="measure-choice"
        value={measure}
        aria-label={t('cockpit.measure')}
        popupMatchSelectWidth={false}
        options={options}
        onChange={(next) =>
          void navigate({ to: '.', search: { ...search, measure: next === 'participation' ? undefined : next } as never, replace: true, resetScroll: false })
        }
      />
    </div>
  );
}

function Ranking({ units, measure, search }: { units: Row[]; measure: Measure; search?: CockpitSearch }) {
  const { t } = useTranslation();
  const { word } = useMeasures();
  const title = t('cockpit.bars', { measure: word(measure) });
  return (
    <section className="card" aria-labelledby="ranking">
      {search ? (
        <Head id="ranking" title={title} measure={measure} search={search} />
      ) : (
        <div className="card-head">
          <h2 id="ranking">{title}</h2>
        </div>
      )}
      <Bars label={title} first={search ? 20 : 40} longNames={Boolean(search)} full={fullBar(measure)} bars={units.map((row) => ({ key: row.code, name: row.name, cell: measureCell(row, measure) }))} />
    </section>
  );
}

function Distribution({ total }: { total: Row }) {
  const { t } = useTranslation();
  const format = useFormat();
  const counts: Partial<Record<(typeof LEVEL_KEYS)[number], number>> = {};
  for (const key of LEVEL_KEYS) {
    const cell = countCell(total, key);
    if (cell.kind !== 'value') return null;
    counts[key] = cell.value;
  }
  return (
    <section className="card" aria-labelledby="distribution">
      <div className="card-head">
        <h2 id="distribution">{t('cockpit.distribution')}</h2>
        <span className="soft">
          {t('cockpit.distributionHint')} · {t('cockpit.valid')} {format.number(total.valid)}
        </span>
      </div>
      <LevelStrip label={t('cockpit.distribution')} counts={counts} />
    </section>
  );
}
