// Switch an operation off for a role, with a reason, and on again.
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useProblemText } from '../../ui/ProblemView';
import type { ReasonRequest } from '../../ui/ReasonDialog';
import type { Answer } from './question';

export function useSwitches(ask: (request: ReasonRequest) => void, roleName: (code: string) => string, operationName: (code: string) => string) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const words = useProblemText();
  const queryClient = useQueryClient();
  const done = async (text: string) => {
    void message.success(text);
    // It may have hit the one who switched, too.
    await Promise.all([queryClient.invalidateQueries({ queryKey: ['get', '/policy/matrix'] }), queryClient.invalidateQueries({ queryKey: ['get', '/session'] })]);
  };
  const said = (one: Answer) => ({ role: roleName(one.role), operation: operationName(one.operation) });
  const params = ({ role, operation }: Answer) => ({ path: { role, operation } });
  return {
    off: (one: Answer) =>
      ask({
        title: t('policy.switchOffTitle', said(one)),
        consequences: [t('policy.switchOffText'), t('policy.switchOffMore')],
        verb: t('policy.switchOff'),
        danger: true,
        act: async (reason) => {
          await answer(client.PUT('/narrowings/{role}/{operation}', { params: params(one), body: { reason } }));
          await done(t('policy.switchedOff'));
        },
      }),
    on: (one: Answer) => {
      const act = async () => {
        await answer(client.DELETE('/narrowings/{role}/{operation}', { params: params(one) }));
        await done(t('policy.switchedOn'));
      };
      void modal.confirm({
        title: t('policy.switchOnTitle', said(one)),
        content: t('policy.switchOnText'),
        okText: t('policy.switchOn'),
        cancelText: t('common.cancel'),
        autoFocusButton: 'cancel',
        onOk: () => act().catch((raw: unknown) => void message.error(words(asProblem(raw)))),
      });
    },
  };
}
