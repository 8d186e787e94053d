import { describe, expect, it } from 'vitest';
import en from '../src/i18n/en';
import zh from '../src/i18n/zh-CN';

function texts(words: object, at = ''): [key: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[at + key, value] as [string, string]] : texts(value as object, `${at}${key}/`),
  );
}
const holes = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort().join();
const chinese = texts(zh);
const english = new Map(texts(en));

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual(chinese.map(([key]) => key).sort());
  });

  it('have the same holes to fill', () => {
    for (const [key, text] of chinese) expect([key, holes(english.get(key) ?? '')]).toEqual([key, holes(text)]);
  });

  it('have no Chinese in English, and nothing empty', () => {
    for (const [key, text] of english) {
      expect([key, /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/.test(text)]).toEqual([key, false]);
      expect([key, text.trim().length > 0]).toEqual([key, true]);
    }
  });
});
