// What a cell of a cockpit may show. Hidden is not zero and not unknown: each has its own kind.
import type { Schemas } from '../../api/client';
import type { Measure } from '../../routes/searches';

export type Row = Schemas['CockpitRow'];
export type LevelKey = 'l1' | 'l2' | 'l3' | 'l0';
export const LEVEL_KEYS = ['l1', 'l2', 'l3', 'l0'] as const satisfies readonly LevelKey[];

const REASONS = ['small', 'complementary', 'early', 'denominator'] as const;
export type Reason = (typeof REASONS)[number] | 'other';
export type Cell = { kind: 'value'; value: number } | { kind: 'hidden'; reason: Reason } | { kind: 'pending' } | { kind: 'none' };

/** A reason that is younger than this console has only general words. */
export const reasonOf = (code: string): Reason => REASONS.find((known) => known === code) ?? 'other';

/** Whether anybody of this row has reported. */
export const isPending = (row: Row) => row.reported === 0 && row.completed === 0;

function cell(row: Row, hidden: string | null | undefined, value: number | null | undefined): Cell {
  if (isPending(row)) return { kind: 'pending' };
  if (hidden) return { kind: 'hidden', reason: reasonOf(hidden) };
  return value === null || value === undefined ? { kind: 'none' } : { kind: 'value', value };
}

export const countCell = (row: Row, level: LevelKey) => cell(row, row.hidden, row.severity[level].count);

/** A rate is hidden with its count, or alone where too few are valid; a rate of nobody is none. */
export const rateCell = (row: Row, level: LevelKey) =>
  cell(row, row.hidden ?? (row.valid > 0 ? row.rates_hidden : null), row.severity[level].rate);

/** Participation is never hidden; who has not reported yet has none, rather than 0. */
export function measureCell(row: Row, measure: Measure): Cell {
  if (measure !== 'participation' && measure !== 'valid') return rateCell(row, measure);
  return cell(row, null, measure === 'participation' ? row.participation_rate : row.valid_rate);
}

/** Where a bar of this measure is full: a share of all ends at 100, the rate of a level at the largest. */
export const fullBar = (measure: Measure) => (measure === 'participation' || measure === 'valid' ? 100 : undefined);

/** For sorting: what is not shown comes below everything that is. */
export const rank = (shown: Cell) => (shown.kind === 'value' ? shown.value : -1);

/** Why something in this row is not shown, once per row. */
export function reasonsOf(row: Row): Reason[] {
  if (isPending(row)) return [];
  if (row.hidden) return [reasonOf(row.hidden)];
  return row.rates_hidden && row.valid > 0 ? [reasonOf(row.rates_hidden)] : [];
}

/** Percent with one decimal, half up, in whole numbers: 97.85 must not become 97.8. */
export function percent(part: number, whole: number): number | null {
  return whole > 0 ? Math.floor((part * 2000 + whole) / (2 * whole)) / 10 : null;
}

const PARTICIPATION_CUTS = [60, 80, 90, 95];
/** Lower limits of the upper classes: fixed where all years share a scale, else by the values shown. */
export function rateCuts(measure: Measure, values: number[]): number[] {
  if (measure === 'participation' || measure === 'valid') return PARTICIPATION_CUTS;
  const sorted = [...values].sort((a, b) => a - b);
  const found: number[] = [];
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    const limit = Math.round((sorted[Math.floor(share * sorted.length)] ?? 0) * 10) / 10;
    if (limit > (found[found.length - 1] ?? sorted[0] ?? 0)) found.push(limit);
  }
  return found;
}
