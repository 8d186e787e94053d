import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { EmptyState } from '../../ui/EmptyState';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { StateTag } from '../../ui/StateTag';
import { usePartState } from './part-state';

export interface NamedPart extends Pick<Schemas['CampaignPart'], 'state' | 'error' | 'updated_at'> {
  code: string;
  name: string;
  short: string;
}

export function PartTable({ parts }: { parts: NamedPart[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = usePartState();
  return (
    <ScrollRegion label={t('campaigns.parts')}>
      <Table<NamedPart>
        rowKey="code"
        size="small"
        dataSource={parts}
        pagination={false}
        locale={{ emptyText: <EmptyState kind="noMatch" title={t('campaigns.noFailed')} /> }}
        columns={[
          { title: t('campaigns.part'), key: 'name', render: (_, part) => part.name },
          { title: t('campaigns.partState'), key: 'state', render: (_, part) => <StateTag state={part.state} word={state(part.state)} /> },
          { title: t('campaigns.updatedAt'), key: 'at', className: 'digits', render: (_, part) => format.time(part.updated_at) },
          { title: t('campaigns.partError'), key: 'error', className: 'wrap-cell', render: (_, part) => part.error || '—' },
        ]}
      />
    </ScrollRegion>
  );
}
