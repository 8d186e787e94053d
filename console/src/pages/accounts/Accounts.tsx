import { UserAddOutlined } from '@ant-design/icons';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { can, isMinistry, useMe } from '../../api/session';
import { useListState } from '../../routes/list-state';
import { ACCOUNT_STATES, MINISTRY_ROLES, PROVINCE_ROLES, type AccountSearch } from '../../routes/searches';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { ChoiceFilter, FilterBar, TextFilter } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { ResourceTable } from '../../ui/ResourceTable';
import { SchoolPicker } from '../../ui/SchoolPicker';
import { useCodes } from '../../ui/useCodes';
import { AccountDrawer } from './AccountDrawer';
import { InviteAccount } from './InviteAccount';
import { useAccountActions } from './actions';
import { useAccountColumns } from './columns';

export default function Accounts() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const { book, options } = useCodes();
  const list = useListState<AccountSearch>();
  const { search } = list;
  const [request, setRequest] = useState<ReasonRequest>();
  const actions = useAccountActions(setRequest);
  const query = $api.useQuery(
    'get',
    '/accounts',
    {
      params: {
        query: {
          q: search.q,
          state: search.state,
          role: search.role,
          school: search.school,
          sort: search.sort,
          limit: list.size,
          cursor: search.cursor,
          total: true,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  const columns = useAccountColumns(list, actions, !isMinistry(me));
  const roles = isMinistry(me) ? MINISTRY_ROLES : PROVINCE_ROLES;
  return (
    <Page title={t('accounts.title')}>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <TextFilter value={search.q} label={t('accounts.q')} onSearch={(q) => list.filter({ q })} />
        <ChoiceFilter label={t('accounts.state')} value={search.state} options={options(book.accountState, ACCOUNT_STATES)} onChange={(state) => list.filter({ state })} />
        <ChoiceFilter label={t('accounts.role')} value={search.role} options={options(book.role, roles)} onChange={(role) => list.filter({ role })} />
        {can(me, 'school.list') && (
          <SchoolPicker className="filter-choice wide" label={t('accounts.school')} value={search.school} onChange={(school) => list.filter({ school })} />
        )}
      </FilterBar>
      <ResourceTable
        id="accounts"
        label={t('accounts.title')}
        list={list}
        query={query}
        columns={columns}
        none={{ title: t('accounts.none'), text: t('accounts.noneText') }}
        toolbar={
          <ActionButton type="primary" icon={<UserAddOutlined aria-hidden />} verdict={may('account.invite')} onClick={() => list.open('new')}>
            {t('accounts.invite')}
          </ActionButton>
        }
      />
      {search.open === 'new' && can(me, 'account.invite') && <InviteAccount onClose={() => list.open(undefined)} />}
      {search.open && search.open !== 'new' && (
        <AccountDrawer
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
