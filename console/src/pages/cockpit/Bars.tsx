// Units in order of one figure. Plain boxes: they print, scale and need no library.
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cell } from './figures';
import { rank } from './figures';
import { Value } from './Value';

export interface Bar {
  key: string;
  name: string;
  cell: Cell;
}
interface Props {
  label: string;
  bars: Bar[];
  /** How many are shown at first. */
  first: number;
  /** Names of schools need more room than those of provinces. */
  longNames?: boolean;
  /** The value of a full bar; else the largest value is, so that rates of few percent can be compared. */
  full?: number;
}

export function Bars({ label, bars, first, longNames, full }: Props) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const sorted = [...bars].sort((a, b) => rank(b.cell) - rank(a.cell));
  const shown = all ? sorted : sorted.slice(0, first);
  const top = full ?? Math.max(...sorted.map((bar) => rank(bar.cell)), 0);
  const width = (cell: Cell) => (cell.kind === 'value' && top > 0 ? `${Math.min(100, (cell.value / top) * 100)}%` : cell.kind === 'hidden' ? '100%' : '0');
  return (
    <>
      <ol className={longNames ? 'bars long-names' : 'bars'} aria-label={label}>
        {shown.map((bar) => (
          <li key={bar.key}>
            <span className="bar-name" title={bar.name}>
              {bar.name}
            </span>
            <span className="bar-track" aria-hidden>
              <i className={bar.cell.kind} style={{ width: width(bar.cell) }} />
            </span>
            <span className="bar-value digits">
              <Value cell={bar.cell} as="rate" />
            </span>
          </li>
        ))}
      </ol>
      {sorted.length > first && (
        <Button type="link" onClick={() => setAll(!all)}>
          {all ? t('cockpit.barsLess', { n: first }) : t('cockpit.barsMore', { n: sorted.length })}
        </Button>
      )}
    </>
  );
}
