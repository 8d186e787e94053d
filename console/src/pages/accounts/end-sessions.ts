// End all sessions of a school, or of the whole unit but one's own: what the dialog says, and what happens then.
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { placeOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import type { ReasonRequest } from '../../ui/ReasonDialog';

export function useEndSessions(ask: (request: ReasonRequest) => void) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const me = useMe();
  const request = (name: string, text: string, end: (reason: string) => Promise<Schemas['EndedSessions']>) =>
    ask({
      title: t('endSessions.title', { name }),
      consequences: [text, t('endSessions.nothingLost')],
      verb: t('endSessions.verb'),
      danger: true,
      act: async (reason) => {
        const { ended } = await end(reason);
        void message.success(t('endSessions.done', { n: format.number(ended) }));
      },
    });
  return {
    ofSchool: (school: Schemas['School']) =>
      request(school.name, t('endSessions.school'), (reason) =>
        answer(client.POST('/provinces/{province}/schools/{id}/end-sessions', { params: { path: { province: placeOf(me), id: school.id } }, body: { reason } })),
      ),
    ofPlace: () => request(format.name(me.realm), t('endSessions.place'), (reason) => answer(client.POST('/end-sessions', { body: { reason } }))),
  };
}
