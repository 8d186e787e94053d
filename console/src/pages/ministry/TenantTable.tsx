// The numbers behind the tiles, as a table: the accessible alternative, and the way to sort.
import { Link } from '@tanstack/react-router';
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

type Province = Schemas['Province'];

export function TenantTable({ provinces }: { provinces: Province[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  return (
    <Table<Province>
      rowKey="code"
      size="small"
      className="tenants"
      dataSource={provinces}
      pagination={false}
      scroll={{ x: 'max-content' }}
      showSorterTooltip={false}
      columns={[
        {
          title: t('map.unit'),
          key: 'name',
          render: (_, province) => (
            <Link to="/directory/$province" params={{ province: province.code }}>
              {format.name(province)}
            </Link>
          ),
        },
        {
          title: t('map.schools'),
          dataIndex: 'schools',
          align: 'right',
          className: 'digits',
          sorter: (a, b) => a.schools - b.schools,
          render: (value: number) => format.number(value),
        },
        {
          title: t('map.accounts'),
          dataIndex: 'accounts',
          align: 'right',
          className: 'digits',
          sorter: (a, b) => a.accounts - b.accounts,
          render: (value: number) => format.number(value),
        },
        {
          title: t('provinces.state'),
          key: 'state',
          render: (_, province) => <StateTag state={province.state} word={word(book.provinceState, province.state)} />,
        },
      ]}
    />
  );
}
