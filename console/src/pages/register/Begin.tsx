// Where one applies, and where the link goes.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { placeFaults } from '../../api/faults';
import { asProblem } from '../../api/problem';
import { realmOptions } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ProblemView } from '../../ui/ProblemView';
import { Select } from '../../ui/Select';

type Values = Schemas['NewRegistration'];

export function Begin({ expired }: { expired?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const realms = useQuery(realmOptions);
  const [form] = Form.useForm<Values>();
  const begin = useMutation({
    mutationFn: (body: Values) => answer(client.POST('/registration', { body })),
    onError: (raw) => form.setFields(placeFaults(asProblem(raw), [['realm'], ['email']]).fields as never),
  });
  const placed = placeFaults(asProblem(begin.error), [['realm'], ['email']]).fields.length > 0;
  if (begin.isSuccess) {
    return (
      <Result
        status="success"
        title={t('register.mailedTitle')}
        subTitle={t('register.mailedText', { email: begin.variables.email })}
        extra={<Button onClick={() => begin.reset()}>{t('register.otherAddress')}</Button>}
      />
    );
  }
  return (
    <>
      {expired && <Alert type="warning" showIcon className="gap" title={t('register.expiredTitle')} description={t('register.expiredText')} />}
      <p className="help">{t('register.intro')}</p>
      {begin.error && !placed ? <ProblemView problem={begin.error} /> : null}
      <Form<Values> form={form} layout="vertical" requiredMark={false} validateTrigger="onBlur" onFinish={(values) => begin.mutate({ ...values, email: values.email.trim() })}>
        <Form.Item name="realm" label={t('register.realm')} extra={t('register.realmHelp')} rules={[{ required: true, message: t('form.choose', { field: t('register.realm') }) }]}>
          <Select
            size="large"
            showSearch={{ filterOption: (input, option) => (option?.find ?? '').includes(input.trim().toLowerCase()) }}
            loading={realms.isPending}
            placeholder={t('signIn.realmHint')}
            options={realms.data?.items.map((realm) => ({ value: realm.code, label: format.name(realm), find: `${realm.zh} ${realm.en} ${realm.code}`.toLowerCase() }))}
          />
        </Form.Item>
        <Form.Item
          name="email"
          label={t('register.email')}
          rules={[
            { required: true, whitespace: true, message: t('form.required', { field: t('register.email') }) },
            { type: 'email', message: t('register.emailInvalid') },
          ]}
        >
          <Input size="large" type="email" autoComplete="email" maxLength={254} />
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" block loading={begin.isPending}>
          {t('register.begin')}
        </Button>
      </Form>
      <p className="public-note">
        <Link to="/sign-in" search={{}}>
          {t('activate.toSignIn')}
        </Link>
      </p>
    </>
  );
}
