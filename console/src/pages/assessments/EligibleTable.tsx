// 应测人数 for who may only read it.
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useEligible, type AtSchool } from '../../api/census-calls';
import { useFormat } from '../../i18n/format';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemView } from '../../ui/ProblemView';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { useCodes } from '../../ui/useCodes';
import { columnSum, rowSum, sheetSum, toSheet, TRAINING } from './eligible';

export function EligibleTable({ at }: { at: AtSchool }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const query = useEligible(at);
  if (query.error && !query.data) return <ProblemView problem={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active />;
  const sheet = toSheet(query.data.items);
  return (
    <section className="card" aria-labelledby="eligible">
      <h2 id="eligible">{t('eligible.title')}</h2>
      <p className="help">{t('eligible.readOnly')}</p>
      {sheet.length === 0 ? (
        <EmptyState kind="pending" title={t('eligible.none')} text={t('eligible.noneText')} />
      ) : (
        <ScrollRegion label={t('eligible.title')}>
          <table className="sheet read-only">
            <thead>
              <tr>
                <th scope="col">{t('eligible.college')}</th>
                {TRAINING.map((level) => (
                  <th key={level} scope="col">
                    {book.trainingLevel[level]}
                  </th>
                ))}
                <th scope="col">{t('eligible.sum')}</th>
              </tr>
            </thead>
            <tbody>
              {sheet.map((row) => (
                <tr key={row.college}>
                  <th scope="row">{row.college}</th>
                  {TRAINING.map((level) => (
                    <td key={level}>{row.cells[level] ? format.number(Number(row.cells[level])) : '—'}</td>
                  ))}
                  <td>{format.number(rowSum(row))}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t('eligible.total')}</th>
                {TRAINING.map((level) => (
                  <td key={level}>{format.number(columnSum(sheet, level))}</td>
                ))}
                <td>{format.number(sheetSum(sheet))}</td>
              </tr>
            </tfoot>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}
