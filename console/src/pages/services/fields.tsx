// The fields that opening and editing a service account share.
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

export interface DescribedValues {
  name: string;
  purpose: string;
  contact: string;
}

export function useRequired() {
  const { t } = useTranslation();
  return (field: string, n: number) => [
    { required: true, whitespace: true, message: t('form.required', { field }) },
    { max: n, message: t('form.maxLength', { field, n }) },
  ];
}

export function DescribedFields() {
  const { t } = useTranslation();
  const required = useRequired();
  return (
    <>
      <Form.Item name="name" label={t('services.name')} rules={required(t('services.name'), 64)}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="purpose" label={t('services.purpose')} extra={t('services.purposeHelp')} rules={required(t('services.purpose'), 200)}>
        <Input.TextArea rows={2} />
      </Form.Item>
      <Form.Item name="contact" label={t('services.contact')} rules={required(t('services.contact'), 64)}>
        <Input autoComplete="off" />
      </Form.Item>
    </>
  );
}
