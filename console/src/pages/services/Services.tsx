import { ApiOutlined } from '@ant-design/icons';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { can, isMinistry, useMe } from '../../api/session';
import { useListState } from '../../routes/list-state';
import { SERVICE_STATES, type ServiceSearch } from '../../routes/searches';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { ChoiceFilter, FilterBar, TextFilter } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { ResourceTable } from '../../ui/ResourceTable';
import { useCodes } from '../../ui/useCodes';
import { useServiceActions } from './actions';
import { useServiceColumns } from './columns';
import { CreateService } from './CreateService';
import { ServiceDrawer } from './ServiceDrawer';

export default function Services() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const { book, options } = useCodes();
  const list = useListState<ServiceSearch>();
  const { search } = list;
  const [request, setRequest] = useState<ReasonRequest>();
  const actions = useServiceActions(setRequest);
  const query = $api.useQuery(
    'get',
    '/services',
    { params: { query: { q: search.q, state: search.state, limit: list.size, cursor: search.cursor } } },
    { placeholderData: keepPreviousData },
  );
  const columns = useServiceColumns(list, !isMinistry(me));
  return (
    <Page title={t('services.title')} note={t('services.note')}>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <TextFilter value={search.q} label={t('services.q')} onSearch={(q) => list.filter({ q })} />
        <ChoiceFilter label={t('services.state')} value={search.state} options={options(book.accountState, SERVICE_STATES)} onChange={(state) => list.filter({ state })} />
      </FilterBar>
      <ResourceTable
        id="services"
        label={t('services.title')}
        list={list}
        query={query}
        columns={columns}
        none={{ title: t('services.none'), text: t('services.noneText') }}
        toolbar={
          <ActionButton type="primary" icon={<ApiOutlined aria-hidden />} verdict={may('service.create')} onClick={() => list.open('new')}>
            {t('services.create')}
          </ActionButton>
        }
      />
      {search.open === 'new' && can(me, 'service.create') && <CreateService onClose={() => list.open(undefined)} />}
      {search.open && search.open !== 'new' && (
        <ServiceDrawer
          id={search.open}
          editing={search.mode === 'edit'}
          onEdit={() => list.open(search.open, 'edit')}
          onClose={() => list.open(undefined)}
          actions={actions}
        />
      )}
      <ReasonDialog request={request} onClose={() => setRequest(undefined)} />
    </Page>
  );
}
