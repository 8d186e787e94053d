// One school: its details, and from there its edit form.
import { Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { Facts } from '../../ui/Facts';
import { ProblemView } from '../../ui/ProblemView';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { EditSchool } from './EditSchool';
import type { SchoolStateChange } from './state-change';

interface Props {
  province: string;
  id: string;
  editing: boolean;
  onEdit: () => void;
  onClose: () => void;
  change: SchoolStateChange;
}

export function SchoolDrawer({ province, id, editing, onEdit, onClose, change }: Props) {
  const { t } = useTranslation();
  const query = $api.useQuery('get', '/provinces/{province}/schools/{id}', { params: { path: { province, id } } });
  const school = query.data;
  if (editing && school?._can['school.update']?.allowed) {
    return <EditSchool key={school.id} province={province} school={school} onClose={onClose} />;
  }
  return (
    <Drawer
      open
      size={560}
      title={school?.name ?? t('schools.detailTitle')}
      onClose={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={
        school && (
          <div className="drawer-foot">
            {school.state === 'active' ? (
              <ActionButton danger verdict={school._can['school.suspend']} onClick={() => change.suspend(school)}>
                {t('schools.suspend')}
              </ActionButton>
            ) : (
              <ActionButton verdict={school._can['school.resume']} onClick={() => change.resume(school)}>
                {t('schools.resume')}
              </ActionButton>
            )}
            <ActionButton type="primary" verdict={school._can['school.update']} onClick={onEdit}>
              {t('common.edit')}
            </ActionButton>
          </div>
        )
      }
    >
      {query.error ? <ProblemView problem={query.error} retry={() => void query.refetch()} /> : school ? <SchoolFacts school={school} /> : <Skeleton active />}
    </Drawer>
  );
}

export function SchoolFacts({ school }: { school: Schemas['School'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  return (
    <Facts
      items={[
        [t('schools.state'), <StateTag key="state" state={school.state} word={word(book.schoolState, school.state)} />],
        [t('schools.name'), school.name],
        [t('schools.nameEn'), school.name_en],
        [t('schools.code'), school.code],
        [t('schools.code5'), school.code5],
        [t('schools.dept'), school.competent_dept],
        [t('schools.affiliation'), word(book.affiliation, school.affiliation)],
        [t('schools.category'), word(book.category, school.category)],
        [t('schools.level'), word(book.level, school.level)],
        [t('schools.ownership'), word(book.ownership, school.ownership)],
        [t('schools.location'), school.location],
        [t('schools.accounts'), format.number(school.accounts)],
        [t('schools.createdAt'), format.time(school.created_at)],
        [t('schools.updatedAt'), format.time(school.updated_at)],
      ]}
    />
  );
}
