// At most two actions stand in a row; the others are one click away, with their reasons.
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { ActionButton } from '../../ui/ActionButton';
import type { AccountActions } from './actions';

type Account = Schemas['Account'];
interface Props {
  account: Account;
  actions: AccountActions;
  onEdit: () => void;
}

export function RowActions({ account, actions, onEdit }: Props) {
  const { t } = useTranslation();
  return (
    <span className="row-actions">
      <ActionButton type="link" size="small" verdict={account._can['account.update']} onClick={onEdit} aria-label={`${t('common.edit')} ${account.name}`}>
        {t('common.edit')}
      </ActionButton>
      <StateAction account={account} actions={actions} small />
      <LinkAction account={account} actions={actions} small />
    </span>
  );
}

interface ActionProps {
  account: Account;
  actions: AccountActions;
  small?: boolean;
}

/** Disable, or enable what is disabled. */
export function StateAction({ account, actions, small }: ActionProps) {
  const { t } = useTranslation();
  const look = small ? ({ type: 'link', size: 'small' } as const) : {};
  return account.state === 'disabled' || account.state === 'left' ? (
    <ActionButton {...look} verdict={account._can['account.enable']} onClick={() => actions.enable(account)} aria-label={`${t('accounts.enable')} ${account.name}`}>
      {t('accounts.enable')}
    </ActionButton>
  ) : (
    <ActionButton {...look} danger verdict={account._can['account.disable']} onClick={() => actions.disable(account)} aria-label={`${t('accounts.disable')} ${account.name}`}>
      {t('accounts.disable')}
    </ActionButton>
  );
}

/** A new link: for who has not activated the account yet, or for who forgot the password. */
export function LinkAction({ account, actions, small }: ActionProps) {
  const { t } = useTranslation();
  const look = small ? ({ type: 'link', size: 'small' } as const) : {};
  return account.state === 'invited' ? (
    <ActionButton {...look} verdict={account._can['account.reinvite']} onClick={() => actions.reinvite(account)} aria-label={`${t('accounts.reinvite')} ${account.name}`}>
      {t('accounts.reinvite')}
    </ActionButton>
  ) : (
    <ActionButton {...look} verdict={account._can['account.send_reset']} onClick={() => actions.sendReset(account)} aria-label={`${t('accounts.sendReset')} ${account.name}`}>
      {t('accounts.sendReset')}
    </ActionButton>
  );
}

/** For who has lost phone and recovery codes. */
export function FactorAction({ account, actions }: ActionProps) {
  const { t } = useTranslation();
  return (
    <ActionButton danger verdict={account._can['account.reset_factors']} onClick={() => actions.resetFactors(account)} aria-label={`${t('accounts.resetFactors')} ${account.name}`}>
      {t('accounts.resetFactors')}
    </ActionButton>
  );
}
