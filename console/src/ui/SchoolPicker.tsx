// Choose a school by typing. Who is bound to schools chooses among those; the whole province is
// asked of the server.
import { keepPreviousData } from '@tanstack/react-query';

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../api/client';
import { can, placeOf, schoolsOf, useMe } from '../api/session';
import { Select } from './Select';

interface Props {
  id?: string;
  value?: string;
  onChange?: (id: string | undefined) => void;
  onBlur?: () => void;
  label?: string;
  className?: string;
}

export function SchoolPicker({ label, ...props }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const province = placeOf(me);
  const whole = can(me, 'school.list');
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim());
  const query = $api.useQuery(
    'get',
    '/provinces/{province}/schools',
    { params: { path: { province }, query: { q: q || undefined, limit: 20, sort: 'name' } } },
    { enabled: whole, placeholderData: keepPreviousData },
  );
  // A choice that came with the address is not among the first twenty: ask for its name.
  const known = query.data?.items.some((school) => school.id === props.value);
  const chosen = $api.useQuery(
    'get',
    '/provinces/{province}/schools/{id}',
    { params: { path: { province, id: props.value ?? '' } } },
    { enabled: whole && Boolean(props.value) && query.isSuccess && !known },
  ).data;
  const found = whole ? [...(query.data?.items ?? []), ...(chosen && !known ? [chosen] : [])] : schoolsOf(me);
  return (
    <Select
      {...props}
      allowClear
      showSearch={whole ? { filterOption: false, onSearch: setTyped } : { optionFilterProp: 'label' }}
      loading={whole && query.isFetching}
      placeholder={label ?? t('accounts.schoolHint')}
      aria-label={label}
      popupMatchSelectWidth={false}
      notFoundContent={query.isFetching ? t('common.loading') : t('empty.noMatchTitle')}
      options={found.map((school) => ({ value: school.id, label: school.name }))}
    />
  );
}

/** The value once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 250);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
