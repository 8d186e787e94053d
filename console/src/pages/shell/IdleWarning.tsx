// Two minutes before a session ends because nobody did anything, a dialog counts down. Use in any tab of this browser closes it;
// at the end the password is asked for in place, and a half-filled form survives.
import { useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { meOptions, useMe } from '../../api/session';
import { onUnauthorized } from '../../api/session-end';
import { lastUse, whenUsed } from '../../api/use';
import type { ButtonRef } from '../../ui/refs';
import { ABOVE_ALL } from '../../ui/layers';

const WARN = 120_000;
const SECOND = 1_000;

/** Seconds that are left once the warning is due; nothing before, and nothing where the session ends of age first. */
export function secondsLeft(used: number, idle: number, expires: number, now: number): number | undefined {
  const end = used + idle;
  if (used === 0 || now < end - WARN || end >= expires) return undefined;
  return Math.max(0, Math.ceil((end - now) / SECOND));
}

function useSecondsLeft(): number | undefined {
  const me = useMe();
  const [idle, expires] = [me.idle_seconds * SECOND, Date.parse(me.expires_at)];
  const [left, setLeft] = useState<number>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      const [used, now] = [lastUse(), Date.now()];
      const next = secondsLeft(used, idle, expires, now);
      setLeft(next);
      if (next === 0) onUnauthorized();
      else timer = setTimeout(look, next === undefined ? Math.max(SECOND, used + idle - WARN - now) : SECOND);
    };
    look();
    const forget = whenUsed(look);
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [idle, expires]);
  return left;
}

export function IdleWarning() {
  const { t } = useTranslation();
  const left = useSecondsLeft();
  const queryClient = useQueryClient();
  const stay = useRef<ButtonRef>(null);
  const [busy, setBusy] = useState(false);
  const use = async () => {
    setBusy(true);
    try {
      queryClient.setQueryData(meOptions.queryKey, await answer(client.GET('/session')));
    } catch {
      onUnauthorized();
    } finally {
      setBusy(false);
    }
  };
  if (!left) return null;
  const time = left >= 60 ? t('signIn.minutes', { n: Math.ceil(left / 60) }) : t('signIn.seconds', { n: left });
  return (
    <Modal
      zIndex={ABOVE_ALL}
      open
      title={t('idle.title')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      afterOpenChange={(shown) => shown && stay.current?.focus()}
      footer={
        <Button ref={stay} type="primary" loading={busy} onClick={() => void use()}>
          {t('idle.stay')}
        </Button>
      }
    >
      <p role="timer" aria-live={left % 30 === 0 ? 'assertive' : 'off'}>
        {t('idle.text', { time })}
      </p>
    </Modal>
  );
}
