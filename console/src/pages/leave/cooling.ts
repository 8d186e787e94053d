import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

/** How the year of cooling-off stands, in words. */
export function useCooling() {
  const { t } = useTranslation();
  return ({ cooling_off, cooling_until }: Schemas['Leave']) =>
    cooling_off ? t('leave.coolingUntil', { day: cooling_until }) : t('leave.coolingOver', { day: cooling_until });
}
