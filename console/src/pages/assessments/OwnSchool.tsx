import { useNavigate } from '@tanstack/react-router';

import { useTranslation } from 'react-i18next';
import { schoolsOf, useMe } from '../../api/session';
import { Select } from '../../ui/Select';

/** Most people are bound to one school and need no choice. */
export function OwnSchool({ value }: { value: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const schools = schoolsOf(useMe());
  if (schools.length < 2) return null;
  return (
    <Select
      value={value}
      aria-label={t('census.school')}
      popupMatchSelectWidth={false}
      options={schools.map((one) => ({ value: one.id, label: one.name }))}
      onChange={(school: string) => void navigate({ to: '.', search: { school } as never })}
    />
  );
}
