// A session ends at a fixed time, or early when nobody did anything. Two minutes before, a notice
// says so; afterwards, the password is asked for in place, so that a half-filled form survives.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Modal, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { meOptions, useMe } from '../../api/session';
import { whenSignedOut } from '../../api/session-end';
import { useFormat } from '../../i18n/format';
import { CodeField } from '../../ui/CodeField';
import { ABOVE_ALL } from '../../ui/layers';
import { ProblemView } from '../../ui/ProblemView';

const WARN = 120_000;
/** The longest that a browser's timer can wait. */
const LONGEST = 2 ** 31 - 1;

type Phase = 'fine' | 'soon' | 'ended';
const phaseAt = (end: number, now: number): Phase => (now >= end ? 'ended' : now >= end - WARN ? 'soon' : 'fine');

function usePhase(): [Phase, () => void] {
  const end = Date.parse(useMe().expires_at);
  const [now, setNow] = useState(() => Date.now());
  const [refused, setRefused] = useState(false);
  useEffect(() => whenSignedOut(() => setRefused(true)), []);
  useEffect(() => {
    const next = [end - WARN, end].find((time) => time > now);
    if (next === undefined) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(next - now, LONGEST));
    return () => clearTimeout(timer);
  }, [end, now]);
  const renew = () => {
    setRefused(false);
    setNow(Date.now());
  };
  return [refused ? 'ended' : phaseAt(end, now), renew];
}

export function SessionEnd() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const [phase, renew] = usePhase();
  const [asked, setAsked] = useState(false);
  return (
    <>
      {phase === 'soon' && (
        <Alert
          className="session-soon"
          type="warning"
          showIcon
          role="alert"
          title={t('session.soon', { time: format.time(me.expires_at) })}
          action={
            <Button size="small" onClick={() => setAsked(true)}>
              {t('session.renew')}
            </Button>
          }
        />
      )}
      {(phase === 'ended' || asked) && (
        <PasswordAgain
          ended={phase === 'ended'}
          onClose={() => setAsked(false)}
          onDone={() => {
            setAsked(false);
            renew();
          }}
        />
      )}
    </>
  );
}

function PasswordAgain({ ended, onClose, onDone }: { ended: boolean; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const redirect = useRouterState({ select: (state) => state.location.href });
  const [form] = Form.useForm<{ password: string; code?: string }>();
  const input = useRef<InputRef>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();

  const signIn = async (typed: { password: string; code?: string }) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { realm: me.realm.code, login: me.account.login, ...typed };
      queryClient.setQueryData(meOptions.queryKey, await answer(client.POST('/session', { body })));
      onDone();
      await queryClient.invalidateQueries();
    } catch (raw) {
      setProblem(raw);
      form.resetFields();
      input.current?.focus();
    } finally {
      setBusy(false);
    }
  };
  const leave = async () => {
    await navigate({ to: '/sign-in', search: { redirect, expired: 'yes' }, ignoreBlocker: true });
    queryClient.clear();
  };

  return (
    <Modal
      open
      zIndex={ABOVE_ALL}
      title={ended ? t('session.ended') : t('session.renew')}
      closable={false}
      keyboard={!ended}
      onCancel={ended ? undefined : onClose}
      mask={{ closable: false }}
      // What the screen shows is nobody's to read once the session is over.
      {...(ended && { classNames: { mask: 'session-mask' } })}
      afterOpenChange={(shown) => shown && input.current?.focus()}
      footer={[
        <Button key="leave" disabled={busy} onClick={() => (ended ? void leave() : onClose())}>
          {ended ? t('session.leave') : t('common.cancel')}
        </Button>,
        <Button key="go" type="primary" loading={busy} onClick={() => form.submit()}>
          {t('session.go')}
        </Button>,
      ]}
    >
      <p className="help">{t('session.text', { name: me.account.name, unit: format.name(me.realm) })}</p>
      {problem ? <ProblemView problem={problem} /> : null}
      <Form form={form} layout="vertical" requiredMark={false} validateTrigger="onSubmit" onFinish={(values) => void signIn(values)}>
        <input type="text" name="username" autoComplete="username" value={me.account.login} readOnly hidden />
        <Form.Item name="password" label={t('signIn.password')} rules={[{ required: true, message: t('form.required', { field: t('signIn.password') }) }]}>
          <Input.Password ref={input} autoComplete="current-password" visibilityToggle={false} />
        </Form.Item>
        {me.factor === 'proved' && <CodeField />}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}
