import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import type { ReasonRequest } from '../../ui/ReasonDialog';

type Province = Schemas['Province'];

export function useProvinceState(ask: (request: ReasonRequest) => void) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const done = async (text: string) => {
    void message.success(text);
    await queryClient.invalidateQueries({ queryKey: ['get', '/provinces'] });
  };
  return {
    suspend: (province: Province) => {
      const name = format.name(province);
      ask({
        title: t('provinces.suspendTitle', { name }),
        consequences: [
          t('provinces.suspendText1', { accounts: format.number(province.accounts) }),
          t('provinces.suspendText2', { schools: format.number(province.schools) }),
        ],
        verb: t('provinces.suspendVerb'),
        danger: true,
        act: async (reason) => {
          await answer(client.POST('/provinces/{province}/suspend', { params: { path: { province: province.code } }, body: { reason } }));
          await done(t('provinces.suspendDone', { name }));
        },
      });
    },
    resume: (province: Province) => {
      const name = format.name(province);
      ask({
        title: t('provinces.resumeTitle', { name }),
        consequences: [t('provinces.resumeText')],
        verb: t('provinces.resumeVerb'),
        act: async (reason) => {
          await answer(client.POST('/provinces/{province}/resume', { params: { path: { province: province.code } }, body: { reason } }));
          await done(t('provinces.resumeDone', { name }));
        },
      });
    },
  };
}
