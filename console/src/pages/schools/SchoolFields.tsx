// The fields of a school, shared by create and edit.
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { AFFILIATIONS, CATEGORIES, LEVELS, OWNERSHIPS } from '../../routes/searches';
import { useCodes } from '../../ui/useCodes';
import { Select } from '../../ui/Select';

/** Ten digits, the fifth 0: 3-data-dictionary §3.2. The server checks the rest. */
export const SCHOOL_CODE = /^\d{4}0\d{5}$/;

export function SchoolFields({ withCode }: { withCode: boolean }) {
  const { t } = useTranslation();
  const { book, options } = useCodes();
  // Only a regular institution must have a level.
  const regular = Form.useWatch('category') === 'regular';
  const required = (field: string) => ({ required: true, whitespace: true, message: t('form.required', { field }) });
  const chosen = (field: string) => ({ required: true, message: t('form.choose', { field }) });
  const short = (field: string, n: number) => ({ max: n, message: t('form.maxLength', { field, n }) });
  return (
    <>
      {withCode && (
        <Form.Item
          name="id"
          label={t('schools.code')}
          extra={t('schools.codeHelp')}
          validateFirst
          rules={[required(t('schools.code')), { pattern: SCHOOL_CODE, message: t('form.schoolCode') }]}
        >
          <Input inputMode="numeric" maxLength={10} autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('schools.name')} rules={[required(t('schools.name')), short(t('schools.name'), 64)]}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="name_en" label={t('schools.nameEn') + t('common.optional')} rules={[short(t('schools.nameEn'), 200)]}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="competent_dept" label={t('schools.dept')} rules={[required(t('schools.dept')), short(t('schools.dept'), 64)]}>
        <Input autoComplete="off" />
      </Form.Item>
      <div className="two-columns">
        <Form.Item name="affiliation" label={t('schools.affiliation')} rules={[chosen(t('schools.affiliation'))]}>
          <Select options={options(book.affiliation, AFFILIATIONS)} />
        </Form.Item>
        <Form.Item name="category" label={t('schools.category')} rules={[chosen(t('schools.category'))]}>
          <Select options={options(book.category, CATEGORIES)} />
        </Form.Item>
        <Form.Item
          name="level"
          label={regular ? t('schools.level') : t('schools.level') + t('common.optional')}
          rules={regular ? [chosen(t('schools.level'))] : []}
        >
          <Select allowClear options={options(book.level, LEVELS)} />
        </Form.Item>
        <Form.Item name="ownership" label={t('schools.ownership')} rules={[chosen(t('schools.ownership'))]}>
          <Select options={options(book.ownership, OWNERSHIPS)} popupMatchSelectWidth={false} />
        </Form.Item>
      </div>
      <Form.Item name="location" label={t('schools.location')} extra={t('schools.locationHelp')} rules={[required(t('schools.location')), short(t('schools.location'), 64)]}>
        <Input autoComplete="off" />
      </Form.Item>
    </>
  );
}
