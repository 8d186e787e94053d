import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startLanguage } from '../src/i18n';
import { formatRate, formatShort } from '../src/i18n/format';
import zh from '../src/i18n/zh-CN';
import { Bars } from '../src/pages/cockpit/Bars';
import { countCell, measureCell, percent, rank, rateCell, rateCuts, reasonsOf, type Row } from '../src/pages/cockpit/figures';
import { groupsBy, levelRate, participationOf } from '../src/pages/cockpit/groups';
import { Value } from '../src/pages/cockpit/Value';

beforeAll(() => startLanguage());
afterEach(cleanup);

const level = (count: number | null, rate: number | null) => ({ count, rate });
const row = (change: Partial<Row> = {}): Row => ({
  kind: 'school',
  code: '4151010610',
  name: '四川示范大学',
  schools: 1,
  reported: 1,
  eligible: 1000,
  completed: 900,
  valid: 890,
  participation_rate: 90,
  valid_rate: 98.9,
  severity: { l1: level(0, 0), l2: level(50, 5.6), l3: level(100, 11.2), l0: level(740, 83.1) },
  hidden: null,
  rates_hidden: null,
  ...change,
});
const none = level(null, null);
const nothing = { l1: none, l2: none, l3: none, l0: none };

describe('what a cell may show', () => {
  it('is zero where zero was counted', () => {
    expect(countCell(row(), 'l1')).toEqual({ kind: 'value', value: 0 });
    expect(rateCell(row(), 'l1')).toEqual({ kind: 'value', value: 0 });
  });

  it.each(['small', 'complementary', 'early'] as const)('is hidden, with its reason, in every level of a row: %s', (hidden) => {
    const one = row({ hidden, rates_hidden: hidden, severity: nothing });
    for (const key of ['l1', 'l2', 'l3', 'l0'] as const) {
      expect(countCell(one, key)).toEqual({ kind: 'hidden', reason: hidden });
      expect(rateCell(one, key)).toEqual({ kind: 'hidden', reason: hidden });
    }
    expect(reasonsOf(one)).toEqual([hidden]);
    expect(measureCell(one, 'participation')).toEqual({ kind: 'value', value: 90 });
  });

  it('hides a rate alone where too few are valid', () => {
    const one = row({ valid: 25, rates_hidden: 'denominator', severity: { ...nothing, l1: level(0, null) } });
    expect(countCell(one, 'l1')).toEqual({ kind: 'value', value: 0 });
    expect(rateCell(one, 'l1')).toEqual({ kind: 'hidden', reason: 'denominator' });
  });

  it('is pending where nobody has reported: neither 0 nor hidden', () => {
    const one = row({ reported: 0, completed: 0, valid: 0, participation_rate: 0, valid_rate: null, rates_hidden: 'denominator', severity: { l1: level(0, null), l2: level(0, null), l3: level(0, null), l0: level(0, null) } });
    expect(rateCell(one, 'l1')).toEqual({ kind: 'pending' });
    expect(measureCell(one, 'participation')).toEqual({ kind: 'pending' });
    expect(reasonsOf(one)).toEqual([]);
  });

  it('has general words for a reason that it does not know', () => {
    const unknown = row({ hidden: 'small' });
    Object.assign(unknown, { hidden: 'dominance' });
    expect(reasonsOf(unknown)).toEqual(['other']);
  });

  it('sorts what is not shown below every number', () => {
    expect(rank({ kind: 'hidden', reason: 'small' })).toBeLessThan(rank({ kind: 'value', value: 0 }));
  });
});

