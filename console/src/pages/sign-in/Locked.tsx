import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Counts down the time until the next attempt; screen readers hear it once a minute. */
export function Locked({ seconds, onOver }: { seconds: number; onOver: () => void }) {
  const { t } = useTranslation();
  const [end] = useState(() => Date.now() + seconds * 1000);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => {
      const now = Math.ceil((end - Date.now()) / 1000);
      setLeft(now);
      if (now <= 0) onOver();
    }, 1000);
    return () => clearInterval(timer);
  }, [end, onOver]);
  const time = left > 90 ? t('signIn.minutes', { n: Math.ceil(left / 60) }) : t('signIn.seconds', { n: Math.max(left, 0) });
  return (
    <Alert type="error" showIcon role="alert" aria-live="off" className="gap" title={t('signIn.lockedTitle')} description={t('signIn.locked', { time })} />
  );
}
