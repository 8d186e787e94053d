import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';

/** A campaign as one tells it from those of other years; most titles name the year themselves. */
export function useCampaignName() {
  const { t } = useTranslation();
  return ({ year, title }: Pick<Schemas['LocalCampaign'], 'year' | 'title'>) =>
    title.includes(String(year)) ? title : t('census.campaignOption', { year, title });
}
