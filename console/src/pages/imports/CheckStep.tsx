import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { ProblemView } from '../../ui/ProblemView';
import { Counts } from './Counts';
import { FileFacts } from './FileFacts';
import { RowTable } from './RowTable';
import type { ImportSource } from './source';

type Import = Schemas['Import'];
interface Props {
  source: ImportSource;
  one: Import;
  onAgain: () => void;
  onCommitted: () => void;
}

export function CheckStep({ source, one, onAgain, onCommitted }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { modal } = App.useApp();
  const place = useMe().scope;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const staff = source.scope === 'staff';
  const bad = one.state === 'invalid';
  const nothing = !bad && one.created + one.updated === 0;
  const counts = { create: format.number(one.created), update: format.number(one.updated), unchanged: format.number(one.unchanged) };

  const commit = async () => {
    const last = place[place.length - 1];
    const agreed = await modal.confirm({
      title: t('imports.commitTitle'),
      content: {
        national: t('imports.commitNational', counts),
        province: t('imports.commitProvince', { place: last ? format.name(last) : '', ...counts }),
        staff: t('imports.staff.commit', { place: last ? format.name(last) : '', ...counts }),
      }[source.scope],
      okText: t('imports.commit'),
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
    });
    if (!agreed) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await source.commit(one.id, one.sha256);
      onCommitted();
    } catch (raw) {
      setProblem(raw);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="card" aria-label={t('imports.stepCheck')}>
      {problem ? <ProblemView problem={problem} /> : null}
      <Alert
        className="gap"
        role="status"
        showIcon
        type={bad ? 'error' : nothing ? 'info' : 'success'}
        title={bad ? t('imports.badTitle', { n: format.number(one.failed) }) : nothing ? t('imports.nothingTitle') : t('imports.okTitle')}
        description={bad ? t('imports.badText') : nothing ? t(staff ? 'imports.staff.nothingText' : 'imports.nothingText') : t(staff ? 'imports.staff.okText' : 'imports.okText', counts)}
      />
      <FileFacts one={one} />
      <Counts one={one} />
      <RowTable source={source} one={one} />
      <div className="wizard-foot">
        <Button onClick={onAgain}>{t('imports.another')}</Button>
        <ActionButton
          type="primary"
          loading={busy}
          verdict={bad || nothing ? { allowed: false, reason: bad ? t('imports.disabledBad') : t('imports.disabledNothing') } : { allowed: true }}
          onClick={() => void commit()}
        >
          {busy ? t('imports.committing') : t('imports.commit')}
        </ActionButton>
      </div>
    </section>
  );
}
