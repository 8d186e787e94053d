import { describe, expect, it } from 'vitest';
import { dayRange, formatNumber, formatTime } from '../src/i18n/format';

describe('numbers and times', () => {
  it('groups digits and shows a dash for nothing', () => {
    expect(formatNumber(1234567, 'zh-CN')).toBe('1,234,567');
    expect(formatNumber(0, 'en')).toBe('0');
    expect(formatNumber(null, 'zh-CN')).toBe('—');
  });

  it('shows the time of Shanghai, midnight as 00', () => {
    expect(formatTime('2026-11-21T16:05:00Z', 'zh-CN')).toBe('2026-11-22 00:05');
    expect(formatTime('2026-11-21T16:05:00Z', 'en')).toBe('2026-11-22 00:05');
    expect(formatTime(null, 'en')).toBe('—');
  });

  it('makes half-open ranges of whole days in Shanghai', () => {
    expect(dayRange('2026-11-21', '2026-11-21')).toEqual({ from: '2026-11-20T16:00:00.000Z', to: '2026-11-21T16:00:00.000Z' });
    expect(dayRange(undefined, undefined)).toEqual({});
  });
});
