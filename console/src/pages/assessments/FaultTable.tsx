// Where the file is wrong: line, column, reason. What stood there is never repeated.
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useResultFaults, type AtSchool } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import type { AssessmentSearch } from '../../routes/searches';
import { Pager } from '../../ui/Pager';
import { ProblemView } from '../../ui/ProblemView';
import { ScrollRegion } from '../../ui/ScrollRegion';

type Fault = Schemas['ResultFault'];

export function FaultTable({ at, id }: { at: AtSchool; id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState<AssessmentSearch>();
  const query = useResultFaults(at, id, { limit: list.size, cursor: list.search.cursor });
  return (
    <>
      <h2 className="form-section">{t('check.faultTable')}</h2>
      <p className="help">{t('check.faultNote')}</p>
      {query.error ? (
        <ProblemView problem={query.error} retry={() => void query.refetch()} />
      ) : (
        <ScrollRegion label={t('check.faultTable')}>
          <Table<Fault>
            rowKey={(fault) => `${fault.line}/${fault.column}/${fault.code}`}
            size="small"
            loading={query.isFetching}
            dataSource={query.data?.items ?? []}
            pagination={false}
            columns={[
              { title: t('check.line'), key: 'line', align: 'right', className: 'digits', width: 110, render: (_, fault) => (fault.line ? format.number(fault.line) : t('check.wholeFile')) },
              { title: t('check.column'), key: 'column', width: 180, render: (_, fault) => fault.column || '—' },
              { title: t('check.reason'), key: 'reason', className: 'wrap-cell', render: (_, fault) => fault.detail },
            ]}
          />
        </ScrollRegion>
      )}
      <Pager list={list} info={query.data} />
    </>
  );
}
