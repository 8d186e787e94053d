import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import type { ListState } from '../../routes/list-state';
import type { SchoolSearch } from '../../routes/searches';
import { ActionButton } from '../../ui/ActionButton';
import type { Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import type { SchoolStateChange } from './state-change';

type School = Schemas['School'];

export function useSchoolColumns(list: ListState<SchoolSearch>, change: SchoolStateChange): Column<School>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  return [
    {
      key: 'name',
      title: t('schools.name'),
      sortable: true,
      fixedIn: true,
      render: (_, school) => (
        <Button type="link" className="cell-link" onClick={() => list.open(school.id)}>
          {school.name}
        </Button>
      ),
    },
    { key: 'id', title: t('schools.code'), dataIndex: 'id', sortable: true, className: 'digits' },
    { key: 'competent_dept', title: t('schools.dept'), dataIndex: 'competent_dept' },
    { key: 'affiliation', title: t('schools.affiliation'), hiddenByDefault: true, render: (_, school) => word(book.affiliation, school.affiliation) },
    { key: 'category', title: t('schools.category'), hiddenByDefault: true, render: (_, school) => word(book.category, school.category) },
    { key: 'level', title: t('schools.level'), render: (_, school) => word(book.level, school.level) },
    { key: 'ownership', title: t('schools.ownership'), hiddenByDefault: true, render: (_, school) => word(book.ownership, school.ownership) },
    { key: 'location', title: t('schools.location'), dataIndex: 'location' },
    { key: 'state', title: t('schools.state'), render: (_, school) => <StateTag state={school.state} word={word(book.schoolState, school.state)} /> },
    { key: 'accounts', title: t('schools.accounts'), align: 'right', className: 'digits', render: (_, school) => format.number(school.accounts) },
    {
      key: 'updated_at',
      title: t('schools.updatedAt'),
      sortable: true,
      hiddenByDefault: true,
      className: 'digits',
      render: (_, school) => <time dateTime={school.updated_at}>{format.time(school.updated_at)}</time>,
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixedIn: true,
      className: 'noprint',
      render: (_, school) => (
        <span className="row-actions">
          <ActionButton type="link" size="small" verdict={school._can['school.update']} onClick={() => list.open(school.id, 'edit')} aria-label={`${t('common.edit')} ${school.name}`}>
            {t('common.edit')}
          </ActionButton>
          {school.state === 'active' ? (
            <ActionButton type="link" size="small" danger verdict={school._can['school.suspend']} onClick={() => change.suspend(school)} aria-label={`${t('schools.suspend')} ${school.name}`}>
              {t('schools.suspend')}
            </ActionButton>
          ) : (
            <ActionButton type="link" size="small" verdict={school._can['school.resume']} onClick={() => change.resume(school)} aria-label={`${t('schools.resume')} ${school.name}`}>
              {t('schools.resume')}
            </ActionButton>
          )}
        </span>
      ),
    },
  ];
}
