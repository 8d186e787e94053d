import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, answer, client, type Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { Facts } from '../../ui/Facts';
import { ProblemView, useProblemText } from '../../ui/ProblemView';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { Checklist } from './Checklist';
import { useCooling } from './cooling';

type Leave = Schemas['Leave'];

export function LeaveDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = $api.useQuery('get', '/leaves/{id}', { params: { path: { id } } });
  const queryClient = useQueryClient();
  const [request, setRequest] = useState<ReasonRequest>();
  const leave = query.data;
  const refresh = () => queryClient.invalidateQueries();
  return (
    <Drawer
      open
      size={600}
      title={leave ? `${t('leave.detail')} · ${leave.name}` : t('leave.detail')}
      onClose={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={leave && <Actions leave={leave} ask={setRequest} refresh={refresh} />}
    >
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : leave ? <Content leave={leave} refresh={refresh} /> : <Skeleton active />}
      <ReasonDialog request={request} onClose={() => setRequest(undefined)} />
    </Drawer>
  );
}

function Content({ leave, refresh }: { leave: Leave; refresh: () => Promise<void> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const cooling = useCooling();
  const by = (who: string | null | undefined, time: string | null | undefined) => who && t('leave.byAt', { who, time: format.time(time) });
  return (
    <>
      <Facts
        items={[
          [t('leave.state'), <StateTag key="state" state={leave.state === 'complete' ? 'done' : 'waiting'} word={word(book.leaveState, leave.state)} />],
          [t('leave.login'), leave.login],
          [t('leave.school'), leave.school?.name ?? t('leave.wholeUnit')],
          [t('leave.reason'), leave.reason],
          [t('leave.lastDay'), leave.last_day],
          [t('leave.cooling'), cooling(leave)],
          [t('leave.successor'), leave.successor && `${leave.successor} · ${t('leave.handedOver', { n: leave.handed_over })}`],
          [t('leave.startedBy'), by(leave.started_by, leave.started_at)],
          [t('leave.completedBy'), by(leave.completed_by, leave.completed_at)],
          [t('leave.return'), leave.return_by && `${by(leave.return_by, leave.return_approved_at)} · ${leave.return_reason}`],
        ]}
      />
      <h2 className="checklist-title">{t('leave.checklist')}</h2>
      <Checklist leave={leave} onChange={refresh} />
    </>
  );
}

function Actions({ leave, ask, refresh }: { leave: Leave; ask: (request: ReasonRequest) => void; refresh: () => Promise<void> }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemText();
  const params = { path: { id: leave.id } };
  const complete = async () => {
    try {
      await answer(client.POST('/leaves/{id}/completion', { params }));
      void message.success(t('leave.completed'));
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    }
    await refresh();
  };
  const approve = () =>
    ask({
      title: t('leave.approveTitle', { name: leave.name }),
      consequences: [t('leave.approveText')],
      verb: t('leave.approve'),
      act: async (reason) => {
        await answer(client.POST('/leaves/{id}/return-approval', { params, body: { reason } }));
        void message.success(t('leave.approved'));
        await refresh();
      },
    });
  return (
    <div className="drawer-foot">
      {leave.state === 'complete' ? (
        <ActionButton verdict={leave._can['leave.approve_return']} onClick={approve}>
          {t('leave.approve')}
        </ActionButton>
      ) : (
        <ActionButton type="primary" verdict={leave._can['leave.complete']} onClick={() => void complete()}>
          {t('leave.complete')}
        </ActionButton>
      )}
    </div>
  );
}
