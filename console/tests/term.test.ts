import { expect, it } from 'vitest';
import { daysLeft } from '../src/pages/profile/term';

it('counts the days of a role that ends within thirty, and says nothing of others', () => {
  const left = (now: string) => daysLeft('2028-06-30T16:00:00Z', Date.parse(now));
  expect(left('2028-05-31T15:59:59Z')).toBeUndefined();
  expect(left('2028-05-31T16:00:00Z')).toBe(30);
  expect(left('2028-06-29T16:00:01Z')).toBe(1);
  expect(left('2028-06-30T15:59:59Z')).toBe(1);
  expect(left('2028-06-30T16:00:00Z')).toBeUndefined();
  expect(daysLeft(undefined, Date.parse('2028-06-30T00:00:00Z'))).toBeUndefined();
});
