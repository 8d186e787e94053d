import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';

export function Legend({ cuts }: { cuts: number[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const n = format.number;
  const words = [...cuts, undefined].map((cut, index) => {
    const below = cuts[index - 1];
    if (below === undefined) return cut === undefined ? t('common.all') : t('map.under', { n: n(cut) });
    if (cut === undefined) return t('map.from', { n: n(below) });
    return cut - 1 === below ? n(below) : t('map.between', { a: n(below), b: n(cut - 1) });
  });
  return (
    <ul className="legend" aria-label={t('map.legend')}>
      {words.map((word, index) => (
        <li key={word}>
          <i className={`swatch q${index}`} />
          {word}
        </li>
      ))}
      <li>
        <i className="swatch not-live" />
        {t('map.notReady')}
      </li>
      <li>
        <i className="swatch outside" />
        {t('map.notCovered')}
      </li>
    </ul>
  );
}
