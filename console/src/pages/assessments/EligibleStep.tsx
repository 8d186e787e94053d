// 应测人数: typed or pasted, saved as a whole.
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stateEligible, type AtSchool } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import { ProblemView } from '../../ui/ProblemView';
import { emptyRow, faultsOf, sheetSum, toItems, toSheet, type Sheet } from './eligible';
import { SheetEditor } from './SheetEditor';

interface Props {
  at: AtSchool;
  items: Schemas['EligibleGroup'][];
  open: boolean;
  onNext: () => void;
}
const FEWEST = 5;
const padded = (sheet: Sheet) => [...sheet, ...Array.from({ length: Math.max(0, FEWEST - sheet.length) }, emptyRow)];

export function EligibleStep({ at, items, open, onNext }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [sheet, setSheet] = useState(() => padded(toSheet(items)));
  const [dirty, setDirty] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [pasted, setPasted] = useState<string>();
  useLeaveGuard(dirty);
  const faults = faultsOf(sheet);
  const total = sheetSum(sheet);

  const change = (next: Sheet, note?: string) => {
    setSheet(padded(next));
    setDirty(true);
    setPasted(note);
  };
  const save = async () => {
    setTried(true);
    setProblem(undefined);
    if (faults.length || total === 0) return;
    setBusy(true);
    try {
      await stateEligible(at, toItems(sheet));
      setDirty(false);
      setPasted(undefined);
      void message.success(t('eligible.saved', { n: format.number(total) }));
      await queryClient.invalidateQueries({ queryKey: ['get'] });
    } catch (raw) {
      setProblem(raw);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="card" aria-labelledby="eligible">
      <h2 id="eligible">{t('eligible.title')}</h2>
      <p className="help">
        {t('eligible.help')} {open && t('eligible.paste')}
      </p>
      {problem ? <SaveProblem problem={problem} /> : null}
      {tried && faults.length > 0 && <Alert type="error" showIcon role="alert" className="gap" title={t('eligible.faults', { n: faults.length })} />}
      {tried && faults.length === 0 && total === 0 && <Alert type="error" showIcon role="alert" className="gap" title={t('eligible.faultEmpty')} />}
      <p className="for-readers" role="status">
        {pasted}
      </p>
      {pasted && <Alert type="info" showIcon role="note" className="gap" title={pasted} />}
      <SheetEditor sheet={sheet} faults={faults} readOnly={!open} onChange={change} />
      <div className="wizard-foot">
        <span className="pager-total">{dirty ? t('eligible.unsaved') : items.length ? t('eligible.savedState') : t('eligible.noneYet')}</span>
        {open && (
          <Button type={dirty || items.length === 0 ? 'primary' : 'default'} loading={busy} onClick={() => void save()}>
            {t('eligible.save')}
          </Button>
        )}
        <Button type={!dirty && items.length ? 'primary' : 'default'} onClick={onNext}>
          {t('assess.next')}
        </Button>
      </div>
    </section>
  );
}

/** The server's faults name items of the list; each is worded, once. */
function SaveProblem({ problem }: { problem: unknown }) {
  const words = [...new Set((asProblem(problem).errors ?? []).map((fault) => fault.detail))];
  return (
    <>
      <ProblemView problem={problem} />
      {words.map((text) => (
        <Alert key={text} type="error" showIcon role="alert" className="gap" title={text} />
      ))}
    </>
  );
}

function useLeaveGuard(dirty: boolean) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  useBlocker({
    enableBeforeUnload: dirty,
    shouldBlockFn: async () => {
      if (!dirty) return false;
      return !(await modal.confirm({
        title: t('common.discardTitle'),
        content: t('common.discardText'),
        okText: t('common.discard'),
        cancelText: t('common.keepEditing'),
        okButtonProps: { danger: true },
        autoFocusButton: 'cancel',
      }));
    },
  });
}
