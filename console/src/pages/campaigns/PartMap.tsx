import { useTranslation } from 'react-i18next';
import { language } from '../../i18n';
import { TileMap } from '../../places/TileMap';
import { usePartState } from './part-state';
import type { NamedPart } from './PartTable';

const TONES: Record<string, string> = { done: 'good', open: 'good', closed: 'good', failed: 'bad', waiting: 'wait' };
const LEGEND = ['done', 'running', 'waiting', 'failed'] as const;

export function PartMap({ parts }: { parts: NamedPart[] }) {
  const { t } = useTranslation();
  const word = usePartState();
  const name = useTileName();
  const tone = (state: string) => TONES[state] ?? 'busy';
  return (
    <>
      <TileMap
        label={t('campaigns.parts')}
        units={parts}
        render={(part, letters) => (
          <span className={`tile part ${tone(part.state)}`} title={t('campaigns.tile', { name: part.name, state: word(part.state) })}>
            <b>{name(part, letters)}</b>
            <span>{word(part.state)}</span>
          </span>
        )}
      />
      <ul className="legend" aria-label={t('map.legend')}>
        {LEGEND.map((state) => (
          <li key={state}>
            <i className={`swatch part ${tone(state)}`} />
            {word(state)}
          </li>
        ))}
        <li>
          <i className="swatch outside" />
          {t('map.notCovered')}
        </li>
      </ul>
    </>
  );
}

function useTileName() {
  const { t } = useTranslation();
  return (part: NamedPart, letters: string | undefined): string => {
    if (part.code === 'xpcc' || part.code === 'direct') return t(`map.apartShort.${part.code}`);
    return (language() === 'en' && letters) || part.short;
  };
}
