// What a commit does to the school's figures: levels before and after, and who moves between them, in numbers alone.
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { useCodes } from '../../ui/useCodes';
import { LevelStrip } from '../cockpit/LevelStrip';

type Figures = Schemas['ImportFigures'];
const MEASURES = ['completed', 'valid', 'inv', 'l1', 'l2', 'l3', 'l0', 'crisis'] as const;

export function Consequences({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = figures.before.completed === 0;
  return (
    <>
      <h2 className="form-section">{t('check.levels')}</h2>
      <p className="help">{t('check.levelsHint', { n: format.number(figures.after.completed) })}</p>
      {!first && (
        <div className="strip-row">
          <b>{t('check.before')}</b>
          <LevelStrip label={`${t('check.levels')}: ${t('check.before')}`} counts={levels(figures.before)} />
        </div>
      )}
      <div className="strip-row">
        <b>{t('check.after')}</b>
        <LevelStrip label={`${t('check.levels')}: ${t('check.after')}`} counts={levels(figures.after)} />
      </div>
      <div className="two-columns wide-gap">
        <section aria-labelledby="before-after">
          <h2 id="before-after" className="form-section">
            {t('check.beforeAfter')}
          </h2>
          <BeforeAfter figures={figures} />
        </section>
        {!first && (
          <section aria-labelledby="moves">
            <h2 id="moves" className="form-section">
              {t('check.moves')}
            </h2>
            <Moves moves={figures.moves} />
          </section>
        )}
      </div>
    </>
  );
}

const levels = ({ l1, l2, l3, l0, inv }: Figures['after']) => ({ l1, l2, l3, l0, inv });

function BeforeAfter({ figures: { before, after } }: { figures: Figures }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const right = { align: 'right', className: 'digits' } as const;
  const signed = (n: number) => (n > 0 ? `+${format.number(n)}` : format.number(n));
  return (
    <ScrollRegion label={t('check.beforeAfter')}>
      <Table
        rowKey="key"
        size="small"
        pagination={false}
        dataSource={MEASURES.map((key) => ({ key, before: before[key], after: after[key] }))}
        columns={[
          { title: t('check.measure'), key: 'name', render: (_, row) => book.figure[row.key] },
          { ...right, title: t('check.before'), key: 'before', render: (_, row) => format.number(row.before) },
          { ...right, title: t('check.after'), key: 'after', render: (_, row) => format.number(row.after) },
          { ...right, title: t('check.difference'), key: 'difference', render: (_, row) => (row.after === row.before ? '—' : <b>{signed(row.after - row.before)}</b>) },
        ]}
      />
    </ScrollRegion>
  );
}

function Moves({ moves }: { moves: Figures['moves'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  if (moves.length === 0) return <p className="help">{t('check.movesNone')}</p>;
  return (
    <ul className="moves">
      {moves.map((move) => (
        <li key={`${move.from}${move.to}`} className={move.to === 'L1' ? 'to-l1' : undefined}>
          <span>{t('check.move', { from: word(book.riskLevel, move.from), to: word(book.riskLevel, move.to) })}</span>
          <b className="digits">{t('cockpit.persons', { n: format.number(move.count) })}</b>
        </li>
      ))}
    </ul>
  );
}
