// The campaigns that are open here, or were: for a province and for a school.
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocalCampaigns } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { can, placeOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { COCKPITS } from '../../routes/menu';
import { EmptyState } from '../../ui/EmptyState';
import { SyntheticBanner } from '../../ui/Notices';
import { Page } from '../../ui/Page';
import { ProblemView } from '../../ui/ProblemView';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

export default function Assessments() {
  const { t } = useTranslation();
  const query = useLocalCampaigns(placeOf(useMe()));
  const items = [...(query.data?.items ?? [])].sort((a, b) => b.year - a.year);
  return (
    <Page title={t('assess.title')}>
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : null}
      {!query.data && !query.error && <Skeleton active />}
      {query.data && items.length === 0 && (
        <section className="card">
          <EmptyState kind="none" title={t('assess.none')} text={t('assess.noneText')} />
        </section>
      )}
      {items.map((one) => (
        <CampaignCard key={one.id} campaign={one} />
      ))}
    </Page>
  );
}

function CampaignCard({ campaign }: { campaign: Schemas['LocalCampaign'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const { book, word } = useCodes();
  const works = can(me, 'result.import') && campaign.state === 'open';
  return (
    <section className="card" aria-labelledby={`campaign-${campaign.id}`}>
      <div className="card-head">
        <h2 id={`campaign-${campaign.id}`}>{campaign.title}</h2>
        <StateTag state={campaign.state} word={word(book.campaignState, campaign.state)} />
      </div>
      <SyntheticBanner shown={campaign.synthetic} />
      <dl className="inline-facts">
        <div>
          <dt>{t('census.period')}</dt>
          <dd className="digits">{t('census.window', { from: campaign.opens_on, to: campaign.closes_on })}</dd>
        </div>
        <div>
          <dt>{t('census.instruments')}</dt>
          <dd>{campaign.instruments.map((one) => one.title).join(format.comma)}</dd>
        </div>
      </dl>
      <div className="tools">
        {can(me, 'eligible.read') && (
          <Link to="/assessments/$id" params={{ id: campaign.id }} className={works ? 'as-button small-button' : 'as-button small-button quiet'}>
            {works ? t('assess.work') : t('assess.view')}
          </Link>
        )}
        {can(me, 'local_campaign.list_late') && (
          <Link to="/assessments/$id/late" params={{ id: campaign.id }} className="as-button small-button">
            {t('late.remind')}
          </Link>
        )}
        {can(me, 'contact.list') && (
          <Link to="/contacts" search={{ campaign: campaign.id }} className="as-button small-button quiet">
            {t('assess.contacts')}
          </Link>
        )}
        {COCKPITS.some((operation) => can(me, operation)) && (
          <Link to="/cockpit" search={{ campaign: campaign.id }} className="as-button small-button quiet">
            {t('assess.cockpit')}
          </Link>
        )}
      </div>
    </section>
  );
}
