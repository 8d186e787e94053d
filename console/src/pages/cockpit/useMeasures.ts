import { useTranslation } from 'react-i18next';
import { MEASURES, type Measure } from '../../routes/searches';
import { useCodes } from '../../ui/useCodes';
import type { LevelKey } from './figures';

export function useLevelWord() {
  const { book } = useCodes();
  return (level: LevelKey) => book.figure[level];
}

/** What may colour the tiles, in words. */
export function useMeasures() {
  const { t } = useTranslation();
  const level = useLevelWord();
  const word = (measure: Measure) => {
    if (measure === 'participation') return t('cockpit.participation');
    if (measure === 'valid') return t('cockpit.validRate');
    return t('cockpit.detection', { level: level(measure) });
  };
  return { word, options: MEASURES.map((value) => ({ value, label: word(value) })) };
}
