// One campaign, and how far it has come in every province.
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, App, Progress, Segmented, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { closeCampaign, useCampaign } from '../../api/census-calls';
import { $api, type Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { can, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { EmptyState } from '../../ui/EmptyState';
import { SyntheticBanner } from '../../ui/Notices';
import { Page } from '../../ui/Page';
import { ProblemView, useProblemText } from '../../ui/ProblemView';
import { PartMap } from './PartMap';
import { PartTable, type NamedPart } from './PartTable';
import { CampaignFacts } from './CampaignFacts';

type Campaign = Schemas['Campaign'];

export default function CampaignPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/campaigns/$id' });
  const query = useCampaign(id);
  if (query.data) return <Shown campaign={query.data} />;
  if (!query.error) return <Skeleton active />;
  if (asProblem(query.error).status !== 404) return <ProblemView problem={query.error} retry={() => void query.refetch()} />;
  return (
    <EmptyState
      kind="noMatch"
      title={<h1 className="plain">{t('campaigns.unknown')}</h1>}
      text={t('campaigns.unknownText')}
      action={<Link to="/campaigns">{t('campaigns.toList')}</Link>}
    />
  );
}

function Shown({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const me = useMe();
  const close = useClose(campaign);
  const parts = useNamedParts(campaign.parts ?? []);
  const failed = parts.filter((part) => part.state === 'failed');
  const counts = { done: campaign.done, total: campaign.total };
  const moving = campaign.state === 'opening' || campaign.state === 'closing';
  return (
    <Page
      title={campaign.title}
      tools={
        <>
          {can(me, 'cockpit.read_national') && (
            <Link to="/cockpit" search={{ campaign: campaign.id }} className="as-button small-button">
              {t('campaigns.toCockpit')}
            </Link>
          )}
          {campaign.state !== 'closed' && (
            <ActionButton danger verdict={campaign._can['campaign.close']} disabled={campaign.state === 'closing'} onClick={() => void close()}>
              {t('campaigns.close')}
            </ActionButton>
          )}
        </>
      }
    >
      <SyntheticBanner shown={campaign.synthetic} />
      <CampaignFacts campaign={campaign} />
      {moving && (
        <section className="card" aria-label={t('census.progress')} role="status">
          <p className="help">{t(campaign.state === 'opening' ? 'campaigns.openingText' : 'campaigns.closingText')}</p>
          <Progress
            percent={campaign.total ? Math.round((campaign.done / campaign.total) * 100) : 0}
            format={() => t('campaigns.done', counts)}
            aria-label={t('campaigns.doneOf', counts)}
          />
        </section>
      )}
      {failed.length > 0 && (
        <Alert type="error" showIcon className="gap" role="alert" title={t('campaigns.failedTitle', { n: failed.length })} description={t('campaigns.failedText')} />
      )}
      <Parts campaign={campaign} parts={parts} failed={failed} />
    </Page>
  );
}

function Parts({ campaign, parts, failed }: { campaign: Campaign; parts: NamedPart[]; failed: NamedPart[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const only = useSearch({ from: '/shell/campaigns/$id' }).only;
  const counts = { done: campaign.done, total: campaign.total };
  return (
    <div className="overview">
      <section className="card" aria-labelledby="part-map">
        <div className="card-head">
          <h2 id="part-map">{t('campaigns.doneOf', counts)}</h2>
        </div>
        <PartMap parts={parts} />
      </section>
      <section className="card" aria-labelledby="part-table">
        <div className="card-head">
          <h2 id="part-table">{t('campaigns.parts')}</h2>
          <Segmented
            aria-label={t('list.filters')}
            value={only ?? 'all'}
            options={[
              { value: 'all', label: `${t('common.all')} ${parts.length}` },
              { value: 'failed', label: `${t('campaigns.onlyFailed')} ${failed.length}` },
            ]}
            onChange={(next) => void navigate({ to: '.', search: next === 'failed' ? { only: 'failed' } : {}, replace: true })}
          />
        </div>
        <PartTable parts={only === 'failed' ? failed : parts} />
      </section>
    </div>
  );
}

/** The short names for the tiles come from the ministry's list. */
function useNamedParts(parts: Schemas['CampaignPart'][]): NamedPart[] {
  const format = useFormat();
  const provinces = $api.useQuery('get', '/provinces').data?.items ?? [];
  const shorts = new Map<string, string>(provinces.map((one) => [one.code, one.short_zh]));
  return parts.map((part) => ({ ...part, code: part.province, name: format.name(part), short: shorts.get(part.province) ?? part.zh }));
}

function useClose(campaign: Campaign) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const words = useProblemText();
  const queryClient = useQueryClient();
  return async () => {
    const agreed = await modal.confirm({
      title: t('campaigns.closeTitle', { title: campaign.title }),
      content: (
        <ul className="consequences">
          <li>{t('campaigns.closeText1', { total: campaign.total })}</li>
          <li>{t('campaigns.closeText2')}</li>
          <li>{t('campaigns.closeText3')}</li>
        </ul>
      ),
      okText: t('campaigns.close'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
    });
    if (!agreed) return;
    try {
      await closeCampaign(campaign);
      void message.success(t('campaigns.closed', { title: campaign.title }));
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    }
    await queryClient.invalidateQueries({ queryKey: ['get'] });
  };
}
