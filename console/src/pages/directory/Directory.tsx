// The public directory of one province. There is no way further down from here: the ministry
// does not look into single schools.
import { keepPreviousData } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { ProvinceCode } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import { LEVELS, OWNERSHIPS, SCHOOL_STATES, type SchoolSearch } from '../../routes/searches';
import { EmptyState } from '../../ui/EmptyState';
import { ChoiceFilter, FilterBar, TextFilter } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ResourceTable, type Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

type School = Schemas['DirectorySchool'];

export default function Directory() {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word, options } = useCodes();
  const { province: code } = useParams({ from: '/shell/directory/$province' });
  // Whatever the address says; the server knows which codes there are.
  const province = code as ProvinceCode;
  const list = useListState<SchoolSearch>();
  const { search } = list;
  const place = $api.useQuery('get', '/provinces/{province}', { params: { path: { province } } });
  const query = $api.useQuery(
    'get',
    '/directory/{province}/schools',
    {
      params: {
        path: { province },
        query: {
          q: search.q,
          state: search.state,
          level: search.level,
          ownership: search.ownership,
          sort: search.sort,
          limit: list.size,
          cursor: search.cursor,
          total: true,
        },
      },
    },
    { placeholderData: keepPreviousData, enabled: place.isSuccess },
  );
  if (place.error && [400, 404].includes(asProblem(place.error).status)) {
    return <EmptyState kind="noMatch" title={<h1 className="plain">{t('directory.unknown')}</h1>} action={<Link to="/provinces">{t('nav.provinces')}</Link>} />;
  }
  const columns: Column<School>[] = [
    { key: 'name', title: t('schools.name'), sortable: true, fixedIn: true, dataIndex: 'name' },
    { key: 'id', title: t('schools.code'), sortable: true, dataIndex: 'id', className: 'digits' },
    { key: 'competent_dept', title: t('schools.dept'), dataIndex: 'competent_dept' },
    { key: 'affiliation', title: t('schools.affiliation'), hiddenByDefault: true, render: (_, school) => word(book.affiliation, school.affiliation) },
    { key: 'category', title: t('schools.category'), hiddenByDefault: true, render: (_, school) => word(book.category, school.category) },
    { key: 'level', title: t('schools.level'), render: (_, school) => word(book.level, school.level) },
    { key: 'ownership', title: t('schools.ownership'), render: (_, school) => word(book.ownership, school.ownership) },
    { key: 'location', title: t('schools.location'), dataIndex: 'location' },
    { key: 'state', title: t('schools.state'), render: (_, school) => <StateTag state={school.state} word={word(book.schoolState, school.state)} /> },
  ];
  return (
    <Page title={t('directory.title', { name: place.data ? format.name(place.data) : '' })} note={t('directory.note')} tools={<Link to="/provinces">{t('nav.provinces')}</Link>}>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <TextFilter value={search.q} label={t('schools.q')} onSearch={(q) => list.filter({ q })} />
        <ChoiceFilter label={t('schools.level')} value={search.level} options={options(book.level, LEVELS)} onChange={(level) => list.filter({ level })} />
        <ChoiceFilter label={t('schools.ownership')} value={search.ownership} options={options(book.ownership, OWNERSHIPS)} onChange={(ownership) => list.filter({ ownership })} />
        <ChoiceFilter label={t('schools.state')} value={search.state} options={options(book.schoolState, SCHOOL_STATES)} onChange={(state) => list.filter({ state })} />
      </FilterBar>
      <ResourceTable id="directory" label={t('directory.title', { name: '' })} list={list} query={query} columns={columns} none={{ title: t('directory.none'), text: t('directory.noneText') }} />
    </Page>
  );
}
