import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCampaigns } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import type { CampaignSearch } from '../../routes/searches';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { Page } from '../../ui/Page';
import { ResourceTable, type Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { OpenCampaign } from './OpenCampaign';

type Campaign = Schemas['Campaign'];

export default function Campaigns() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { book, word } = useCodes();
  const list = useListState<CampaignSearch>();
  const query = useCampaigns();
  const mayOpen = may('campaign.open');
  const open = (label: string) => (
    <ActionButton type="primary" icon={<PlusOutlined aria-hidden />} verdict={mayOpen} onClick={() => list.open('new')}>
      {label}
    </ActionButton>
  );
  const columns: Column<Campaign>[] = [
    {
      key: 'title',
      title: t('census.title'),
      fixedIn: true,
      render: (_, one) => (
        <Link to="/campaigns/$id" params={{ id: one.id }}>
          {one.title}
        </Link>
      ),
    },
    { key: 'year', title: t('census.year'), className: 'digits', render: (_, one) => one.year },
    { key: 'state', title: t('census.state'), render: (_, one) => <StateTag state={one.state} word={word(book.campaignState, one.state)} /> },
    { key: 'window', title: t('census.period'), className: 'digits', render: (_, one) => t('census.window', { from: one.opens_on, to: one.closes_on }) },
    { key: 'done', title: t('campaigns.doneTitle'), align: 'right', className: 'digits', render: (_, one) => t('campaigns.done', { done: one.done, total: one.total }) },
    { key: 'created', title: t('campaigns.createdAt'), className: 'digits', render: (_, one) => format.time(one.created_at) },
  ];
  return (
    <Page title={t('campaigns.title')}>
      <ResourceTable
        id="campaigns"
        label={t('campaigns.title')}
        list={list}
        query={query}
        columns={columns}
        none={{
          title: t('campaigns.none'),
          text: mayOpen.allowed ? t('campaigns.noneText') : t('campaigns.noneReadOnly'),
          action: mayOpen.allowed && open(t('campaigns.open')),
        }}
        paged={false}
        toolbar={query.data?.items.length !== 0 && open(t('campaigns.open'))}
      />
      {list.search.open === 'new' && mayOpen.allowed && <OpenCampaign onClose={() => list.open(undefined)} />}
    </Page>
  );
}
