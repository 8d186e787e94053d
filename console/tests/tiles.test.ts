import { describe, expect, it } from 'vitest';
import { classOf, limits } from '../src/places/classes';
import { COLS, NOT_COVERED, ROWS, TILES } from '../src/places/tiles';

describe('the tile grid', () => {
  it('has the 34 province-level regions of GB/T 2260, each once', () => {
    expect(TILES).toHaveLength(34);
    expect(new Set(TILES.map((tile) => tile.code)).size).toBe(34);
    expect(new Set(TILES.map((tile) => tile.letters)).size).toBe(34);
  });

  it('lets no two overlap, and none stand outside', () => {
    expect(new Set(TILES.map((tile) => `${tile.row}/${tile.col}`)).size).toBe(34);
    expect(TILES.every(({ row, col }) => row >= 1 && row <= ROWS && col >= 1 && col <= COLS)).toBe(true);
  });

  it('leaves the top left corner to the units that stand apart', () => {
    expect(TILES.filter(({ row, col }) => row <= 2 && col <= 5)).toEqual([]);
  });

  it('knows the three regions that are not covered', () => {
    expect(Object.keys(NOT_COVERED).sort()).toEqual(['71', '81', '82']);
  });
});

describe('classes', () => {
  it('rise strictly and put every value into one', () => {
    const values = Array.from({ length: 33 }, (_, index) => index * 6 + 3);
    const cuts = limits(values);
    expect(cuts.length).toBeGreaterThan(0);
    expect(cuts.every((cut, index) => index === 0 || cut > (cuts[index - 1] ?? 0))).toBe(true);
    expect(classOf(0, cuts)).toBe(0);
    expect(classOf(1000, cuts)).toBe(cuts.length);
  });

  it('cope with no data and with zeros', () => {
    expect(limits([])).toEqual([]);
    expect(limits([0, 0, 0])).toEqual([]);
  });
});
