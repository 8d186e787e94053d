const DAY = 86_400_000;
/** Days before the end of a role from which on its holder is reminded: time enough to have it given again. */
const SOON = 30;

/** The days that a role which ends soon is still held, the last one counted; nothing for others. */
export function daysLeft(end: string | null | undefined, now: number): number | undefined {
  if (!end) return undefined;
  const days = Math.ceil((Date.parse(end) - now) / DAY);
  return days >= 1 && days <= SOON ? days : undefined;
}