describe('a hidden value on the page', () => {
  it('is worded and hatched, and says why', () => {
    const { container } = render(<Value cell={{ kind: 'hidden', reason: 'small' }} as="rate" />);
    expect(container.querySelector('.hidden-value')?.textContent).toBe(zh.hidden.word + zh.hidden.small);
    expect(container.textContent).not.toMatch(/\d%/);
  });

  it('is unlike zero, and unlike what is not reported yet', () => {
    const shown = (cell: Parameters<typeof Value>[0]['cell']) => render(<Value cell={cell} as="rate" />).container.textContent;
    const all = [shown({ kind: 'value', value: 0 }), shown({ kind: 'hidden', reason: 'small' }), shown({ kind: 'pending' }), shown({ kind: 'none' })];
    expect(all[0]).toBe('0.0%');
    expect(new Set(all).size).toBe(4);
  });

  it('stands at the end of a ranking, with a bar that is no bar', () => {
    render(
      <Bars
        label="L"
        first={10}
        bars={[
          { key: 'a', name: 'A', cell: { kind: 'hidden', reason: 'complementary' } },
          { key: 'b', name: 'B', cell: { kind: 'value', value: 1.5 } },
          { key: 'c', name: 'C', cell: { kind: 'value', value: 3 } },
        ]}
      />,
    );
    const items = screen.getAllByRole('listitem');
    expect(items.map((item) => item.querySelector('.bar-name')?.textContent)).toEqual(['C', 'B', 'A']);
    expect(items.map((item) => item.querySelector<HTMLElement>('.bar-track i')?.style.width)).toEqual(['100%', '50%', '100%']);
    expect(items[2]?.querySelector('.bar-track i')?.className).toBe('hidden');
  });
});

describe('rates', () => {
  it('are rounded half up to one decimal, and undefined of nobody', () => {
    expect([percent(3896, 3924), percent(75, 3896), percent(1, 2000), percent(1, 2001), percent(5, 5)]).toEqual([99.3, 1.9, 0.1, 0, 100]);
    expect(percent(0, 0)).toBeNull();
  });

  it('are worded with one decimal, in both languages', () => {
    expect([formatRate(90, 'zh-CN'), formatRate(0, 'en'), formatRate(null, 'en')]).toEqual(['90.0%', '0.0%', '—']);
    expect([formatShort(4_012_345, 'zh-CN'), formatShort(999_999, 'zh-CN'), formatShort(4_012_345, 'en')]).toEqual(['401.2 万', '999,999', '4.0 M']);
  });

  it('fall into classes with rising limits, also where all are alike', () => {
    const cuts = rateCuts('l1', [0.5, 0.7, 1.1, 1.4, 1.9, 2.2, 2.4]);
    expect(cuts.every((cut, at) => at === 0 || cut > (cuts[at - 1] ?? 0))).toBe(true);
    expect(cuts.length).toBeGreaterThan(2);
    expect(rateCuts('l1', [1.2, 1.2])).toEqual([]);
    expect(rateCuts('l1', [])).toEqual([]);
    expect(rateCuts('participation', [])).toEqual([60, 80, 90, 95]);
  });
});

describe("a school's groups", () => {
  const figures = (eligible: number, completed: number, l1: number) => ({
    eligible,
    completed,
    valid: completed,
    inv: 0,
    severity: { l1, l2: 0, l3: 0, l0: completed - l1, crisis: l1 },
  });
  const groups = [
    { training_level: 'master' as const, college: '甲', figures: figures(100, 50, 1) },
    { training_level: 'undergraduate' as const, college: '甲', figures: figures(300, 300, 3) },
    { training_level: 'undergraduate' as const, college: '乙', figures: figures(100, 0, 0) },
  ];

  it('are summed by training level and by college, in the order of training', () => {
    const training = groupsBy(groups, 'training');
    expect(training.map((group) => [group.training_level, group.eligible, group.l1])).toEqual([
      ['undergraduate', 400, 3],
      ['master', 100, 1],
    ]);
    expect(training.map(participationOf)).toEqual([75, 50]);
    const college = groupsBy(groups, 'college');
    expect(college.map((group) => [group.college, group.completed])).toEqual(expect.arrayContaining([['甲', 350], ['乙', 0]]));
    expect(groupsBy(groups, 'both')).toHaveLength(3);
  });

  it('have no level where the caller may see participation only', () => {
    const [only] = groupsBy([{ ...groups[0]!, figures: { ...groups[0]!.figures, severity: null } }], 'college');
    expect(only).not.toHaveProperty('l1');
    expect(levelRate({ key: '', valid: 0 }, 'l1')).toBeNull();
  });
});
