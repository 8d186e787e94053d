import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState';
import { useHolder } from './useHolder';
import { useSuspended } from './useSuspended';

/** In the place of a page that the session may not open. */
export function Forbidden({ operation }: { operation: string }) {
  const { t } = useTranslation();
  const holder = useHolder();
  const suspended = useSuspended();
  return (
    <EmptyState
      kind="forbidden"
      title={<h1 className="plain">{suspended?.title ?? t('empty.forbiddenTitle')}</h1>}
      text={suspended?.text ?? t('empty.forbiddenText', { who: holder(operation) })}
      action={<Link to="/">{t('empty.home')}</Link>}
    />
  );
}
