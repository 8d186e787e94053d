import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, answer, client, type Schemas } from '../../api/client';
import { download } from '../../api/files';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { Facts } from '../../ui/Facts';
import { ProblemView, useProblemText } from '../../ui/ProblemView';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { fileSize } from '../../ui/scan';
import { Approve } from './Approve';
import { TONE } from './tone';

type Registration = Schemas['Registration'];

export function RegistrationDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = $api.useQuery('get', '/registrations/{id}', { params: { path: { id } } });
  const [request, setRequest] = useState<ReasonRequest>();
  const [approving, setApproving] = useState(false);
  const one = query.data;
  return (
    <Drawer
      open
      size={600}
      title={one ? `${t('registrations.detail')} · ${one.name}` : t('registrations.detail')}
      onClose={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={one && <Actions one={one} ask={setRequest} approve={() => setApproving(true)} />}
    >
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : one ? <Content one={one} /> : <Skeleton active />}
      <ReasonDialog request={request} onClose={() => setRequest(undefined)} />
      {approving && one && <Approve one={one} onClose={() => setApproving(false)} />}
    </Drawer>
  );
}

function Content({ one }: { one: Registration }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  return (
    <>
      <Facts
        items={[
          [t('registrations.state'), <StateTag key="state" state={TONE[one.state]} word={word(book.registrationState, one.state)} />],
          [t('registrations.role'), one.role_name],
          ...(one.school ? ([[t('registrations.school'), `${one.school.name} (${one.school.id})`]] as [string, string][]) : []),
          [t('registrations.unit'), one.unit],
          [t('registrations.post'), one.title],
          [t('registrations.specialty'), one.specialty],
          [t('registrations.email'), one.email_masked],
          [t('registrations.identity'), t(one.identified ? 'registrations.given' : 'registrations.notGiven')],
          [t('registrations.statement'), <span key="statement" className="as-written">{one.statement}</span>],
          [t('registrations.submittedAt'), format.time(one.submitted_at)],
          [t('registrations.reviewer'), one.reviewer],
          [t('registrations.decidedAt'), one.decided_at && format.time(one.decided_at)],
          ...(one.reason ? ([[t('registrations.reason'), one.reason]] as [string, string][]) : []),
        ]}
      />
      <h2 className="checklist-title">{t('registrations.evidence')}</h2>
      {one.evidence.length === 0 && <p className="help">{t('registrations.noEvidence')}</p>}
      <ul className="checklist">
        {one.evidence.map((file) => (
          <EvidenceFile key={file.id} one={one} file={file} />
        ))}
      </ul>
    </>
  );
}

function EvidenceFile({ one, file }: { one: Registration; file: Schemas['EvidenceFile'] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemText();
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      await download(`/registrations/${one.id}/evidence/${file.id}`, file.name);
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="evidence-file">
      <span>
        <b>{file.kind_name}</b> · {file.name} <span className="help">{fileSize(file.size)}</span>
      </span>
      <ActionButton size="small" verdict={one._can['registration.open_evidence']} loading={busy} aria-label={t('registrations.openFor', { name: file.name })} onClick={() => void open()}>
        {t('registrations.open')}
      </ActionButton>
    </li>
  );
}

function Actions({ one, ask, approve }: { one: Registration; ask: (request: ReasonRequest) => void; approve: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemText();
  const queryClient = useQueryClient();
  const params = { path: { id: one.id } };
  const open = one.state === 'submitted' || one.state === 'under_review';
  const mine = one._can['registration.approve']?.allowed ?? false;
  const take = async () => {
    try {
      await answer(client.POST('/registrations/{id}/review', { params }));
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    }
    await queryClient.invalidateQueries();
  };
  const refuse = () =>
    ask({
      title: t('registrations.refuseTitle', { name: one.name }),
      consequences: [t('registrations.refuseText')],
      verb: t('registrations.refuse'),
      act: async (reason) => {
        await answer(client.POST('/registrations/{id}/refusal', { params, body: { reason } }));
        void message.success(t('registrations.refused'));
        await queryClient.invalidateQueries();
      },
    });
  if (!open) return <div className="drawer-foot">{one.account_id && <ToAccount id={one.account_id} />}</div>;
  return (
    <div className="drawer-foot">
      {!mine && (
        <ActionButton type="primary" verdict={one._can['registration.take']} onClick={() => void take()}>
          {t(one.state === 'submitted' ? 'registrations.take' : 'registrations.takeOver')}
        </ActionButton>
      )}
      {one.state === 'under_review' && (
        <>
          <ActionButton danger verdict={one._can['registration.refuse']} onClick={refuse}>
            {t('registrations.refuse')}
          </ActionButton>
          <ActionButton type={mine ? 'primary' : 'default'} verdict={one._can['registration.approve']} onClick={approve}>
            {t('registrations.approve')}
          </ActionButton>
        </>
      )}
    </div>
  );
}

function ToAccount({ id }: { id: string }) {
  const { t } = useTranslation();
  return <Button href={`/accounts?open=${id}`}>{t('registrations.toAccount')}</Button>;
}
