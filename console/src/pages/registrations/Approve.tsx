// Approving opens an account: with which login, and until when the role is held.
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import { FormDrawer } from '../../ui/FormDrawer';
import { LOGIN } from '../accounts/login';
import { endOf, Until } from '../accounts/RolePlace';

interface Values {
  login: string;
  until: Dayjs;
}

export function Approve({ one, onClose }: { one: Schemas['Registration']; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [keyFor] = useState(() => keyKeeper());
  return (
    <FormDrawer<Values>
      title={t('registrations.approveTitle', { name: one.name })}
      form={form}
      initial={{ until: dayjs().add(3, 'year').subtract(1, 'day') }}
      submitLabel={t('registrations.approve')}
      onClose={onClose}
      submit={async ({ login, until }) => {
        const body = { login, ends_at: endOf(until) };
        const params = { path: { id: one.id }, header: { 'Idempotency-Key': keyFor(body) } };
        await answer(client.POST('/registrations/{id}/approval', { params, body }));
        void message.success(t('registrations.approved'));
        await queryClient.invalidateQueries();
      }}
    >
      <Alert type="info" showIcon className="gap" title={t('registrations.approveText', { role: one.role_name, email: one.email_masked })} />
      <Form.Item
        name="login"
        label={t('accounts.login')}
        extra={t('accounts.loginHelp')}
        rules={[
          { required: true, message: t('form.required', { field: t('accounts.login') }) },
          { pattern: LOGIN, message: t('form.loginPattern') },
        ]}
      >
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Until required />
    </FormDrawer>
  );
}
