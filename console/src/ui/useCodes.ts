// The words for codes of the API, also for codes that are younger than this console.
import { useTranslation } from 'react-i18next';
import type { Dictionary } from '../i18n/zh-CN';

export function useCodes() {
  const { t } = useTranslation();
  const book: Dictionary['codes'] = t('codes', { returnObjects: true });
  const word = (table: Record<string, string>, code: string | null | undefined) => (code ? (table[code] ?? code) : '—');
  const options = <T extends string>(table: Record<T, string>, values: readonly T[]) =>
    values.map((value) => ({ value, label: table[value] }));
  return { book, word, options };
}
