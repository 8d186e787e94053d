// Suspend and resume a school: what the dialog says, and what happens then.
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import type { ProvinceCode } from '../../api/session';
import { useFormat } from '../../i18n/format';
import type { ReasonRequest } from '../../ui/ReasonDialog';
import { useEndSessions } from '../accounts/end-sessions';

type School = Schemas['School'];
export interface SchoolStateChange {
  suspend: (school: School) => void;
  resume: (school: School) => void;
  endSessions: (school: School) => void;
}

export function useSchoolState(province: ProvinceCode, ask: (request: ReasonRequest) => void): SchoolStateChange {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const refresh = useRefreshSchools();
  const { ofSchool } = useEndSessions(ask);
  return {
    endSessions: ofSchool,
    suspend: (school) =>
      ask({
        title: t('schools.suspendTitle', { name: school.name }),
        consequences: [t('schools.suspendText1', { accounts: format.number(school.accounts) }), t('schools.suspendText2')],
        verb: t('schools.suspendVerb'),
        danger: true,
        act: async (reason) => {
          await answer(
            client.POST('/provinces/{province}/schools/{id}/suspend', { params: { path: { province, id: school.id } }, body: { reason } }),
          );
          void message.success(t('schools.suspendDone', { name: school.name }));
          await refresh();
        },
      }),
    resume: (school) =>
      ask({
        title: t('schools.resumeTitle', { name: school.name }),
        consequences: [t('schools.resumeText')],
        verb: t('schools.resumeVerb'),
        act: async (reason) => {
          await answer(
            client.POST('/provinces/{province}/schools/{id}/resume', { params: { path: { province, id: school.id } }, body: { reason } }),
          );
          void message.success(t('schools.resumeDone', { name: school.name }));
          await refresh();
        },
      }),
  };
}

export function useRefreshSchools() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['get', '/provinces/{province}/schools'] }),
      queryClient.invalidateQueries({ queryKey: ['get', '/provinces/{province}/schools/{id}'] }),
    ]);
}
