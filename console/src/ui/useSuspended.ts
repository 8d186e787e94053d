import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../i18n/format';

/** What of the session's is suspended, and who can help; nothing where all is in service. */
export function useSuspended(): { title: string; text: string } | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const [first, ...more] = useMe().suspended;
  if (!first) return undefined;
  return {
    title: t('suspended.title', { unit: [first, ...more].map((part) => format.name(part)).join(' / ') }),
    text: first.kind === 'school' ? t('suspended.schoolText') : t('suspended.provinceText'),
  };
}
