import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SHORTENED, useFormat } from '../../i18n/format';
import { countCell, LEVEL_KEYS, rateCell, type Row } from './figures';
import { Value } from './Value';
import { useLevelWord } from './useMeasures';

export interface CardItem {
  key: string;
  label: string;
  value: ReactNode;
  sub?: ReactNode;
  hint?: string;
}

/** Statistic cards, as a description list. */
export function Cards({ label, items }: { label: string; items: CardItem[] }) {
  return (
    <dl className="numbers figures" aria-label={label}>
      {items.map((item) => (
        <div key={item.key} className={`number level-edge ${item.key}`} title={item.hint}>
          <dt>{item.label}</dt>
          <dd>
            {item.value}
            {item.sub && <span className="sub">{item.sub}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function TotalCards({ total, withSchools }: { total: Row; withSchools: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const level = useLevelWord();
  const items: CardItem[] = [
    {
      key: 'eligible',
      label: t('cockpit.eligible'),
      value: format.short(total.eligible),
      sub: total.eligible >= SHORTENED && t('cockpit.persons', { n: format.number(total.eligible) }),
      hint: t('cockpit.eligibleHint'),
    },
    {
      key: 'participation',
      label: t('cockpit.participation'),
      value: format.rate(total.participation_rate),
      sub: t('cockpit.persons', { n: format.number(total.completed) }),
      hint: t('cockpit.participationHint'),
    },
    {
      key: 'valid',
      label: t('cockpit.validRate'),
      value: format.rate(total.valid_rate),
      sub: t('cockpit.persons', { n: format.number(total.valid) }),
      hint: t('cockpit.validRateHint'),
    },
    ...LEVEL_KEYS.map((key) => {
      const count = countCell(total, key);
      return {
        key,
        label: level(key),
        value: <Value cell={rateCell(total, key)} as="rate" />,
        sub: count.kind === 'value' && t('cockpit.persons', { n: format.number(count.value) }),
      };
    }),
  ];
  if (withSchools) {
    items.unshift({ key: 'schools', label: t('cockpit.schools'), value: format.number(total.reported), sub: t('cockpit.ofSchools', { n: format.number(total.schools) }) });
  }
  return <Cards label={t('cockpit.totals')} items={items} />;
}
