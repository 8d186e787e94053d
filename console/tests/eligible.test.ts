import { describe, expect, it } from 'vitest';
import { clipboardCells, columnSum, emptyRow, faultsOf, paste, persons, rowSum, sheetSum, toItems, toSheet, type Sheet } from '../src/pages/assessments/eligible';

const blank = (): Sheet => [emptyRow(), emptyRow()];
const colleges = (sheet: Sheet) => sheet.map((row) => row.college);

describe('what Excel puts on the clipboard', () => {
  it('is cells by tab and line, with quotes undone', () => {
    expect(clipboardCells('a\tb\r\nc\td\r\n')).toEqual([['a', 'b'], ['c', 'd']]);
    expect(clipboardCells('"土木\n工程学院"\t"他说""是"""\t3')).toEqual([['土木 工程学院', '他说"是"', '3']]);
    expect(clipboardCells('a\t\t1')).toEqual([['a', '', '1']]);
    expect(clipboardCells('a\t')).toEqual([['a', '']]);
    expect(clipboardCells('')).toEqual([]);
  });

  it('has numbers in many coats', () => {
    expect([persons('1,234'), persons(' １２３４ '), persons('1234.0'), persons('')]).toEqual([1234, 1234, 1234, 0]);
    for (const bad of ['-1', '12.5', '约100', '1e3']) expect(persons(bad)).toBeNaN();
  });
});

describe('pasting', () => {
  it('fills to the right and down from where the cursor stands, and makes rows', () => {
    const { sheet, cells, bad } = paste(blank(), 1, 2, '100\t20\n300\t40\n');
    expect(sheet).toHaveLength(3);
    expect(sheet[1]?.cells).toMatchObject({ junior_college: '', undergraduate: '100', master: '20' });
    expect(sheet[2]?.cells).toMatchObject({ undergraduate: '300', master: '40', doctor: '' });
    expect([cells, bad]).toEqual([4, 0]);
  });

  it('drops what lies beyond the last column, and counts what is no number', () => {
    const { sheet, cells, bad } = paste(blank(), 0, 5, '7\t8\nmany\t9');
    expect(sheet.map((row) => row.cells.other)).toEqual(['7', 'many']);
    expect([cells, bad]).toEqual([2, 1]);
    expect(faultsOf(sheet).map((fault) => [fault.row, fault.at, fault.code])).toEqual([
      [0, 'college', 'name'],
      [1, 'college', 'name'],
      [1, 'other', 'number'],
    ]);
  });

  it('reads a sheet by its header, in any order of columns, without its totals', () => {
    const { sheet } = paste(blank(), 0, 0, '学院\t博士\t本科\t备注\n计算机学院\t10\t1,200\tx\n外国语学院\t\t800\t\n合计\t10\t2000\t');
    expect(colleges(sheet)).toEqual(['计算机学院', '外国语学院']);
    expect(sheet[0]?.cells).toMatchObject({ undergraduate: '1,200', doctor: '10', master: '' });
    expect(sheetSum(sheet)).toBe(2010);
  });

  it('does not take a sheet of three columns for a list', () => {
    for (const head of ['学院\t本科\t硕士', '学院\t本科\t备注']) {
      const { sheet } = paste(blank(), 0, 0, `${head}\n计算机学院\t10\t20`);
      expect(colleges(sheet)).toEqual(['计算机学院']);
      expect(sheet[0]?.cells.undergraduate).toBe('10');
    }
  });

  it('reads a list of college, level and persons, with or without a header, and sums what is there twice', () => {
    const list = '计算机学院\t本科\t1200\n计算机学院\t硕士研究生\t300\n外国语学院\t专科\t50\n计算机学院\t本科\t34';
    for (const text of [list, `院系\t培养层次\t人数\n${list}`]) {
      const { sheet, bad } = paste(blank(), 0, 0, text);
      expect(toItems(sheet)).toEqual([
        { training_level: 'undergraduate', college: '计算机学院', persons: 1234 },
        { training_level: 'master', college: '计算机学院', persons: 300 },
        { training_level: 'junior_college', college: '外国语学院', persons: 50 },
      ]);
      expect(bad).toBe(0);
    }
    expect(toItems(paste(blank(), 0, 0, '本科\t计算机学院\t5\n硕士\t计算机学院\t6').sheet)).toHaveLength(2);
  });
});

describe('the sheet', () => {
  const items = [
    { training_level: 'undergraduate' as const, college: '甲', persons: 100 },
    { training_level: 'master' as const, college: '甲', persons: 20 },
    { training_level: 'undergraduate' as const, college: '乙', persons: 7 },
  ];

  it('holds the list of the server and gives it back', () => {
    expect(toItems(toSheet(items))).toEqual(items);
    expect(toItems([...toSheet(items), emptyRow()])).toEqual(items);
  });

  it('sums rows, columns and all, and what is no number as nothing', () => {
    const sheet = toSheet(items);
    expect([rowSum(sheet[0] ?? emptyRow()), columnSum(sheet, 'undergraduate'), sheetSum(sheet)]).toEqual([120, 107, 127]);
    const broken = [{ college: '丙', cells: { ...emptyRow().cells, other: 'x' } }];
    expect(sheetSum(broken)).toBe(0);
  });

  it('names every fault, and none in blank rows', () => {
    const sheet: Sheet = [...toSheet(items), emptyRow(), { college: '甲', cells: { ...emptyRow().cells, other: '600000' } }];
    expect(faultsOf(sheet)).toEqual([
      { row: 3, at: 'college', code: 'twice' },
      { row: 3, at: 'other', code: 'number' },
    ]);
  });
});
