import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';

type Import = Schemas['ResultImport'];

/** Which file it is. */
export function ImportFacts({ one }: { one: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts: [string, string][] = [
    [t('check.file'), one.filename],
    [t('check.uploadedBy'), one.account_name],
    [t('check.uploadedAt'), format.time(one.created_at)],
    ...(one.done_at ? [[t('check.doneAt'), format.time(one.done_at)] as [string, string]] : []),
  ];
  return (
    <dl className="inline-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ImportCounts({ one }: { one: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const items: [string, number, string][] = [
    [t('check.rows'), one.rows, ''],
    [t('check.created'), one.created, 'good'],
    [t('check.changed'), one.changed, 'busy'],
    [t('check.unchanged'), one.unchanged, ''],
    [t('check.withdrawn'), one.withdrawn, one.withdrawn ? 'bad' : ''],
    [t('check.faults'), one.faults, one.faults ? 'bad' : ''],
  ];
  return (
    <dl className="numbers counts" aria-label={t('check.counts')}>
      {items.map(([label, value, tone]) => (
        <div key={label} className={`number ${tone}`}>
          <dt>{label}</dt>
          <dd>{format.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
