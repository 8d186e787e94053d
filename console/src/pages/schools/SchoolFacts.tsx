import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

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
        [t('schools.code'), school.id],
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
