import { DownloadOutlined, LogoutOutlined, UploadOutlined, UserAddOutlined } from '@ant-design/icons';
import { keepPreviousData } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { download } from '../../api/files';
import { asProblem } from '../../api/problem';
import { can, isMinistry, useMe } from '../../api/session';
import { useListState } from '../../routes/list-state';
import { ACCOUNT_STATES, EXPIRING_DAYS, INACTIVE_DAYS, MINISTRY_ROLES, PROVINCE_ROLES, type AccountSearch } from '../../routes/searches';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { ChoiceFilter, FilterBar, TextFilter } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { useProblemText } from '../../ui/ProblemView';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { ResourceTable } from '../../ui/ResourceTable';
import { SchoolPicker } from '../../ui/SchoolPicker';
import { useCodes } from '../../ui/useCodes';
import { AccountDrawer } from './AccountDrawer';
import { BulkBar } from './BulkBar';
import { InviteAccount } from './InviteAccount';
import { useAccountActions } from './actions';
import { useAccountColumns } from './columns';
import { useEndSessions } from './end-sessions';
import { accountQuery, reportPath } from './filter';

export default function Accounts() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const { book, options } = useCodes();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const words = useProblemText();
  const list = useListState<AccountSearch>();
  const { search } = list;
  const [request, setRequest] = useState<ReasonRequest>();
  const [chosen, setChosen] = useState<string[]>([]);
  const actions = useAccountActions(setRequest);
  const endSessions = useEndSessions(setRequest);
  const query = $api.useQuery(
    'get',
    '/accounts',
    {
      params: {
        query: {
          ...accountQuery(search),
          sort: search.sort,
          limit: list.size,
          cursor: search.cursor,
          total: true,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  const report = () => download(reportPath(search), `${t('accounts.title')}.csv`).catch((raw: unknown) => message.error(words(asProblem(raw))));
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
        <ChoiceFilter label={t('accounts.inactive')} value={search.inactive} options={INACTIVE_DAYS.map((n) => ({ value: n, label: t('accounts.inactiveDays', { n }) }))} onChange={(inactive) => list.filter({ inactive })} />
        <ChoiceFilter label={t('accounts.expiring')} value={search.expiring} options={EXPIRING_DAYS.map((n) => ({ value: n, label: t('accounts.expiringDays', { n }) }))} onChange={(expiring) => list.filter({ expiring })} />
      </FilterBar>
      <BulkBar search={search} total={query.data?.total ?? undefined} chosen={chosen} onChoose={setChosen} ask={setRequest} />
      <ResourceTable
        id="accounts"
        label={t('accounts.title')}
        list={list}
        query={query}
        columns={columns}
        none={{ title: t('accounts.none'), text: t('accounts.noneText') }}
        selection={can(me, 'account.disable_many') ? { keys: chosen, onChange: setChosen, label: (account) => t('accounts.choose', { name: account.name }) } : undefined}
        toolbar={
          <>
            <ActionButton type="primary" icon={<UserAddOutlined aria-hidden />} verdict={may('account.invite')} onClick={() => list.open('new')}>
              {t('accounts.invite')}
            </ActionButton>
            <ActionButton icon={<UploadOutlined aria-hidden />} verdict={may('staff.import')} onClick={() => void navigate({ to: '/accounts/import' })}>
              {t('accounts.import')}
            </ActionButton>
            <ActionButton icon={<DownloadOutlined aria-hidden />} verdict={may('account.report')} onClick={() => void report()}>
              {t('accounts.report')}
            </ActionButton>
            {can(me, 'session.end_place') && (
              <ActionButton danger icon={<LogoutOutlined aria-hidden />} verdict={may('session.end_place')} onClick={endSessions.ofPlace}>
                {t('endSessions.ofPlace')}
              </ActionButton>
            )}
          </>
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
