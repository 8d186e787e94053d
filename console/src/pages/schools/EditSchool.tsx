import { App, Form } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import type { ProvinceCode } from '../../api/session';
import { Facts } from '../../ui/Facts';
import { FormDrawer } from '../../ui/FormDrawer';
import { useCodes } from '../../ui/useCodes';
import { SchoolFields } from './SchoolFields';
import { useRefreshSchools } from './state-change';

type School = Schemas['School'];
type Values = Schemas['SchoolChange'];
const FIELDS = ['name', 'name_en', 'competent_dept', 'affiliation', 'category', 'level', 'ownership', 'location'] as const;

export function EditSchool({ province, school, onClose }: { province: ProvinceCode; school: School; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { book, word } = useCodes();
  const [form] = Form.useForm<Values>();
  const refresh = useRefreshSchools();
  // The version that is being edited; moves on only when the person has seen what others changed.
  const base = useRef(school);
  const path = { province, id: school.id };

  const shown = (field: (typeof FIELDS)[number], of: School) => {
    const value = of[field];
    const tables: Partial<Record<typeof field, Record<string, string>>> = book;
    return value ? word(tables[field] ?? {}, value) : t('common.none');
  };

  return (
    <FormDrawer<Values>
      title={t('schools.editTitle')}
      form={form}
      initial={Object.fromEntries(FIELDS.map((field) => [field, school[field]]))}
      onClose={onClose}
      submit={async (values) => {
        await answer(
          client.PUT('/provinces/{province}/schools/{id}', {
            params: { path, header: { 'If-Match': `"${base.current.version}"` } },
            body: { ...values, name_en: values.name_en || null, level: values.level ?? null },
          }),
        );
        void message.success(t('schools.saved', { name: values.name }));
        await refresh();
      }}
      latest={async () => {
        const now = await answer(client.GET('/provinces/{province}/schools/{id}', { params: { path } }));
        const changed = FIELDS.filter((field) => (now[field] ?? null) !== (base.current[field] ?? null));
        base.current = now;
        return changed.map((field) => ({ label: book.field[field], value: shown(field, now) }));
      }}
    >
      <Facts items={[[t('schools.code'), school.id]]} />
      <SchoolFields withCode={false} />
    </FormDrawer>
  );
}
