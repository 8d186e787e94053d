// What an entry changed, field by field.
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
  changed: boolean;
}

/** A snapshot is whatever JSON the server wrote down; only objects have fields to compare. */
function fieldsOf(snapshot: unknown): Record<string, unknown> {
  return typeof snapshot === 'object' && snapshot !== null && !Array.isArray(snapshot) ? { ...snapshot } : {};
}

export function diff(before: unknown, after: unknown): Change[] {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => {
    const from = was[field];
    const to = is[field];
    return { field, before: from, after: to, changed: JSON.stringify(from ?? null) !== JSON.stringify(to ?? null) };
  });
}
