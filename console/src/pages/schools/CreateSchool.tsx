import { App, Form, Input, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import type { ProvinceCode } from '../../api/session';
import { FormDrawer } from '../../ui/FormDrawer';
import { LOGIN } from '../accounts/login';
import { SchoolFields } from './SchoolFields';
import { useRefreshSchools } from './state-change';

type NewSchool = Schemas['NewSchool'];

export function CreateSchool({ province, onClose }: { province: ProvinceCode; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<NewSchool>();
  const [withAdmin, setWithAdmin] = useState(false);
  const [keyFor] = useState(() => keyKeeper());
  const refresh = useRefreshSchools();

  const submit = async (values: NewSchool) => {
    const body: NewSchool = { ...values, name_en: values.name_en || null, level: values.level ?? null };
    if (!withAdmin) delete body.admin;
    await answer(
      client.POST('/provinces/{province}/schools', {
        params: { path: { province }, header: { 'Idempotency-Key': keyFor(body) } },
        body,
      }),
    );
    void message.success(
      body.admin ? t('schools.createdInvited', { name: body.name, admin: body.admin.name }) : t('schools.created', { name: body.name }),
    );
    await refresh();
  };

  return (
    <FormDrawer<NewSchool> title={t('schools.create')} form={form} initial={{ category: 'regular', ownership: 'public' }} submit={submit} onClose={onClose}>
      <h2 className="form-section">{t('schools.sectionSchool')}</h2>
      <SchoolFields withCode />
      <h2 className="form-section">{t('schools.sectionAdmin')}</h2>
      <p className="switch-line">
        <Switch id="with-admin" checked={withAdmin} onChange={setWithAdmin} aria-describedby="with-admin-help" />
        <label htmlFor="with-admin">{t('schools.adminSwitch')}</label>
      </p>
      <p id="with-admin-help" className="help">
        {t('schools.adminHelp')}
      </p>
      {withAdmin && <AdminFields />}
    </FormDrawer>
  );
}

function AdminFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name={['admin', 'name']} label={t('accounts.name')} rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('accounts.name') }) }]}>
        <Input autoComplete="off" maxLength={64} />
      </Form.Item>
      <Form.Item
        name={['admin', 'login']}
        label={t('accounts.login')}
        extra={t('accounts.loginHelp')}
        validateFirst
        rules={[
          { required: true, message: t('form.required', { field: t('accounts.login') }) },
          { pattern: LOGIN, message: t('form.loginPattern') },
        ]}
      >
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item
        name={['admin', 'email']}
        label={t('accounts.email')}
        validateFirst
        rules={[
          { required: true, message: t('form.required', { field: t('accounts.email') }) },
          { type: 'email', message: t('form.email') },
        ]}
      >
        <Input type="email" autoComplete="off" />
      </Form.Item>
    </>
  );
}
