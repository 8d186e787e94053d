import { DownloadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, App, Button, Progress } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useProblemText } from '../../ui/ProblemView';
import { Counts } from './Counts';
import { FileFacts } from './FileFacts';
import { PartTable } from './PartTable';
import type { ImportSource } from './source';

type Import = Schemas['Import'];
interface Props {
  source: ImportSource;
  one: Import;
  onMore: () => void;
}

export function ResultStep({ source, one, onMore }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemText();
  const queryClient = useQueryClient();
  const running = one.state === 'running';
  // What the import has written is new to every list that is remembered.
  useEffect(() => {
    if (!running) void queryClient.invalidateQueries({ queryKey: ['get'] });
  }, [running, queryClient]);
  // The button that led here stood at the end of a long page.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  const result = () => source.result(one).catch((raw: unknown) => void message.error(words(asProblem(raw))));
  const head = {
    done: { type: 'success', title: t('imports.doneTitle'), text: undefined },
    partly: { type: 'warning', title: t('imports.partlyTitle'), text: t('imports.partlyText') },
    failed: { type: 'error', title: t('imports.failedTitle'), text: t('imports.failedText') },
    running: {
      type: 'info',
      title: t('imports.runningTitle', { done: one.parts_done, total: one.parts_total }),
      text: t('imports.runningText'),
    },
    validated: undefined,
    invalid: undefined,
  } as const;
  const banner = head[one.state];
  return (
    <section className="card" aria-label={t('imports.stepResult')}>
      {banner && <Alert className="gap" role="status" showIcon type={banner.type} title={banner.title} description={one.scope === 'staff' && one.created > 0 ? t('imports.staff.doneText') : banner.text} />}
      {running && (
        <Progress
          className="gap"
          percent={one.parts_total ? Math.round((one.parts_done / one.parts_total) * 100) : 0}
          aria-label={t('imports.progress')}
        />
      )}
      <FileFacts one={one} />
      <Counts one={one} />
      {one.parts.length > 1 && <PartTable parts={one.parts} />}
      <div className="wizard-foot">
        <Button onClick={onMore}>{t('imports.more')}</Button>
        {!running && (
          <>
            <Button icon={<DownloadOutlined aria-hidden />} title={t(source.scope === 'staff' ? 'imports.staff.resultHint' : 'imports.resultHint')} onClick={() => void result()}>
              {t('imports.result')}
            </Button>
            {source.scope === 'staff' ? (
              <Link to="/accounts" className="as-button small-button">
                {t('imports.staff.toAccounts')}
              </Link>
            ) : source.scope === 'province' ? (
              <Link to="/schools" className="as-button small-button">
                {t('imports.toSchools')}
              </Link>
            ) : (
              <Link to="/provinces" className="as-button small-button">
                {t('imports.toProvinces')}
              </Link>
            )}
          </>
        )}
      </div>
    </section>
  );
}
