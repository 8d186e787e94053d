import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

/** Which campaign it is, for every page that belongs to one. */
export function CampaignFacts({ campaign }: { campaign: Pick<Schemas['Campaign'], 'year' | 'state' | 'instruments' | 'opens_on' | 'closes_on'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  return (
    <section className="card" aria-label={t('campaigns.facts')}>
      <dl className="inline-facts">
        <div>
          <dt>{t('census.year')}</dt>
          <dd className="digits">{campaign.year}</dd>
        </div>
        <div>
          <dt>{t('census.state')}</dt>
          <dd>
            <StateTag state={campaign.state} word={word(book.campaignState, campaign.state)} />
          </dd>
        </div>
        <div>
          <dt>{t('census.period')}</dt>
          <dd className="digits">{t('census.window', { from: campaign.opens_on, to: campaign.closes_on })}</dd>
        </div>
        <div>
          <dt>{t('census.instruments')}</dt>
          <dd>{campaign.instruments.map((one) => one.title).join(format.comma)}</dd>
        </div>
      </dl>
    </section>
  );
}
