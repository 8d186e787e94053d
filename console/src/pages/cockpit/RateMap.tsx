// The tile grid of provinces, coloured by participation or by the rate of a level.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { language } from '../../i18n';
import { useFormat } from '../../i18n/format';
import { classOf } from '../../places/classes';
import { TileMap } from '../../places/TileMap';
import type { CockpitSearch, Measure } from '../../routes/searches';
import { measureCell, rateCuts, type Row } from './figures';
import { useMeasures } from './useMeasures';
import { useCellText } from './Value';

export function RateMap({ units, measure, search }: { units: Row[]; measure: Measure; search: CockpitSearch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMeasures();
  const text = useCellText();
  const provinces = $api.useQuery('get', '/provinces').data?.items ?? [];
  const shorts = new Map<string, string>(provinces.map((province) => [province.code, province.short_zh]));
  const cells = new Map(units.map((unit) => [unit.code, measureCell(unit, measure)]));
  const values = [...cells.values()].flatMap((cell) => (cell.kind === 'value' ? [cell.value] : []));
  const cuts = rateCuts(measure, values);
  return (
    <>
      <TileMap
        label={t('cockpit.map')}
        units={units}
        render={(unit, letters) => {
          const cell = cells.get(unit.code) ?? { kind: 'none' };
          const shade = cell.kind === 'value' ? `q${classOf(cell.value, cuts)}` : cell.kind;
          const label = t('cockpit.mapTile', { name: unit.name, measure: words.word(measure), value: text(cell) });
          const apart = unit.code === 'xpcc' || unit.code === 'direct' ? t(`map.apartShort.${unit.code}`) : undefined;
          const inGrid = language() === 'en' ? letters : (shorts.get(unit.code) ?? unit.name);
          return (
            <Link to="/cockpit/$province" params={{ province: unit.code }} search={search} className={`tile ${shade}`} title={label}>
              <b aria-hidden>{apart ?? inGrid}</b>
              <span aria-hidden>{cell.kind === 'value' ? format.rate(cell.value) : t(cell.kind === 'hidden' ? 'hidden.word' : 'cockpit.pending')}</span>
              <em className="for-readers">{label}</em>
            </Link>
          );
        }}
      />
      <RateLegend cuts={values.length ? cuts : undefined} />
    </>
  );
}

function RateLegend({ cuts }: { cuts: number[] | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rate = format.rate;
  const words = [...(cuts ?? []), undefined].map((cut, index) => {
    const below = cuts?.[index - 1];
    if (below === undefined) return cut === undefined ? t('common.all') : t('cockpit.rateUnder', { n: rate(cut) });
    return cut === undefined ? t('cockpit.rateFrom', { n: rate(below) }) : t('cockpit.rateBetween', { a: rate(below), b: rate(cut - 0.1) });
  });
  return (
    <ul className="legend" aria-label={t('cockpit.legend')}>
      {cuts &&
        words.map((word, index) => (
          <li key={word}>
            <i className={`swatch q${index}`} />
            {word}
          </li>
        ))}
      <li>
        <i className="swatch hidden" />
        {t('hidden.word')}
      </li>
      <li>
        <i className="swatch pending" />
        {t('cockpit.pending')}
      </li>
      <li>
        <i className="swatch outside" />
        {t('map.notCovered')}
      </li>
    </ul>
  );
}
