import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import type { ListState } from '../../routes/list-state';
import type { AccountSearch } from '../../routes/searches';
import type { Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import type { AccountActions } from './actions';
import { RowActions } from './RowActions';

type Account = Schemas['Account'];

export function useAccountColumns(list: ListState<AccountSearch>, actions: AccountActions, withSchool: boolean): Column<Account>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const school: Column<Account>[] = withSchool
    ? [{ key: 'school', title: t('accounts.school'), render: (_, account) => account.school?.name ?? t('accounts.wholeUnit') }]
    : [];
  return [
    {
      key: 'name',
      title: t('accounts.name'),
      sortable: true,
      fixedIn: true,
      render: (_, account) => (
        <Button type="link" className="cell-link" onClick={() => list.open(account.id)}>
          {account.name}
        </Button>
      ),
    },
    { key: 'login', title: t('accounts.login'), dataIndex: 'login', sortable: true },
    { key: 'role', title: t('accounts.role'), render: (_, account) => (account.roles.length > 1 ? t('assignments.more', { role: format.role(account), n: account.roles.length }) : format.role(account)) },
    ...school,
    { key: 'state', title: t('accounts.state'), render: (_, account) => <StateTag state={account.state} word={word(book.accountState, account.state)} /> },
    {
      key: 'last_sign_in_at',
      title: t('accounts.lastSignIn'),
      className: 'digits',
      render: (_, account) => (account.last_sign_in_at ? format.time(account.last_sign_in_at) : t('accounts.neverSignedIn')),
    },
    { key: 'expires_on', title: t('accounts.expiresOn'), hiddenByDefault: !list.search.expiring, className: 'digits', render: (_, account) => account.expires_on ?? t('accounts.noEnd') },
    { key: 'email', title: t('accounts.email'), hiddenByDefault: true, dataIndex: 'email_masked' },
    { key: 'created_at', title: t('accounts.createdAt'), sortable: true, hiddenByDefault: true, className: 'digits', render: (_, account) => format.time(account.created_at) },
    {
      key: 'actions',
      title: t('common.actions'),
      fixedIn: true,
      className: 'noprint',
      render: (_, account) => <RowActions account={account} actions={actions} onEdit={() => list.open(account.id, 'edit')} />,
    },
  ];
}
