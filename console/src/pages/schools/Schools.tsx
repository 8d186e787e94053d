import { DownloadOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { keepPreviousData } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { download } from '../../api/files';
import { asProblem } from '../../api/problem';
import { can, placeOf, useMe } from '../../api/session';
import { useListState } from '../../routes/list-state';
import { AFFILIATIONS, LEVELS, OWNERSHIPS, SCHOOL_STATES, type SchoolSearch } from '../../routes/searches';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { ChoiceFilter, FilterBar, TextFilter } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { useProblemText } from '../../ui/ProblemView';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { ResourceTable } from '../../ui/ResourceTable';
import { useCodes } from '../../ui/useCodes';
import { CreateSchool } from './CreateSchool';
import { SchoolDrawer } from './SchoolDrawer';
import { useSchoolColumns } from './columns';
import { useSchoolState } from './state-change';

export default function Schools() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const words = useProblemText();
  const { book, options } = useCodes();
  const list = useListState<SchoolSearch>();
  const { search } = list;
  const province = placeOf(me);
  const [request, setRequest] = useState<ReasonRequest>();
  const change = useSchoolState(province, setRequest);
  const query = $api.useQuery(
    'get',
    '/provinces/{province}/schools',
    {
      params: {
        path: { province },
        query: {
          q: search.q,
          state: search.state,
          level: search.level,
          ownership: search.ownership,
          affiliation: search.affiliation,
          sort: search.sort,
          limit: list.size,
          cursor: search.cursor,
          total: true,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  const columns = useSchoolColumns(list, change);
  const template = () =>
    download(`/provinces/${province}/school-imports/template?format=xlsx`, `${t('imports.provinceTitle')}.xlsx`).catch((problem) =>
      message.error(words(asProblem(problem))),
    );

  return (
    <Page title={t('schools.title')}>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <TextFilter value={search.q} label={t('schools.q')} onSearch={(q) => list.filter({ q })} />
        <ChoiceFilter label={t('schools.state')} value={search.state} options={options(book.schoolState, SCHOOL_STATES)} onChange={(state) => list.filter({ state })} />
        <ChoiceFilter label={t('schools.level')} value={search.level} options={options(book.level, LEVELS)} onChange={(level) => list.filter({ level })} />
        <ChoiceFilter label={t('schools.ownership')} value={search.ownership} options={options(book.ownership, OWNERSHIPS)} onChange={(ownership) => list.filter({ ownership })} />
        <ChoiceFilter label={t('schools.affiliation')} value={search.affiliation} options={options(book.affiliation, AFFILIATIONS)} onChange={(affiliation) => list.filter({ affiliation })} />
      </FilterBar>
      <ResourceTable
        id="schools"
        label={t('schools.title')}
        list={list}
        query={query}
        columns={columns}
        none={{ title: t('schools.none'), text: can(me, 'school.create') ? t('schools.noneText') : t('schools.noneReadOnly') }}
        toolbar={
          <>
            <ActionButton type="primary" icon={<PlusOutlined aria-hidden />} verdict={may('school.create')} onClick={() => list.open('new')}>
              {t('schools.create')}
            </ActionButton>
            <ActionButton icon={<UploadOutlined aria-hidden />} verdict={may('school.import')} onClick={() => void navigate({ to: '/schools/import' })}>
              {t('schools.import')}
            </ActionButton>
            <ActionButton icon={<DownloadOutlined aria-hidden />} verdict={may('school.import')} onClick={() => void template()}>
              {t('schools.template')}
            </ActionButton>
          </>
        }
      />
      {search.open === 'new' && can(me, 'school.create') && <CreateSchool province={province} onClose={() => list.open(undefined)} />}
      {search.open && search.open !== 'new' && (
        <SchoolDrawer
          province={province}
          id={search.open}
          editing={search.mode === 'edit'}
          onEdit={() => list.open(search.open, 'edit')}
          onClose={() => list.open(undefined)}
          change={change}
        />
      )}
      <ReasonDialog request={request} onClose={() => setRequest(undefined)} />
    </Page>
  );
}
