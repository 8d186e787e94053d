// What can be done to a service account and to its keys besides editing.
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import type { ReasonRequest } from '../../ui/ReasonDialog';

type Service = Schemas['Service'];
type Key = Schemas['ServiceKey'];
export type ServiceActions = ReturnType<typeof useServiceActions>;

export function useRefreshServices() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['get', '/services'] }),
      queryClient.invalidateQueries({ queryKey: ['get', '/services/{id}'] }),
    ]);
}

export function useServiceActions(ask: (request: ReasonRequest) => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const refresh = useRefreshServices();
  const done = async (text: string) => {
    void message.success(text);
    await refresh();
  };
  return {
    disable: (service: Service) =>
      ask({
        title: t('services.disableTitle', service),
        consequences: [t('services.disableText')],
        verb: t('services.disable'),
        danger: true,
        act: async (reason) => {
          await answer(client.POST('/services/{id}/disable', { params: { path: { id: service.id } }, body: { reason } }));
          await done(t('services.disabled', service));
        },
      }),
    enable: (service: Service) =>
      ask({
        title: t('services.enableTitle', service),
        consequences: [t('services.enableText')],
        verb: t('services.enable'),
        act: async (reason) => {
          await answer(client.POST('/services/{id}/enable', { params: { path: { id: service.id } }, body: { reason } }));
          await done(t('services.enabled', service));
        },
      }),
    revoke: (service: Service, key: Key) =>
      ask({
        title: t('services.revokeTitle', key),
        consequences: [t('services.revokeText')],
        verb: t('services.revoke'),
        danger: true,
        act: async (reason) => {
          await answer(client.POST('/services/{id}/keys/{key}/revoke', { params: { path: { id: service.id, key: key.id } }, body: { reason } }));
          await done(t('services.revoked'));
        },
      }),
  };
}
