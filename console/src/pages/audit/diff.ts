// What an entry changed, field by field.
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
  changed: boolean;
}

type Snapshot = Record<string, unknown> | null | undefined;

export function diff(before: Snapshot, after: Snapshot): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields.map((field) => {
    const from = before?.[field];
    const to = after?.[field];
    return { field, before: from, after: to, changed: JSON.stringify(from ?? null) !== JSON.stringify(to ?? null) };
  });
}
