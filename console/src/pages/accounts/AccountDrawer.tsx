import { Drawer, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { Facts } from '../../ui/Facts';
import { ProblemView } from '../../ui/ProblemView';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { StartLeave } from '../leave/StartLeave';
import type { AccountActions } from './actions';
import { Assignments } from './Assignments';
import { Commitments } from './Commitments';
import { EditAccount } from './EditAccount';
import { FactorAction, LinkAction, StateAction } from './RowActions';

interface Props {
  id: string;
  editing: boolean;
  onEdit: () => void;
  onClose: () => void;
  actions: AccountActions;
}

export function AccountDrawer({ id, editing, onEdit, onClose, actions }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const query = $api.useQuery('get', '/accounts/{id}', { params: { path: { id } } });
  const account = query.data;
  const [leaving, setLeaving] = useState(false);
  if (leaving && account) return <StartLeave account={account} onClose={onClose} />;
  if (editing && account?._can['account.update']?.allowed) return <EditAccount key={account.id} account={account} onClose={onClose} />;
  return (
    <Drawer
      open
      size={560}
      title={account?.name ?? t('accounts.detailTitle')}
      onClose={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={
        account && (
          <div className="drawer-foot">
            {account.state !== 'left' && (
              <ActionButton danger verdict={account._can['leave.start']} onClick={() => setLeaving(true)}>
                {t('leave.start')}
              </ActionButton>
            )}
            <StateAction account={account} actions={actions} />
            <LinkAction account={account} actions={actions} />
            {account.state === 'active' && <FactorAction account={account} actions={actions} />}
            <ActionButton type="primary" verdict={account._can['account.update']} onClick={onEdit}>
              {t('common.edit')}
            </ActionButton>
          </div>
        )
      }
    >
      {query.error ? (
        <ProblemView problem={query.error} retry={() => void query.refetch()} />
      ) : account ? (
        <ScrollRegion label={t('accounts.detailTitle')}>
          <Facts
            items={[
              [t('accounts.state'), <StateTag key="state" state={account.state} word={word(book.accountState, account.state)} />],
              [t('accounts.name'), account.name],
              [t('accounts.login'), account.login],
              [t('accounts.email'), account.email_masked],
              [t('accounts.school'), account.school?.name ?? t('accounts.wholeUnit')],
              [t('accounts.lastSignIn'), account.last_sign_in_at ? format.time(account.last_sign_in_at) : t('accounts.neverSignedIn')],
              [t('accounts.expiresOn'), account.expires_on ?? t('accounts.noEnd')],
              [t('accounts.invitedAt'), format.time(account.invited_at)],
              [t('accounts.createdAt'), format.time(account.created_at)],
              [t('accounts.updatedAt'), format.time(account.updated_at)],
            ]}
          />
          <Assignments account={account} />
          <Commitments account={account} />
        </ScrollRegion>
      ) : (
        <Skeleton active />
      )}
    </Drawer>
  );
}
