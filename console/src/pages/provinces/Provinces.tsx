import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import { PROVINCE_STATES, type ProvinceSearch } from '../../routes/searches';
import { ActionButton } from '../../ui/ActionButton';
import { ChoiceFilter, FilterBar, TextFilter } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { ResourceTable, type Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { useProvinceState } from './state-change';

type Province = Schemas['Province'];

/** There are 33 of them: one page, filtered and sorted here. */
function select(items: Province[], { q, state, sort }: ProvinceSearch): Province[] {
  const wanted = q?.toLowerCase();
  const found = items.filter(
    (one) => (!state || one.state === state) && (!wanted || `${one.zh} ${one.en}`.toLowerCase().includes(wanted)),
  );
  if (!sort) return found;
  const key = sort.endsWith('schools') ? 'schools' : 'accounts';
  return found.sort((a, b) => (a[key] - b[key]) * (sort.startsWith('-') ? -1 : 1));
}

export default function Provinces() {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word, options } = useCodes();
  const list = useListState<ProvinceSearch>();
  const { search } = list;
  const [request, setRequest] = useState<ReasonRequest>();
  const change = useProvinceState(setRequest);
  const query = $api.useQuery('get', '/provinces');
  const columns: Column<Province>[] = [
    {
      key: 'name',
      title: t('provinces.name'),
      fixedIn: true,
      render: (_, province) => (
        <Link to="/directory/$province" params={{ province: province.code }}>
          {format.name(province)}
        </Link>
      ),
    },
    { key: 'kind', title: t('provinces.kind'), render: (_, province) => word(book.provinceKind, province.kind) },
    { key: 'state', title: t('provinces.state'), render: (_, province) => <StateTag state={province.state} word={word(book.provinceState, province.state)} /> },
    { key: 'schools', title: t('provinces.schools'), sortable: true, align: 'right', className: 'digits', render: (_, province) => format.number(province.schools) },
    { key: 'accounts', title: t('provinces.accounts'), sortable: true, align: 'right', className: 'digits', render: (_, province) => format.number(province.accounts) },
    { key: 'as_of', title: t('provinces.asOf'), className: 'digits', render: (_, province) => format.time(province.as_of) },
    {
      key: 'actions',
      title: t('common.actions'),
      fixedIn: true,
      className: 'noprint',
      render: (_, province) =>
        province.state === 'suspended' ? (
          <ActionButton type="link" size="small" verdict={province._can['province.resume']} onClick={() => change.resume(province)} aria-label={`${t('provinces.resume')} ${format.name(province)}`}>
            {t('provinces.resume')}
          </ActionButton>
        ) : (
          <ActionButton type="link" size="small" danger verdict={province._can['province.suspend']} onClick={() => change.suspend(province)} aria-label={`${t('provinces.suspend')} ${format.name(province)}`}>
            {t('provinces.suspend')}
          </ActionButton>
        ),
    },
  ];
  return (
    <Page title={t('provinces.title')}>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <TextFilter value={search.q} label={t('provinces.q')} onSearch={(q) => list.filter({ q })} />
        <ChoiceFilter label={t('provinces.state')} value={search.state} options={options(book.provinceState, PROVINCE_STATES)} onChange={(state) => list.filter({ state })} />
      </FilterBar>
      <ResourceTable
        id="provinces"
        label={t('provinces.title')}
        list={list}
        query={{ ...query, data: query.data && { ...query.data, items: select(query.data.items, search) } }}
        columns={columns}
        rowKey="code"
        none={{ title: t('provinces.none'), text: t('provinces.noneText') }}
        paged={false}
      />
      <ReasonDialog request={request} onClose={() => setRequest(undefined)} />
    </Page>
  );
}
