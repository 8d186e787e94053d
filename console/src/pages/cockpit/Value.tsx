// A figure, or why it is not there. Hidden figures are hatched and worded, never empty and never 0.
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import type { Cell, Reason } from './figures';

export function HiddenValue({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  return (
    <Tooltip title={t(`hidden.${reason}`)}>
      <span className="hidden-value">
        {t('hidden.word')}
        <span className="for-readers">{t(`hidden.${reason}`)}</span>
      </span>
    </Tooltip>
  );
}

export function Value({ cell, as }: { cell: Cell; as: 'rate' | 'count' }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (cell.kind === 'hidden') return <HiddenValue reason={cell.reason} />;
  if (cell.kind === 'pending') return <span className="pending-value">{t('cockpit.pending')}</span>;
  if (cell.kind === 'none') return '—';
  return as === 'rate' ? format.rate(cell.value) : format.number(cell.value);
}

/** The same in words, for names that are read out. */
export function useCellText() {
  const { t } = useTranslation();
  const format = useFormat();
  return (cell: Cell) => {
    if (cell.kind === 'value') return format.rate(cell.value);
    if (cell.kind === 'hidden') return `${t('hidden.word')} (${t(`hidden.short.${cell.reason}`)})`;
    return cell.kind === 'pending' ? t('cockpit.pending') : '—';
  };
}

/** What each way of hiding means, once per page. */
export function HiddenLegend() {
  const { t } = useTranslation();
  return (
    <details className="hidden-legend">
      <summary>{t('hidden.why')}</summary>
      <p>{t('hidden.legend')}</p>
      <dl>
        {(['small', 'complementary', 'early', 'denominator'] as const).map((reason) => (
          <div key={reason}>
            <dt>{t(`hidden.short.${reason}`)}</dt>
            <dd>{t(`hidden.${reason}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
