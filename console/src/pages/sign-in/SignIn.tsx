import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import { meOptions, realmOptions } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ownPath } from '../../routes/search';
import { ProblemView } from '../../ui/ProblemView';
import { PublicFrame } from './PublicFrame';
import { Locked } from './Locked';
import { Select } from '../../ui/Select';

type SignInBody = Schemas['SignIn'];
const REALM = 'huixin.realm';

export default function SignIn() {
  const { t } = useTranslation();
  const format = useFormat();
  const router = useRouter();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const search = useSearch({ from: '/sign-in' });
  const [form] = Form.useForm<SignInBody>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const realms = useQuery(realmOptions);

  useEffect(() => {
    const remembered = localStorage.getItem(REALM);
    if (remembered) form.setFieldValue('realm', remembered);
    form.getFieldInstance(remembered ? 'login' : 'realm')?.focus();
  }, [form]);

  const signIn = async (body: SignInBody) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const me = await answer(client.POST('/session', { body }));
      localStorage.setItem(REALM, body.realm);
      queryClient.clear();
      queryClient.setQueryData(meOptions.queryKey, me);
      const back = ownPath(search.redirect);
      if (back) router.history.push(back);
      else await navigate({ to: '/' });
    } catch (raw) {
      setProblem(asProblem(raw));
      form.setFieldValue('password', '');
      form.getFieldInstance('password')?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <PublicFrame title={t('signIn.title')}>
      {search.expired && !problem && <Alert type="info" showIcon className="gap" title={t('signIn.expired')} />}
      {problem?.code === 'sign_in_locked' ? (
        <Locked seconds={problem.retry_after ?? 0} onOver={() => setProblem(undefined)} />
      ) : (
        problem && (
          <ProblemView problem={problem} />
        )
      )}
      <Form<SignInBody> form={form} layout="vertical" requiredMark={false} validateTrigger="onSubmit" onFinish={(body) => void signIn(body)}>
        <Form.Item
          name="realm"
          label={t('signIn.realm')}
          rules={[{ required: true, message: t('form.choose', { field: t('signIn.realm') }) }]}
        >
          <Select
            size="large"
            showSearch={{ filterOption: (input, option) => (option?.find ?? '').includes(input.trim().toLowerCase()) }}
            loading={realms.isPending}
            placeholder={t('signIn.realmHint')}
            options={realms.data?.items.map((realm) => ({
              value: realm.code,
              label: format.name(realm),
              find: `${realm.zh} ${realm.en} ${realm.code}`.toLowerCase(),
            }))}
          />
        </Form.Item>
        {realms.error ? (
          <ProblemView title={t('signIn.realmsFailed')} problem={realms.error} retry={() => void realms.refetch()} />
        ) : null}
        <Form.Item
          name="login"
          label={t('signIn.login')}
          rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('signIn.login') }) }]}
        >
          <Input size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('signIn.password')}
          rules={[{ required: true, message: t('form.required', { field: t('signIn.password') }) }]}
        >
          <Input.Password size="large" autoComplete="current-password" visibilityToggle={false} />
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('signIn.submit')}
        </Button>
      </Form>
      <p className="public-note">
        <Link to="/register">{t('register.apply')}</Link>
      </p>
      <p className="public-note">{problem?.code === 'sign_in_failed' ? t('signIn.failedHint') : t('signIn.forgot')}</p>
    </PublicFrame>
  );
}
