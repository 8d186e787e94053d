// One emergency with its reason and report, and what may be done with it next. It never says who the student is.
import { Alert, Drawer, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useEmergency, type Emergency } from '../../api/emergency-calls';
import type { ProvinceCode } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';
import { ProblemView } from '../../ui/ProblemView';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { Actions } from './Actions';
import { RecordDrawer } from './RecordDrawer';
import { ReportForm } from './ReportForm';
import { TONE } from './tone';
import { useEmergencyWords } from './words';

type Detail = Schemas['EmergencyDetail'];
/** States in which something is still to be done. */
const OPEN: readonly Schemas['EmergencyState'][] = ['requested', 'confirmed', 'ended'];

export function EmergencyDrawer({ province, listed, onClose }: { province: ProvinceCode; listed: Emergency; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useEmergency(province, listed);
  const [request, setRequest] = useState<ReasonRequest>();
  const [reporting, setReporting] = useState(false);
  const [record, setRecord] = useState<Schemas['EmergencyOpened']>();
  const detail = query.data;
  return (
    <Drawer
      open
      size={600}
      title={t('emergencies.detail')}
      onClose={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={detail && OPEN.includes(detail.emergency.state) && <Actions province={province} one={detail.emergency} ask={setRequest} show={setRecord} report={() => setReporting(true)} />}
    >
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : detail ? <Content detail={detail} /> : <Skeleton active />}
      <ReasonDialog request={request} onClose={() => setRequest(undefined)} />
      {reporting && detail && <ReportForm province={province} one={detail.emergency} onClose={() => setReporting(false)} />}
      {record && <RecordDrawer opened={record} onClose={() => setRecord(undefined)} />}
    </Drawer>
  );
}

function Content({ detail: { emergency: one, reason, refusal, report } }: { detail: Detail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const words = useEmergencyWords();
  const byAt = (actor: Emergency['requested_by'] | null | undefined, time: string | null | undefined) => actor && t('emergencies.byAt', { who: words.who(actor), time: format.time(time) });
  return (
    <>
      <Alert type="info" showIcon role="note" className="gap" title={t('emergencies.noStudent')} />
      {one.state === 'requested' && <Alert type="warning" showIcon role="note" className="gap" title={t('emergencies.waitsOther')} />}
      <Facts
        items={[
          [t('emergencies.state'), <StateTag key="state" state={TONE[one.state]} word={word(book.emergencyState, one.state)} />],
          [t('emergencies.valid'), words.time(one)],
          [t('emergencies.school'), one.school.name],
          [t('emergencies.reason'), <span key="reason" className="as-written">{reason}</span>],
          [t('emergencies.requester'), byAt(one.requested_by, one.requested_at)],
          [t('emergencies.second'), byAt(one.decided_by, one.decided_at)],
          ...(refusal ? ([[t('emergencies.refusal'), refusal]] as [string, string][]) : []),
          [t('emergencies.alarm'), words.alarm(one)],
          [t('emergencies.opened'), words.opened(one)],
        ]}
      />
      {(one.state === 'ended' || one.state === 'reported') && <Report one={one} report={report} />}
    </>
  );
}

function Report({ one, report }: { one: Emergency; report: Detail['report'] }) {
  const { t } = useTranslation();
  const words = useEmergencyWords();
  const state = (
    <>
      {words.report(one)} {one.overdue && <StateTag state="overdue" word={t('emergencies.overdue')} />}
    </>
  );
  return (
    <>
      <h2 className="form-section">{t('emergencies.report')}</h2>
      <Facts items={[[t('emergencies.state'), state]]} />
      {report && (
        <Facts
          items={[
            [t('emergencies.done'), <span key="done" className="as-written">{report.done}</span>],
            [t('emergencies.informed'), report.informed],
            one.student_told_on ? [t('emergencies.toldOn'), one.student_told_on] : [t('emergencies.notTold'), report.not_told],
          ]}
        />
      )}
    </>
  );
}
