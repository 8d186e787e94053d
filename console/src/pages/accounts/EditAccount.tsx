import { App, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { Facts } from '../../ui/Facts';
import { FormDrawer } from '../../ui/FormDrawer';
import { useRefreshAccounts } from './actions';
import { dayOf, ExpiresOn } from './ExpiresOn';

type Account = Schemas['Account'];
type Values = Omit<Schemas['AccountChange'], 'expires_on'> & { expires_on?: Dayjs | null };

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
      initial={{ name: account.name, expires_on: account.expires_on ? dayjs(account.expires_on) : undefined }}
      onClose={onClose}
      submit={async ({ name, email, expires_on, identity_number }) => {
        await answer(
          client.PUT('/accounts/{id}', {
            params: { path, header: { 'If-Match': `"${base.current.version}"` } },
            body: { name, expires_on: dayOf(expires_on) ?? '', ...(email && { email }), ...(identity_number && { identity_number }) },
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
          { label: t('accounts.expiresOn'), old: before.expires_on ?? t('accounts.noEnd'), value: now.expires_on ?? t('accounts.noEnd') },
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
      <ExpiresOn />
      <Form.Item name="identity_number" label={t('assignments.identity') + t('common.optional')} extra={t(account.identified ? 'assignments.identityKnown' : 'assignments.identityHelp')}>
        <Input autoComplete="off" maxLength={20} />
      </Form.Item>
    </FormDrawer>
  );
}
