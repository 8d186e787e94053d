import { App, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import { isMinistry, schoolsOf, useMe } from '../../api/session';
import { FormDrawer } from '../../ui/FormDrawer';
import { SchoolPicker } from '../../ui/SchoolPicker';
import { dayOf, ExpiresOn } from '../accounts/ExpiresOn';
import { LOGIN } from '../accounts/login';
import { useRefreshServices } from './actions';
import { DescribedFields, type DescribedValues } from './fields';

type Body = Schemas['NewService'];
type Values = DescribedValues & Pick<Body, 'login' | 'contact_email' | 'school_id'> & { expires_on?: Dayjs | null };

export function CreateService({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [keyFor] = useState(() => keyKeeper());
  const refresh = useRefreshServices();
  const own = schoolsOf(me);
  return (
    <FormDrawer<Values>
      title={t('services.create')}
      form={form}
      initial={{ school_id: own[0]?.id }}
      submitLabel={t('services.createVerb')}
      onClose={onClose}
      submit={async ({ name, purpose, contact, login, contact_email, school_id, ...values }) => {
        const expires_on = dayOf(values.expires_on);
        const body: Body = { name, purpose, contact, login, contact_email, ...(school_id && { school_id }), ...(expires_on && { expires_on }) };
        await answer(client.POST('/services', { params: { header: { 'Idempotency-Key': keyFor(body) } }, body }));
        void message.success(t('services.created', { name }));
        await refresh();
      }}
    >
      <DescribedFields />
      <Form.Item
        name="contact_email"
        label={t('services.contactEmail')}
        validateFirst
        rules={[
          { required: true, message: t('form.required', { field: t('services.contactEmail') }) },
          { type: 'email', message: t('form.email') },
        ]}
      >
        <Input type="email" autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="login"
        label={t('services.login')}
        extra={t('services.loginHelp')}
        validateFirst
        rules={[
          { required: true, message: t('form.required', { field: t('services.login') }) },
          { pattern: LOGIN, message: t('form.loginPattern') },
        ]}
      >
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      {!isMinistry(me) && (
        <Form.Item name="school_id" label={t('services.school') + (own.length ? '' : t('common.optional'))} extra={own.length ? undefined : t('services.schoolHelp')}>
          <SchoolPicker />
        </Form.Item>
      )}
      <ExpiresOn />
    </FormDrawer>
  );
}
