// The confidentiality commitments that somebody has signed, in the drawer of the account.
import { PlusOutlined } from '@ant-design/icons';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, answer, client, type Schemas } from '../../api/client';
import { download } from '../../api/files';
import { asProblem } from '../../api/problem';
import { can, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { ProblemView, useProblemText } from '../../ui/ProblemView';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { RecordCommitment, useRefreshCommitments } from './RecordCommitment';

type Account = Schemas['Account'];
type Commitment = Schemas['Commitment'];

export function Commitments({ account }: { account: Account }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const [recording, setRecording] = useState(false);
  const [request, setRequest] = useState<ReasonRequest>();
  const query = $api.useQuery('get', '/accounts/{id}/commitments', { params: { path: { id: account.id } } }, { enabled: can(me, 'commitment.list') });
  const all = query.data;
  if (!can(me, 'commitment.list')) return null;
  return (
    <section className="assignments" aria-labelledby="commitments-title">
      <div className="card-head">
        <h2 id="commitments-title">{t('commitments.title')}</h2>
        {all?.needed && <span className={`tag ${all.in_force ? 'good' : 'wait'}`}>{t(all.in_force ? 'commitments.inForce' : 'commitments.missing')}</span>}
        <span className="spring" />
        <ActionButton size="small" icon={<PlusOutlined aria-hidden />} verdict={may('commitment.record')} onClick={() => setRecording(true)}>
          {t('commitments.record')}
        </ActionButton>
      </div>
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : null}
      {all?.items.length === 0 && <p className="page-note">{t(all.needed ? 'commitments.needed' : 'commitments.none')}</p>}
      <ul className="held">{all?.items.map((one) => <Signed key={one.id} account={account} one={one} ask={setRequest} />)}</ul>
      {recording && <RecordCommitment account={account} onClose={() => setRecording(false)} />}
      <ReasonDialog request={request} onClose={() => setRequest(undefined)} />
    </section>
  );
}

function Signed({ account, one, ask }: { account: Account; one: Commitment; ask: (request: ReasonRequest) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const words = useProblemText();
  const refresh = useRefreshCommitments();
  const [busy, setBusy] = useState(false);
  const path = { id: account.id, commitment: one.id };
  const open = async () => {
    setBusy(true);
    try {
      await download(`/accounts/${account.id}/commitments/${one.id}/file`, one.file);
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    } finally {
      setBusy(false);
    }
  };
  const withdraw = () =>
    ask({
      title: t('commitments.withdrawTitle', { name: account.name }),
      consequences: [t('commitments.withdrawText')],
      verb: t('commitments.withdraw'),
      danger: true,
      act: async (reason) => {
        await answer(client.POST('/accounts/{id}/commitments/{commitment}/withdrawal', { params: { path }, body: { reason } }));
        void message.success(t('commitments.withdrawn'));
        await refresh();
      },
    });
  return (
    <li>
      <div>
        <strong>{one.vendor}</strong>
        <span className="about">
          {t('commitments.days', { from: one.signed_on, to: one.ends_on })} · {t('commitments.recordedBy', { name: one.recorded_by, time: format.time(one.recorded_at) })}
          {one.withdrawn_at && <> · {t('commitments.withdrawnBy', { name: one.withdrawn_by, time: format.time(one.withdrawn_at), reason: one.withdrawn_reason })}</>}
        </span>
      </div>
      <ActionButton type="link" size="small" verdict={one._can['commitment.open']} loading={busy} aria-label={t('commitments.openFor', { name: one.file })} onClick={() => void open()}>
        {t('commitments.open')}
      </ActionButton>
      {!one.withdrawn_at && (
        <ActionButton type="link" size="small" danger verdict={one._can['commitment.withdraw']} onClick={withdraw}>
          {t('commitments.withdraw')}
        </ActionButton>
      )}
    </li>
  );
}
