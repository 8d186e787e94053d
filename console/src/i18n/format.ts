// Numbers and times as people read them. Times are always those of Asia/Shanghai; the cycle is
// h23 because `hour12: false` prints midnight as 24 in the oldest browsers that we serve.
import { useTranslation } from 'react-i18next';

const ZONE = 'Asia/Shanghai';
const empty = '—';

export function formatNumber(value: number | null | undefined, lang: string): string {
  return value === null || value === undefined ? empty : new Intl.NumberFormat(lang).format(value);
}

/** From here on a figure at a glance is not written out. */
export const SHORTENED = 1_000_000;
/** For figures at a glance: 401.2 万 and 4.0M; small numbers stay as they are. */
export function formatShort(value: number | null | undefined, lang: string): string {
  if (value === null || value === undefined || value < SHORTENED) return formatNumber(value, lang);
  return new Intl.NumberFormat(lang, { notation: 'compact', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value).replace(/(\d)([^\d.,])/, '$1 $2');
}

/** A rate comes in percent, rounded by the server to one decimal. */
export function formatRate(value: number | null | undefined, lang: string): string {
  if (value === null || value === undefined) return empty;
  return `${new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)}%`;
}

export function formatTime(value: string | null | undefined, lang: string): string {
  if (!value) return empty;
  const parts = new Intl.DateTimeFormat(lang, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: ZONE,
    hourCycle: 'h23',
  }).formatToParts(new Date(value));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}

/** Half-open range in UTC of whole days in Shanghai, which has had no summer time since 1991. */
export function dayRange(from: string | undefined, to: string | undefined): { from?: string; to?: string } {
  const start = (day: string, plus: number) =>
    new Date(Date.parse(`${day}T00:00:00+08:00`) + plus * 86_400_000).toISOString();
  return { ...(from && { from: start(from, 0) }), ...(to && { to: start(to, 1) }) };
}

export function useFormat() {
  const { i18n } = useTranslation();
  const lang = i18n.language;
  return {
    number: (value: number | null | undefined) => formatNumber(value, lang),
    short: (value: number | null | undefined) => formatShort(value, lang),
    rate: (value: number | null | undefined) => formatRate(value, lang),
    time: (value: string | null | undefined) => formatTime(value, lang),
    /** Picks the name in the language of the reader. */
    name: (of: { zh: string; en: string }) => (lang === 'en' ? of.en : of.zh),
    /** The role of an account or of an assignment, as the server names it; an account may have none. */
    role: (of: { role_zh?: string | null; role_en?: string | null }) => (lang === 'en' ? of.role_en : of.role_zh) ?? empty,
    comma: lang === 'en' ? ', ' : '、',
  };
}
