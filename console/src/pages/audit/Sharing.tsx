import { keepPreviousData } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import type { ListSearch } from '../../routes/search';
import { Page } from '../../ui/Page';
import { ResourceTable, type Column } from '../../ui/ResourceTable';

type SharingAlert = Schemas['SharingAlert'];

export default function Sharing() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState<ListSearch>();
  const query = $api.useQuery(
    'get',
    '/sharing-alerts',
    { params: { query: { limit: list.size, cursor: list.search.cursor } } },
    { placeholderData: keepPreviousData },
  );
  const columns: Column<SharingAlert>[] = [
    { key: 'at', title: t('sharing.at'), fixedIn: true, className: 'digits', render: (_, alert) => format.time(alert.at) },
    { key: 'account', title: t('sharing.account'), fixedIn: true, render: (_, alert) => `${alert.name} (${alert.login})` },
    { key: 'school', title: t('sharing.school'), render: (_, alert) => alert.school?.name ?? t('sharing.wholeUnit') },
    { key: 'networks', title: t('sharing.networks'), className: 'digits', render: (_, alert) => alert.networks.join(format.comma) },
  ];
  return (
    <Page title={t('sharing.title')} note={t('sharing.note')}>
      <ResourceTable
        id="sharing"
        label={t('sharing.title')}
        list={list}
        query={query}
        columns={columns}
        linkless
        none={{ title: t('sharing.none'), text: t('sharing.noneText') }}
      />
    </Page>
  );
}
