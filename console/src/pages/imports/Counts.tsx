import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';

export function Counts({ one }: { one: Schemas['Import'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const items: [string, number, string][] = [
    [t('imports.rows'), one.rows, ''],
    [t('imports.create'), one.created, 'good'],
    // An import of staff changes no account.
    ...(one.scope === 'staff' ? [] : [[t('imports.update'), one.updated, 'busy'] as [string, number, string]]),
    [t('imports.unchanged'), one.unchanged, ''],
    [t('imports.error'), one.failed, one.failed ? 'bad' : ''],
  ];
  return (
    <dl className="numbers counts">
      {items.map(([label, value, tone]) => (
        <div key={label} className={`number ${tone}`}>
          <dt>{label}</dt>
          <dd>{format.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
