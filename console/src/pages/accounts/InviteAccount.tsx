import { App, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import { schoolsOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { FormDrawer } from '../../ui/FormDrawer';
import { SchoolPicker } from '../../ui/SchoolPicker';
import { useRefreshAccounts } from './actions';
import { LOGIN } from './login';

type Values = Schemas['NewAccount'];

export function InviteAccount({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [keyFor] = useState(() => keyKeeper());
  const refresh = useRefreshAccounts();
  const role = Form.useWatch('role', form);
  const needsSchool = me.grantable.find((one) => one.role === role)?.needs_school ?? false;
  const own = schoolsOf(me);
  const required = (field: string) => ({ required: true, whitespace: true, message: t('form.required', { field }) });
  return (
    <FormDrawer<Values>
      title={t('accounts.invite')}
      form={form}
      initial={{ school_id: own.length === 1 ? own[0]?.id : undefined }}
      submitLabel={t('accounts.reinviteVerb')}
      onClose={onClose}
      submit={async (values) => {
        const body: Values = { ...values, school_id: needsSchool ? values.school_id : null };
        await answer(client.POST('/accounts', { params: { header: { 'Idempotency-Key': keyFor(body) } }, body }));
        void message.success(t('accounts.invited', { name: body.name }));
        await refresh();
      }}
    >
      <Form.Item name="name" label={t('accounts.name')} rules={[required(t('accounts.name')), { max: 64, message: t('form.maxLength', { field: t('accounts.name'), n: 64 }) }]}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="login" label={t('accounts.login')} extra={t('accounts.loginHelp')} validateFirst rules={[required(t('accounts.login')), { pattern: LOGIN, message: t('form.loginPattern') }]}>
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="email" label={t('accounts.email')} extra={t('accounts.emailHelp')} validateFirst rules={[required(t('accounts.email')), { type: 'email', message: t('form.email') }]}>
        <Input type="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('accounts.role')} rules={[{ required: true, message: t('form.choose', { field: t('accounts.role') }) }]}>
        <Select options={me.grantable.map((one) => ({ value: one.role, label: format.name(one) }))} />
      </Form.Item>
      {needsSchool && (
        <Form.Item name="school_id" label={t('accounts.school')} rules={[{ required: true, message: t('form.choose', { field: t('accounts.school') }) }]}>
          <SchoolPicker />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
