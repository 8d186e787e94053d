import { useTranslation } from 'react-i18next';
import { isSuspended, schoolsOf, useMe } from '../api/session';
import { useFormat } from '../i18n/format';

/** Why there is nothing to do, where unit or school is suspended: the session does not say which. */
export function useSuspended(): { title: string; text: string } | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  if (!isSuspended(me)) return undefined;
  const level = schoolsOf(me).length ? 'school' : 'province';
  return { title: t(`suspended.${level}`, { unit: format.name(me.realm) }), text: t(`suspended.${level}Text`) };
}
