import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Progress } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { AtSchool } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { Consequences } from './Consequences';
import { ImportCounts, ImportFacts } from './ImportFacts';

interface Props {
  at: AtSchool;
  one: Schemas['ResultImport'];
  open: boolean;
  onMore: () => void;
}

export function ResultStep({ at, one, open, onMore }: Props) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const busy = one.state === 'committing';
  // What the commit has written is new to every figure that is remembered.
  useEffect(() => {
    if (!busy) void queryClient.invalidateQueries({ queryKey: ['get'], predicate: (query) => !String(query.queryKey[1]).endsWith('/{import}') });
  }, [busy, queryClient]);
  // The button that led here stood at the end of a long page.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  return (
    <section className="card" aria-label={t('assess.stepResult')}>
      <Banner one={one} />
      {busy && <Writing one={one} />}
      <ImportFacts one={one} />
      <ImportCounts one={one} />
      {one.state === 'done' && one.figures && <Consequences figures={one.figures} />}
      <div className="wizard-foot">
        {open && !busy && <Button onClick={onMore}>{one.state === 'done' ? t('result.more') : t('check.again')}</Button>}
        {one.state === 'done' && (
          <>
            <Link to="/cockpit" search={{ campaign: at.campaign, school: at.school }} className="as-button small-button quiet">
              {t('result.toCockpit')}
            </Link>
            <Link to="/contacts" search={{ campaign: at.campaign, school: at.school }} className="as-button small-button">
              {t('result.toContacts')}
            </Link>
          </>
        )}
      </div>
    </section>
  );
}

// Nothing counts before the end, but whoever waits sees how far it has come.
function Writing({ one }: { one: Schemas['ResultImport'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = one.created + one.changed + one.withdrawn;
  const percent = all ? Math.floor((100 * one.written) / all) : 0;
  return (
    <div className="gap">
      <Progress percent={percent} status="active" aria-label={t('census.progress')} />
      <p aria-live="polite">
        {one.written < all ? t('result.written', { n: format.number(one.written), all: format.number(all) }) : t('result.counting')}
      </p>
    </div>
  );
}

function Banner({ one }: { one: Schemas['ResultImport'] }) {
  const { t } = useTranslation();
  const name = one.filename;
  const [type, title, text] =
    one.state === 'committing'
      ? (['info', t('result.committingTitle', { name }), t('result.committingText')] as const)
      : one.state === 'done'
        ? (['success', t('result.doneTitle', { name }), t('result.doneText')] as const)
        : one.state === 'abandoned'
          ? (['warning', t('result.abandonedTitle'), one.error || t('result.abandonedText')] as const)
          : (['error', t('result.failedTitle'), one.error || t('result.failedText')] as const);
  return <Alert className="gap" role="status" showIcon type={type} title={title} description={text} />;
}
