// Where a role is held and until when: the same fields for an invitation and for a further role.
import { DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { schoolsOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { SchoolPicker } from '../../ui/SchoolPicker';
import { Select } from '../../ui/Select';

export interface PlaceValues {
  role?: string;
  school_id?: string;
  department?: string;
  until?: Dayjs;
}
type Grantable = Schemas['GrantableRole'];

/** The end of a day in Shanghai, half-open: the first moment of the next one. */
export const endOf = (day: Dayjs) => new Date(Date.parse(`${day.format('YYYY-MM-DD')}T00:00:00+08:00`) + 86_400_000).toISOString();

/** What is sent of the fields, and only what the role has. */
export function placeOfRole(one: Grantable | undefined, values: PlaceValues) {
  const department = values.department?.trim();
  return {
    role: values.role ?? '',
    school_id: one?.may_name_school ? (values.school_id ?? null) : null,
    department: one?.may_name_department && department ? department : null,
  };
}

export function useGrantable(role: string | undefined): Grantable | undefined {
  return useMe().grantable.find((one) => one.role === role);
}

/** A role that one may give, and until when. */
export function RolePlace({ endRequired }: { endRequired: boolean }) {
  return (
    <>
      <RoleFields roles={useMe().grantable} />
      <Until required={endRequired} />
    </>
  );
}

/** The last day of a role. */
export function Until({ required }: { required: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="until"
      label={t('assignments.endsOn') + (required ? '' : t('common.optional'))}
      extra={required ? t('assignments.endsHelp') : t('assignments.endsOptional')}
      rules={[{ required, message: t('form.choose', { field: t('assignments.endsOn') }) }]}
    >
      <DatePicker allowClear={!required} className="wide" format="YYYY-MM-DD" minDate={dayjs()} maxDate={dayjs().add(3, 'year').subtract(1, 'day')} />
    </Form.Item>
  );
}

/** One of these roles, and where it is held. */
export function RoleFields({ roles }: { roles: Grantable[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const form = Form.useFormInstance<PlaceValues>();
  const chosen = Form.useWatch('role', form) as string | undefined;
  const one = roles.find((role) => role.role === chosen);
  const ofSchool = schoolsOf(me).length > 0;
  const schoolNeeded = (one?.needs_school ?? false) || ofSchool;
  return (
    <>
      <Form.Item name="role" label={t('accounts.role')} rules={[{ required: true, message: t('form.choose', { field: t('accounts.role') }) }]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={roles.map((role) => ({ value: role.role, label: format.name(role) }))} />
      </Form.Item>
      {one?.may_name_school && (
        <Form.Item
          name="school_id"
          label={t('accounts.school')}
          extra={schoolNeeded ? undefined : t('assignments.schoolOrWhole')}
          rules={[{ required: schoolNeeded, message: t('form.choose', { field: t('accounts.school') }) }]}
        >
          <SchoolPicker />
        </Form.Item>
      )}
      {one?.may_name_department && (
        <Form.Item
          name="department"
          label={t('assignments.department') + (one.needs_department ? '' : t('common.optional'))}
          rules={[
            { required: one.needs_department, whitespace: true, message: t('form.required', { field: t('assignments.department') }) },
            { max: 60, message: t('form.maxLength', { field: t('assignments.department'), n: 60 }) },
          ]}
        >
          <Input autoComplete="off" />
        </Form.Item>
      )}
    </>
  );
}
