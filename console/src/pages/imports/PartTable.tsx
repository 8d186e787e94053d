import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { StateTag } from '../../ui/StateTag';

type Part = Schemas['ImportPart'];

/** How far each province is. */
export function PartTable({ parts }: { parts: Part[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const number = (title: string, dataIndex: 'rows' | 'created' | 'updated' | 'unchanged' | 'failed') => ({
    title,
    dataIndex,
    align: 'right' as const,
    className: 'digits',
    render: (value: number) => format.number(value),
  });
  return (
    <>
      <h2>{t('imports.parts')}</h2>
      <ScrollRegion label={t('imports.parts')}>
      <Table<Part>
        rowKey="province"
        size="small"
        dataSource={parts}
        pagination={false}
        columns={[
          { title: t('imports.part'), key: 'name', render: (_, part) => format.name(part) },
          { title: t('imports.partState'), key: 'state', render: (_, part) => <StateTag state={part.state} word={t(`imports.${part.state}`)} /> },
          number(t('imports.rows'), 'rows'),
          number(t('imports.create'), 'created'),
          number(t('imports.update'), 'updated'),
          number(t('imports.unchanged'), 'unchanged'),
          number(t('imports.failedRows'), 'failed'),
          { title: t('imports.partError'), key: 'error', render: (_, part) => part.error ?? '—' },
        ]}
      />
      </ScrollRegion>
    </>
  );
}
