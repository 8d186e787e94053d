import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { useCodes } from '../../ui/useCodes';
import { percent } from './figures';

export type StripKey = 'l1' | 'l2' | 'l3' | 'l0' | 'inv';

/** How the papers fall into the levels: one bar, with every part worded below it. */
export function LevelStrip({ label, counts }: { label: string; counts: Partial<Record<StripKey, number>> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const parts = (['l1', 'l2', 'l3', 'l0', 'inv'] as const).flatMap((key) => (counts[key] === undefined ? [] : [{ key, n: counts[key] }]));
  const whole = parts.reduce((sum, part) => sum + part.n, 0);
  if (whole === 0) return null;
  return (
    <figure className="strip" aria-label={label}>
      <div className="strip-bar" aria-hidden>
        {parts.map(({ key, n }) => n > 0 && <i key={key} className={`level ${key}`} style={{ flexGrow: n }} />)}
      </div>
      <figcaption>
        <ul className="legend">
          {parts.map(({ key, n }) => (
            <li key={key}>
              <i className={`swatch level ${key}`} />
              {book.figure[key]} <b className="digits">{format.rate(percent(n, whole))}</b> <span className="digits soft">{t('cockpit.persons', { n: format.number(n) })}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
