// The link of an invitation or of a reset.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Form, Result, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { placeFaults } from '../../api/faults';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import { useLinkToken } from '../../routes/link-token';
import { Facts } from '../../ui/Facts';
import { NewPassword } from '../../ui/NewPassword';
import { ProblemView } from '../../ui/ProblemView';
import { PublicFrame } from '../sign-in/PublicFrame';

export default function Activate() {
  const { t } = useTranslation();
  const [token, forget] = useLinkToken('huixin.link');
  const [done, setDone] = useState(false);
  const link = useQuery({
    queryKey: ['activation', token],
    queryFn: () => answer(client.POST('/activation/look-up', { body: { token } })),
    enabled: Boolean(token) && !done,
    staleTime: Infinity,
    retry: false,
  });
  const title = link.data?.purpose === 'reset' ? t('activate.resetTitle') : t('activate.inviteTitle');
  const invalid = !token || asProblem(link.error).code === 'link_invalid';
  const finish = () => {
    forget();
    setDone(true);
  };

  return (
    <PublicFrame title={title}>
      {done ? (
        <Result status="success" title={t('activate.doneTitle')} subTitle={t('activate.doneText')} extra={<ToSignIn />} />
      ) : link.data ? (
        <SetPassword token={token} link={link.data} onDone={finish} />
      ) : invalid ? (
        <Result status="warning" title={t('activate.invalidTitle')} subTitle={t('activate.invalidText')} extra={<ToSignIn />} />
      ) : link.error ? (
        <ProblemView problem={link.error} retry={() => void link.refetch()} />
      ) : (
        <div role="status" aria-label={t('activate.checking')}>
          <Skeleton active />
        </div>
      )}
    </PublicFrame>
  );
}

function ToSignIn() {
  const { t } = useTranslation();
  return (
    <Link to="/sign-in" search={{}} className="as-button">
      {t('activate.toSignIn')}
    </Link>
  );
}

interface Values {
  password: string;
  again: string;
}

function SetPassword({ token, link, onDone }: { token: string; link: Schemas['LinkView']; onDone: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [form] = Form.useForm<Values>();
  const save = useMutation({
    mutationFn: ({ password }: Values) => answer(client.POST('/activation', { body: { token, password } })),
    onSuccess: onDone,
    onError: (raw) => form.setFields(placeFaults(asProblem(raw), [['password']]).fields as never),
  });
  const placed = placeFaults(asProblem(save.error), [['password']]).fields.length > 0;
  return (
    <>
      <Facts
        items={[
          [t('activate.name'), link.name],
          [t('activate.login'), link.login],
          [t('activate.unit'), link.school ?? format.name(link.realm)],
        ]}
      />
      <p className="help">{t('activate.expires', { time: format.time(link.expires_at) })}</p>
      {save.error && !placed ? <ProblemView problem={save.error} /> : null}
      <Form<Values> form={form} layout="vertical" requiredMark={false} validateTrigger="onBlur" onFinish={(values) => save.mutate(values)}>
        <input type="text" name="username" autoComplete="username" value={link.login} readOnly hidden />
        <NewPassword name="password" labels={[t('activate.password'), t('activate.again')]} rules={link.password_rules} size="large" />
        <Button type="primary" size="large" htmlType="submit" block loading={save.isPending}>
          {link.purpose === 'reset' ? t('activate.submitReset') : t('activate.submitInvite')}
        </Button>
      </Form>
    </>
  );
}
