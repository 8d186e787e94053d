import { beforeEach, describe, expect, it, vi } from 'vitest';
import { lastUse, noteUse, whenUsed } from '../src/api/use';
import { secondsLeft } from '../src/pages/shell/IdleWarning';

const MINUTE = 60_000;
const FAR = 12 * 60 * MINUTE;

describe('the warning before an idle session ends', () => {
  it('comes two minutes before, and counts down to nothing', () => {
    const left = (now: number) => secondsLeft(1, 29 * MINUTE, FAR, now + 1);
    expect(left(27 * MINUTE - 1)).toBeUndefined();
    expect(left(27 * MINUTE)).toBe(120);
    expect(left(29 * MINUTE - 500)).toBe(1);
    expect(left(29 * MINUTE)).toBe(0);
    expect(left(40 * MINUTE)).toBe(0);
  });

  it('is silent where the session ends of age first, or nothing is known of its use', () => {
    expect(secondsLeft(1, 29 * MINUTE, 20 * MINUTE, 28 * MINUTE)).toBeUndefined();
    expect(secondsLeft(0, 29 * MINUTE, FAR, 28 * MINUTE)).toBeUndefined();
  });
});

describe('use', () => {
  beforeEach(() => localStorage.clear());

  it('is known to whoever listens, in this tab and in others', () => {
    const listener = vi.fn();
    const forget = whenUsed(listener);
    noteUse(7);
    expect([lastUse(), listener.mock.calls.length]).toEqual([7, 1]);
    window.dispatchEvent(new StorageEvent('storage', { key: 'huixin.used' }));
    window.dispatchEvent(new StorageEvent('storage', { key: 'something.else' }));
    expect(listener).toHaveBeenCalledTimes(2);
    forget();
    noteUse(8);
    expect(listener).toHaveBeenCalledTimes(2);
  });
});
