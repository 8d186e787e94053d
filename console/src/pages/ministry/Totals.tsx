import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';

export function Totals({ provinces }: { provinces: Schemas['Province'][] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = (measure: 'schools' | 'accounts') => provinces.reduce((total, province) => total + province[measure], 0);
  const items: [string, number][] = [
    [t('map.tenantsTotal'), provinces.length],
    [t('map.schoolsTotal'), sum('schools')],
    [t('map.accountsTotal'), sum('accounts')],
    [t('map.suspendedTotal'), provinces.filter((province) => province.state === 'suspended').length],
  ];
  return (
    <dl className="numbers">
      {items.map(([label, value]) => (
        <div key={label} className="number">
          <dt>{label}</dt>
          <dd>{format.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
