// What can be done to an account besides editing it.
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useProblemText } from '../../ui/ProblemView';
import type { ReasonRequest } from '../../ui/ReasonDialog';

type Account = Schemas['Account'];
export type AccountActions = ReturnType<typeof useAccountActions>;

export function useRefreshAccounts() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['get', '/accounts'] }),
      queryClient.invalidateQueries({ queryKey: ['get', '/accounts/{id}'] }),
    ]);
}

export function useAccountActions(ask: (request: ReasonRequest) => void) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const words = useProblemText();
  const refresh = useRefreshAccounts();
  const params = (account: Account) => ({ path: { id: account.id } });
  const done = async (text: string) => {
    void message.success(text);
    await refresh();
  };
  const confirm = (title: string, content: string, okText: string, act: () => Promise<void>) =>
    void modal.confirm({
      title,
      content,
      okText,
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      onOk: () => act().catch((raw: unknown) => void message.error(words(asProblem(raw)))),
    });

  return {
    disable: (account: Account) =>
      ask({
        title: t('accounts.disableTitle', account),
        consequences: [t('accounts.disableText', account)],
        verb: t('accounts.disableVerb'),
        danger: true,
        act: async (reason) => {
          await answer(client.POST('/accounts/{id}/disable', { params: params(account), body: { reason } }));
          await done(t('accounts.disableDone', account));
        },
      }),
    enable: (account: Account) =>
      ask({
        title: t('accounts.enableTitle', account),
        consequences: [t('accounts.enableText', account)],
        verb: t('accounts.enableVerb'),
        act: async (reason) => {
          await answer(client.POST('/accounts/{id}/enable', { params: params(account), body: { reason } }));
          await done(t('accounts.enableDone', account));
        },
      }),
    reinvite: (account: Account) =>
      confirm(
        t('accounts.reinviteTitle', account),
        t('accounts.reinviteText', { email: account.email_masked }),
        t('accounts.reinviteVerb'),
        async () => {
          await answer(client.POST('/accounts/{id}/invitation', { params: params(account) }));
          await done(t('accounts.reinviteDone', account));
        },
      ),
    resetFactors: (account: Account) =>
      ask({
        title: t('accounts.resetFactorsTitle', account),
        consequences: [t('accounts.resetFactorsText', { email: account.email_masked })],
        verb: t('accounts.resetFactorsVerb'),
        danger: true,
        act: async (reason) => {
          await answer(client.POST('/accounts/{id}/factor-reset', { params: params(account), body: { reason } }));
          await done(t('accounts.resetFactorsDone', account));
        },
      }),
    sendReset: (account: Account) =>
      confirm(
        t('accounts.resetTitle', account),
        t('accounts.resetText', { email: account.email_masked }),
        t('accounts.resetVerb'),
        async () => {
          await answer(client.POST('/accounts/{id}/reset-link', { params: params(account) }));
          await done(t('accounts.resetDone', account));
        },
      ),
  };
}
