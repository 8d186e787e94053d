// Who uploaded what, and what became of it.
import { Link } from '@tanstack/react-router';
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useResultImports, type AtSchool } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemView } from '../../ui/ProblemView';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

type Import = Schemas['ResultImport'];

export function History({ at, current }: { at: AtSchool; current?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const query = useResultImports(at, false);
  const number = (title: string, dataIndex: 'rows' | 'created' | 'changed' | 'unchanged' | 'withdrawn') => ({
    title,
    dataIndex,
    align: 'right' as const,
    className: 'digits',
    render: (value: number) => format.number(value),
  });
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t('assess.history')}</h2>
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : null}
      <ScrollRegion label={t('assess.history')}>
        <Table<Import>
          rowKey="id"
          size="small"
          loading={query.isPending && !query.error}
          dataSource={query.data?.items ?? []}
          pagination={false}
          locale={{ emptyText: <EmptyState kind="none" title={t('assess.historyNone')} text={t('assess.historyNoneText')} /> }}
          columns={[
            {
              title: t('check.file'),
              key: 'file',
              className: 'unit-name',
              render: (_, one) =>
                one.id === current ? (
                  one.filename
                ) : (
                  <Link to="." search={{ import: one.id, school: at.school } as never}>
                    {one.filename}
                  </Link>
                ),
            },
            { title: t('census.state'), key: 'state', render: (_, one) => <StateTag state={one.state} word={word(book.resultImportState, one.state)} /> },
            number(t('check.rows'), 'rows'),
            number(t('check.created'), 'created'),
            number(t('check.changed'), 'changed'),
            number(t('check.withdrawn'), 'withdrawn'),
            { title: t('check.uploadedBy'), key: 'who', render: (_, one) => one.account_name },
            { title: t('check.uploadedAt'), key: 'when', className: 'digits', render: (_, one) => format.time(one.created_at) },
          ]}
        />
      </ScrollRegion>
    </section>
  );
}
