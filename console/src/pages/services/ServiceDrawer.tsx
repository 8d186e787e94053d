import { Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { Facts } from '../../ui/Facts';
import { ProblemView } from '../../ui/ProblemView';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import type { ServiceActions } from './actions';
import { EditService } from './EditService';
import { Keys } from './Keys';

interface Props {
  id: string;
  editing: boolean;
  onEdit: () => void;
  onClose: () => void;
  actions: ServiceActions;
}

export function ServiceDrawer({ id, editing, onEdit, onClose, actions }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const query = $api.useQuery('get', '/services/{id}', { params: { path: { id } } });
  const service = query.data;
  if (editing && service?._can['service.update']?.allowed) return <EditService key={service.id} service={service} onClose={onClose} />;
  const off = service?.state === 'disabled';
  return (
    <Drawer
      open
      size={560}
      title={service?.name ?? t('services.detail')}
      onClose={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={
        service && (
          <div className="drawer-foot">
            <ActionButton danger={!off} verdict={service._can[off ? 'service.enable' : 'service.disable']} onClick={() => (off ? actions.enable(service) : actions.disable(service))}>
              {t(off ? 'services.enable' : 'services.disable')}
            </ActionButton>
            <ActionButton type="primary" verdict={service._can['service.update']} onClick={onEdit}>
              {t('common.edit')}
            </ActionButton>
          </div>
        )
      }
    >
      {query.error ? (
        <ProblemView problem={query.error} retry={() => void query.refetch()} />
      ) : service ? (
        <ScrollRegion label={t('services.detail')}>
          <Facts
            items={[
              [t('services.state'), <StateTag key="state" state={service.state} word={word(book.accountState, service.state)} />],
              [t('services.login'), service.login],
              [t('services.purpose'), service.purpose],
              [t('services.school'), service.school?.name ?? t('services.wholeUnit')],
              [t('services.contact'), `${service.contact} ${service.email_masked}`],
              [t('services.expiresOn'), service.expires_on ?? t('services.noEnd')],
              [t('services.createdBy'), t('services.byAt', { who: service.created_by, time: format.time(service.created_at) })],
            ]}
          />
          <Keys service={service} actions={actions} />
        </ScrollRegion>
      ) : (
        <Skeleton active />
      )}
    </Drawer>
  );
}
