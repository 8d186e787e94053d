import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';

/** That the hour alone keeps one from this operation, or from any at all; nothing where it does not. */
export function useClosed(operation?: string): { title: string; text: string } | undefined {
  const { t } = useTranslation();
  const { closed } = useMe();
  const told = operation === undefined ? closed.length > 0 : closed.includes(operation);
  return told ? { title: t('closed.title'), text: t('closed.text') } : undefined;
}
