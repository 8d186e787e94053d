// 应测人数 as a sheet: one row a college, one column a training level. Reads what Excel puts on the clipboard.
import type { Schemas } from '../../api/client';

export type TrainingLevel = Schemas['TrainingLevel'];
export const TRAINING = ['junior_college', 'undergraduate', 'master', 'doctor', 'other'] as const satisfies readonly TrainingLevel[];
export const MOST = 500_000;

export interface SheetRow {
  college: string;
  /** As typed; empty is none. */
  cells: Record<TrainingLevel, string>;
}
export type Sheet = SheetRow[];

const NAMES: [TrainingLevel, RegExp][] = [
  ['junior_college', /^(专科|高职|专科（高职）|大专|junior.college)$/i],
  ['undergraduate', /^(本科|本科生|普通本科|undergraduate)$/i],
  ['master', /^(硕士|硕士生|硕士研究生|master)$/i],
  ['doctor', /^(博士|博士生|博士研究生|doctor)$/i],
  ['other', /^(其他|其它|预科|other)$/i],
];
const tidy = (text: string) => text.normalize('NFKC').trim();
const trainingOf = (text: string) => NAMES.find(([, names]) => names.test(tidy(text).replace(/[()]/g, (c) => (c === '(' ? '（' : '）'))))?.[0];

export const emptyRow = (): SheetRow => ({ college: '', cells: { junior_college: '', undergraduate: '', master: '', doctor: '', other: '' } });
const isBlank = (row: SheetRow) => !row.college.trim() && TRAINING.every((level) => !row.cells[level].trim());

/** `1,234`, `１２３４` and `1234 ` are one number; NaN is none. */
export function persons(text: string): number {
  const digits = tidy(text).replace(/[,\s]/g, '');
  if (digits === '') return 0;
  return /^\d{1,9}(\.0+)?$/.test(digits) ? Number(digits) : Number.NaN;
}
const isNumber = (text: string) => tidy(text) !== '' && persons(text) <= MOST;

/** Tab-separated cells with Excel's quotes: a quoted cell may hold breaks and doubled quotes. */
export function clipboardCells(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r?\n|\r|$)/g;
  let row: string[] = [];
  for (let at = 0; at < text.length; at = cell.lastIndex) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found) break;
    row.push(found[1] === undefined ? (found[2] ?? '') : found[1].replace(/""/g, '"').replace(/\s*[\r\n]+\s*/g, ' '));
    if (found[3] === '\t' && cell.lastIndex >= text.length) row.push('');
    if (found[3] !== '\t') {
      rows.push(row);
      row = [];
    }
  }
  if (row.length) rows.push(row);
  return rows.filter((one) => one.some((value) => value.trim() !== ''));
}

export interface Pasted {
  sheet: Sheet;
  cells: number;
  /** Cells that should hold a number of persons and do not. */
  bad: number;
}
/** Column 0 is the college, the next ones are the training levels. */
export function paste(sheet: Sheet, row: number, column: number, text: string): Pasted {
  const block = clipboardCells(text);
  return asList(block) ?? asMatrix(block) ?? fill(sheet, row, column, block);
}

/** 院系、培养层次、人数, one line each; the header may be missing, the order of the first two too. */
function asList(block: string[][]): Pasted | undefined {
  // The first line is the header if it ends in words.
  const lines = isNumber(block[0]?.[2] ?? '') ? block : block.slice(1);
  const listed = (line: string[]) => line.length === 3 && Boolean(trainingOf(line[0] ?? '') ?? trainingOf(line[1] ?? ''));
  if (lines.length === 0 || !lines.every(listed)) return undefined;
  const sheet: Sheet = [];
  let bad = 0;
  for (const [first = '', second = '', number = ''] of lines) {
    const swapped = !trainingOf(second);
    const level = trainingOf(swapped ? first : second);
    if (!level) continue;
    const row = rowOf(sheet, tidy(swapped ? second : first));
    row.cells[level] = addTo(row.cells[level], number);
    if (!isNumber(number)) bad += 1;
  }
  return { sheet, cells: lines.length * 3, bad };
}

