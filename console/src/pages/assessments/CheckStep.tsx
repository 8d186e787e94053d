// What the file holds and what a commit would do, before anything is done.
import { Alert, App, Button, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commitResults, type AtSchool } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { ProblemView } from '../../ui/ProblemView';
import { FaultTable } from './FaultTable';
import { Consequences } from './Consequences';
import { ImportCounts, ImportFacts } from './ImportFacts';

interface Props {
  at: AtSchool;
  one: Schemas['ResultImport'];
  open: boolean;
  onAgain: () => void;
  onCommitted: () => void;
}

export function CheckStep({ at, one, open, onAgain, onCommitted }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { busy, problem, commit } = useCommit(at, one, onCommitted);
  if (one.state === 'reading') return <Reading one={one} />;
  const bad = one.state === 'invalid';
  const nothing = !bad && one.created + one.changed + one.withdrawn === 0;
  const refusal = bad ? t('check.disabledBad') : nothing ? t('check.disabledNothing') : open ? undefined : t('assess.closedTitle');
  return (
    <section className="card" aria-label={t('assess.stepCheck')}>
      {problem ? <ProblemView problem={problem} /> : null}
      <Alert
        className="gap"
        role="status"
        showIcon
        type={bad ? 'error' : nothing ? 'info' : 'success'}
        title={bad ? t('check.badTitle', { n: format.number(one.faults) }) : nothing ? t('check.nothingTitle') : t('check.okTitle')}
        description={bad ? t('check.badText') : nothing ? t('check.nothingText') : t('check.publish')}
      />
      <ImportFacts one={one} />
      <ImportCounts one={one} />
      {one.withdrawn > 0 && <Alert type="warning" showIcon role="note" className="gap" title={t('check.withdrawnTitle', { n: format.number(one.withdrawn) })} description={t('check.withdrawnText')} />}
      {bad ? <FaultTable at={at} id={one.id} /> : one.figures && <Consequences figures={one.figures} />}
      <div className="wizard-foot">
        <Button onClick={onAgain}>{t('check.again')}</Button>
        <ActionButton type="primary" loading={busy} verdict={{ allowed: !refusal, reason: refusal }} onClick={() => void commit()}>
          {busy ? t('check.committing') : t('check.commit')}
        </ActionButton>
      </div>
    </section>
  );
}

function Reading({ one }: { one: Schemas['ResultImport'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className="card" aria-label={t('assess.stepCheck')}>
      <Alert
        role="status"
        type="info"
        showIcon
        className="gap"
        title={t('check.readingTitle', { name: one.filename, n: format.number(one.rows) })}
        description={t('check.readingText')}
      />
      <Progress percent={100} status="active" showInfo={false} aria-label={t('census.progress')} />
    </section>
  );
}

function useCommit(at: AtSchool, one: Schemas['ResultImport'], onCommitted: () => void) {
  const { t } = useTranslation();
  const format = useFormat();
  const { modal } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const commit = async () => {
    const n = format.number;
    const counts = { created: n(one.created), changed: n(one.changed), withdrawn: n(one.withdrawn), unchanged: n(one.unchanged) };
    const agreed = await modal.confirm({
      title: t('check.commitTitle', { name: one.filename }),
      content: (
        <>
          <p>{t('check.commitText', counts)}</p>
          <p>{t('check.commitPublish')}</p>
        </>
      ),
      okText: t('check.commit'),
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
    });
    if (!agreed) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await commitResults(at, one);
      onCommitted();
    } catch (raw) {
      setProblem(raw);
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, commit };
}
