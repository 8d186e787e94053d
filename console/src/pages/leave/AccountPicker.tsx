// Choose a colleague in service by typing; the server searches.
import { keepPreviousData } from '@tanstack/react-query';

import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { Select } from '../../ui/Select';

interface Props {
  id?: string;
  value?: string;
  onChange?: (id: string | undefined) => void;
  /** Not offered. */
  but: string;
}

export function AccountPicker({ but, ...props }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const query = $api.useQuery(
    'get',
    '/accounts',
    { params: { query: { q: q || undefined, state: 'active', limit: 20, sort: 'name' } } },
    { placeholderData: keepPreviousData },
  );
  const found = (query.data?.items ?? []).filter((account) => account.id !== but);
  return (
    <Select
      {...props}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={query.isFetching}
      placeholder={t('leave.successorFind')}
      notFoundContent={query.isFetching ? t('common.loading') : t('empty.noMatchTitle')}
      options={found.map((account) => ({ value: account.id, label: `${account.name} (${account.login})` }))}
    />
  );
}