function rowOf(sheet: Sheet, college: string): SheetRow {
  const known = sheet.find((row) => row.college === college);
  if (known) return known;
  const row = { ...emptyRow(), college };
  sheet.push(row);
  return row;
}
/** The same college and level twice is a sum; what is no number stays visible as it came. */
function addTo(old: string, more: string): string {
  if (old === '') return tidy(more);
  const sum = persons(old) + persons(more);
  return Number.isNaN(sum) ? tidy(more) : String(sum);
}

/** A sheet with a header of training levels: columns go where their heads say. */
function asMatrix(block: string[][]): Pasted | undefined {
  const [head = [], ...lines] = block;
  const levels = head.map(trainingOf);
  if (levels.filter(Boolean).length < 1 || levels[0] || lines.length === 0) return undefined;
  let cells = 0;
  let bad = 0;
  const sheet = lines
    .filter((line) => !/^(合计|总计|小计|total|sum)$/i.test(tidy(line[0] ?? '')))
    .map((line) => {
      const row = { ...emptyRow(), college: tidy(line[0] ?? '') };
      cells += 1;
      levels.forEach((level, at) => {
        const value = line[at] ?? '';
        if (!level || value.trim() === '') return;
        row.cells[level] = tidy(value);
        cells += 1;
        if (!isNumber(value)) bad += 1;
      });
      return row;
    });
  return { sheet, cells, bad };
}

function fill(sheet: Sheet, row: number, column: number, block: string[][]): Pasted {
  const next = sheet.map((one) => ({ college: one.college, cells: { ...one.cells } }));
  let cells = 0;
  let bad = 0;
  block.forEach((line, down) => {
    while (next.length <= row + down) next.push(emptyRow());
    const target = next[row + down];
    line.forEach((value, right) => {
      const level = TRAINING[column + right - 1];
      if (!target || (column + right > 0 && !level)) return;
      cells += 1;
      if (!level) target.college = tidy(value);
      else {
        target.cells[level] = tidy(value);
        if (value.trim() !== '' && !isNumber(value)) bad += 1;
      }
    });
  });
  return { sheet: next, cells, bad };
}

export const toSheet = (items: readonly Schemas['EligibleGroup'][]): Sheet => {
  const sheet: Sheet = [];
  for (const item of items) rowOf(sheet, item.college).cells[item.training_level] = String(item.persons);
  return sheet;
};

export const toItems = (sheet: Sheet): Schemas['EligibleGroup'][] =>
  sheet.flatMap((row) =>
    TRAINING.flatMap((level) => {
      const n = persons(row.cells[level]);
      return n > 0 ? [{ training_level: level, college: row.college.trim(), persons: n }] : [];
    }),
  );

export type SheetFault = { row: number; at: 'college' | TrainingLevel; code: 'number' | 'name' | 'twice' };
export function faultsOf(sheet: Sheet): SheetFault[] {
  const names = sheet.map((row) => row.college.trim());
  return sheet.flatMap((row, at): SheetFault[] => {
    if (isBlank(row)) return [];
    const name = names[at] ?? '';
    const found: SheetFault[] = [];
    if (!name) found.push({ row: at, at: 'college', code: 'name' });
    else if (names.indexOf(name) !== at) found.push({ row: at, at: 'college', code: 'twice' });
    for (const level of TRAINING) {
      const n = persons(row.cells[level]);
      if (Number.isNaN(n) || n > MOST) found.push({ row: at, at: level, code: 'number' });
    }
    return found;
  });
}

const sum = (values: number[]) => values.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
export const rowSum = (row: SheetRow) => sum(TRAINING.map((level) => persons(row.cells[level])));
export const columnSum = (sheet: Sheet, level: TrainingLevel) => sum(sheet.map((row) => persons(row.cells[level])));
export const sheetSum = (sheet: Sheet) => sum(sheet.map(rowSum));
