import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';

/** Which file it is, and how it was read: a wrong guess of the encoding must be seen. */
export function FileFacts({ one }: { one: Schemas['Import'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const encodings: Record<string, string> = { 'utf-8': t('imports.utf8'), 'utf-8-bom': t('imports.utf8bom'), gb18030: t('imports.gb18030') };
  const facts: [string, string][] = [
    [t('imports.file'), one.filename],
    [t('imports.format'), one.format.toUpperCase()],
    [t('imports.uploadedAt'), format.time(one.created_at)],
  ];
  if (one.encoding) facts.splice(2, 0, [t('imports.encoding'), encodings[one.encoding] ?? one.encoding]);
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
