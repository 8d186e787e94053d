// A school's own groups, summed up by training level, by college, or as they are.
import type { Schemas } from '../../api/client';
import { percent } from './figures';

const COUNTS = ['eligible', 'completed', 'valid', 'inv'] as const;
const SEVERITY = ['l1', 'l2', 'l3', 'l0', 'crisis'] as const;
export type Count = (typeof COUNTS)[number] | (typeof SEVERITY)[number];
type Given = Schemas['SchoolGroup'];
export type Grouping = 'training' | 'college' | 'both';
export interface Group extends Partial<Record<Count, number>> {
  key: string;
  training_level?: Schemas['TrainingLevel'];
  college?: string;
}
const ORDER: readonly string[] = ['junior_college', 'undergraduate', 'master', 'doctor', 'other'];

export function groupsBy(given: readonly Given[], by: Grouping): Group[] {
  const found = new Map<string, Group>();
  for (const one of given) {
    const training = by === 'college' ? undefined : one.training_level;
    const college = by === 'training' ? undefined : one.college;
    const key = `${training ?? ''}\t${college ?? ''}`;
    const group = found.get(key) ?? { key, training_level: training, college };
    for (const count of COUNTS) group[count] = (group[count] ?? 0) + one.figures[count];
    // Who may see participation only gets no levels, and none are made up here.
    if (one.figures.severity) for (const count of SEVERITY) group[count] = (group[count] ?? 0) + one.figures.severity[count];
    found.set(key, group);
  }
  const at = (group: Group) => ORDER.indexOf(group.training_level ?? '');
  return [...found.values()].sort((a, b) => at(a) - at(b) || (a.college ?? '').localeCompare(b.college ?? '', 'zh-CN'));
}

export const participationOf = (group: Group) => percent(group.completed ?? 0, group.eligible ?? 0);
export const levelRate = (group: Group, level: 'l1' | 'l2' | 'l3' | 'l0') => percent(group[level] ?? 0, group.valid ?? 0);
