// One tile per province-level region, and beside them the units that are none.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NOT_COVERED, TILES, type Tile } from './tiles';

interface Unit {
  code: string;
}
interface Props<U extends Unit> {
  label: string;
  units: U[];
  /** `letters` are missing where a unit is no region of its own. */
  render: (unit: U, letters?: string) => ReactNode;
}

export function TileMap<U extends Unit>({ label, units, render }: Props<U>) {
  const { t } = useTranslation();
  const byCode = new Map<string, U>(units.map((unit) => [unit.code, unit]));
  const regions = new Set(TILES.map((tile) => tile.code));
  const apart = units.filter((unit) => !regions.has(unit.code));
  return (
    <div className="tiles-frame">
      <ul className="tiles" aria-label={label}>
        {TILES.map((tile) => {
          const unit = byCode.get(tile.code);
          return (
            <li key={tile.code} style={{ gridRow: tile.row, gridColumn: tile.col }}>
              {unit ? render(unit, tile.letters) : <OutsideTile tile={tile} />}
            </li>
          );
        })}
      </ul>
      {apart.length > 0 && (
        <div className="apart">
          <h3>{t('map.apart')}</h3>
          <ul>
            {apart.map((unit) => (
              <li key={unit.code}>{render(unit)}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function OutsideTile({ tile }: { tile: Tile }) {
  const { t } = useTranslation();
  const key = NOT_COVERED[tile.code as keyof typeof NOT_COVERED];
  if (!key) return <span className="tile outside">{tile.letters}</span>;
  const label = t('map.tileNotCovered', { name: t(`map.${key}Full`) });
  return (
    <span className="tile outside" title={label}>
      <b aria-hidden>{t(`map.${key}`)}</b>
      <span className="for-readers">{label}</span>
    </span>
  );
}
