// A results file of synthetic students, made after whatever header the template has.
import { randomInt } from 'node:crypto';

export interface Student {
  number: number;
  /** Answers to the PHQ-9; none where consent was withdrawn. */
  answers?: readonly number[];
}

/** Papers of the PHQ-9 by the level that they come to. */
export const PAPERS = {
  L1: [1, 1, 0, 0, 0, 0, 0, 0, 1],
  L2: [2, 2, 2, 2, 2, 0, 0, 0, 0],
  L3: [1, 1, 1, 1, 1, 0, 0, 0, 0],
  L0: [1, 0, 0, 0, 0, 0, 0, 0, 0],
} as const;

/** Part of every name, so that it can be looked for where it must not be. */
export const CANARY = `金丝雀${randomInt(1000, 9999)}`;
export const nameOf = (student: Student) => `${CANARY}号${student.number}`;
export const numberOf = (student: Student) => `S2031${String(student.number).padStart(4, '0')}`;
export const COLLEGE = '试验学院';

/** GB 11643-1999: a number that can be a person's, with its check character. */
function identityNumber(n: number): string {
  const body = `51010620060101${String(n).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + '10X98765432'.charAt(sum % 11);
}

function cell(header: string, student: Student): string {
  const item = /^PHQ-9\.(\d)/i.exec(header)?.[1];
  if (item) return String(student.answers?.[Number(item) - 1] ?? '');
  const fields: Record<string, string> = {
    学号: numberOf(student),
    姓名: nameOf(student),
    证件号码: identityNumber(student.number),
    性别: student.number % 2 ? '男' : '女',
    培养层次: '本科',
    入学年份: '2024',
    院系: COLLEGE,
    知情同意日期: '2025-09-01',
    撤回同意日期: student.answers ? '' : '2025-09-02',
  };
  return fields[header.replace(/[*＊]$/, '')] ?? '';
}

export function resultsFile(header: string, students: readonly Student[]): Buffer {
  const columns = header.replace(/^\uFEFF/, '').trim().split(',');
  const lines = students.map((student) => columns.map((column) => cell(column.trim(), student)).join(','));
  return Buffer.from(`\uFEFF${[columns.join(','), ...lines].join('\r\n')}\r\n`, 'utf8');
}
