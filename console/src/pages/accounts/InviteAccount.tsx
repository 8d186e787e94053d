import { App, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import { schoolsOf, useMe } from '../../api/session';
import { FormDrawer } from '../../ui/FormDrawer';
import { useRefreshAccounts } from './actions';
import { dayOf, ExpiresOn } from './ExpiresOn';
import { LOGIN } from './login';
import { endOf, placeOfRole, RolePlace, type PlaceValues } from './RolePlace';

type Body = Schemas['NewAccount'];
type Values = Pick<Body, 'name' | 'login' | 'email' | 'identity_number'> & PlaceValues & { expires_on?: Dayjs | null };

export function InviteAccount({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [keyFor] = useState(() => keyKeeper());
  const refresh = useRefreshAccounts();
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
        const { name, login, email, identity_number, until } = values;
        const expires_on = dayOf(values.expires_on);
        const place = placeOfRole(me.grantable.find((one) => one.role === values.role), values);
        const body: Body = { name, login, email, ...place, ...(until && { ends_at: endOf(until) }), ...(expires_on && { expires_on }), ...(identity_number && { identity_number }) };
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
      <RolePlace endRequired={false} />
      <ExpiresOn />
      <Form.Item name="identity_number" label={t('assignments.identity') + t('common.optional')} extra={t('assignments.identityHelp')}>
        <Input autoComplete="off" maxLength={20} />
      </Form.Item>
    </FormDrawer>
  );
}
