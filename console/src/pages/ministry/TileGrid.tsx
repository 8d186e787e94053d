import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { language } from '../../i18n';
import { useFormat } from '../../i18n/format';
import { TileMap } from '../../places/TileMap';
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
  return (
    <TileMap
      label={t('map.grid')}
      units={provinces}
      render={(province, letters) => <ProvinceTile province={province} letters={letters} measure={measure} shade={shade} />}
    />
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
