import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { language } from '../../i18n';
import { useFormat } from '../../i18n/format';
import { NOT_COVERED, TILES, type Tile } from '../../places/tiles';
import { useCodes } from '../../ui/useCodes';
import type { Measure } from './Overview';

type Province = Schemas['Province'];
interface Props {
  provinces: Province[];
  measure: Measure;
  shade: (value: number) => number;
}

export function TileGrid({ provinces, measure, shade }: Props) {
  const { t } = useTranslation();
  const byCode = new Map<string, Province>(provinces.map((province) => [province.code, province]));
  const apart = provinces.filter((province) => province.kind !== 'province');
  return (
    <div className="tiles-frame">
      <ul className="tiles" aria-label={t('map.grid')}>
        {TILES.map((tile) => {
          const province = byCode.get(tile.code);
          return (
            <li key={tile.code} style={{ gridRow: tile.row, gridColumn: tile.col }}>
              {province ? (
                <ProvinceTile province={province} letters={tile.letters} measure={measure} shade={shade} />
              ) : (
                <OutsideTile tile={tile} />
              )}
            </li>
          );
        })}
      </ul>
      <div className="apart">
        <h3>{t('map.apart')}</h3>
        <ul>
          {apart.map((province) => (
            <li key={province.code}>
              <ProvinceTile province={province} measure={measure} shade={shade} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function ProvinceTile({ province, letters, measure, shade }: { province: Province; letters?: string } & Omit<Props, 'provinces'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const value = province[measure];
  const live = province.state === 'active';
  const words = t('map.tile', { name: format.name(province), measure: t(`map.${measure}`), value: format.number(value) });
  const label = live ? words : `${words} (${book.provinceState[province.state]})`;
  const apart = province.code === 'xpcc' || province.code === 'direct' ? t(`map.apartShort.${province.code}`) : undefined;
  const inGrid = language() === 'en' ? letters : province.short_zh;
  const short = apart ?? inGrid ?? province.short_zh;
  return (
    <Link
      to="/directory/$province"
      params={{ province: province.code }}
      className={`tile q${shade(value)} ${live ? '' : 'not-live'}`}
      title={label}
    >
      <b>{short}</b>
      <span>{format.number(value)}</span>
      {!live && <i>{t(`map.stateShort.${province.state}`)}</i>}
      <em className="for-readers">{label}</em>
    </Link>
  );
}

function OutsideTile({ tile }: { tile: Tile }) {
  const { t } = useTranslation();
  const key = NOT_COVERED[tile.code as keyof typeof NOT_COVERED];
  if (!key) return <span className="tile outside">{tile.letters}</span>;
  const label = t('map.tileNotCovered', { name: t(`map.${key}Full`) });
  return (
    <span className="tile outside" title={label}>
      <b aria-hidden>{t(`map.${key}`)}</b>
      <span className="for-readers">{label}</span>
    </span>
  );
}
