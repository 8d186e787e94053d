import { App, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { Facts } from '../../ui/Facts';
import { FormDrawer } from '../../ui/FormDrawer';
import { dayOf, ExpiresOn } from '../accounts/ExpiresOn';
import { useRefreshServices } from './actions';
import { DescribedFields, type DescribedValues } from './fields';

type Service = Schemas['Service'];
type Values = DescribedValues & { contact_email?: string; expires_on?: Dayjs | null };

export function EditService({ service, onClose }: { service: Service; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const refresh = useRefreshServices();
  const base = useRef(service);
  const path = { id: service.id };
  const { name, purpose, contact } = service;
  return (
    <FormDrawer<Values>
      title={t('services.edit')}
      form={form}
      initial={{ name, purpose, contact, expires_on: service.expires_on ? dayjs(service.expires_on) : undefined }}
      onClose={onClose}
      submit={async ({ contact_email, expires_on, ...described }) => {
        await answer(
          client.PUT('/services/{id}', {
            params: { path, header: { 'If-Match': `"${base.current.version}"` } },
            body: { ...described, expires_on: dayOf(expires_on) ?? '', ...(contact_email && { contact_email }) },
          }),
        );
        void message.success(t('services.saved', described));
        await refresh();
      }}
      latest={async () => {
        const before = base.current;
        const now = await answer(client.GET('/services/{id}', { params: { path } }));
        base.current = now;
        return [
          { label: t('services.name'), old: before.name, value: now.name },
          { label: t('services.purpose'), old: before.purpose, value: now.purpose },
          { label: t('services.contact'), old: before.contact, value: now.contact },
          { label: t('services.contactEmail'), old: before.email_masked, value: now.email_masked },
          { label: t('services.expiresOn'), old: before.expires_on ?? t('services.noEnd'), value: now.expires_on ?? t('services.noEnd') },
        ].filter(({ old, value }) => old !== value);
      }}
    >
      <Facts items={[[t('services.login'), service.login]]} />
      <DescribedFields />
      <Form.Item name="contact_email" label={t('services.contactEmail') + t('common.optional')} extra={t('services.emailKeep', { email: service.email_masked })} rules={[{ type: 'email', message: t('form.email') }]}>
        <Input type="email" autoComplete="off" />
      </Form.Item>
      <ExpiresOn />
    </FormDrawer>
  );
}
