import { App, Form, Input } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { Facts } from '../../ui/Facts';
import { FormDrawer } from '../../ui/FormDrawer';
import { useRefreshAccounts } from './actions';

type Account = Schemas['Account'];
type Values = Schemas['AccountChange'];

export function EditAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const refresh = useRefreshAccounts();
  const base = useRef(account);
  const path = { id: account.id };
  return (
    <FormDrawer<Values>
      title={t('accounts.editTitle')}
      form={form}
      initial={{ name: account.name }}
      onClose={onClose}
      submit={async ({ name, email, identity_number }) => {
        await answer(
          client.PUT('/accounts/{id}', {
            params: { path, header: { 'If-Match': `"${base.current.version}"` } },
            body: { name, ...(email && { email }), ...(identity_number && { identity_number }) },
          }),
        );
        void message.success(t('accounts.saved', { name }));
        await refresh();
      }}
      latest={async () => {
        const before = base.current;
        const now = await answer(client.GET('/accounts/{id}', { params: { path } }));
        base.current = now;
        return [
          { label: t('accounts.name'), old: before.name, value: now.name },
          { label: t('accounts.email'), old: before.email_masked, value: now.email_masked },
        ].filter(({ old, value }) => old !== value);
      }}
    >
      <Facts items={[[t('accounts.login'), account.login]]} />
      <Form.Item
        name="name"
        label={t('accounts.name')}
        rules={[
          { required: true, whitespace: true, message: t('form.required', { field: t('accounts.name') }) },
          { max: 64, message: t('form.maxLength', { field: t('accounts.name'), n: 64 }) },
        ]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="email" label={t('accounts.email') + t('common.optional')} extra={t('accounts.emailKeep', { email: account.email_masked })} rules={[{ type: 'email', message: t('form.email') }]}>
        <Input type="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="identity_number" label={t('assignments.identity') + t('common.optional')} extra={t(account.identified ? 'assignments.identityKnown' : 'assignments.identityHelp')}>
        <Input autoComplete="off" maxLength={20} />
      </Form.Item>
    </FormDrawer>
  );
}
