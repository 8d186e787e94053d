import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState';
import { useClosed } from './useClosed';
import { useHolder } from './useHolder';
import { useSuspended } from './useSuspended';

/** In the place of a page that the session may not open. */
export function Forbidden({ operation }: { operation: string }) {
  const { t } = useTranslation();
  const holder = useHolder();
  const [suspended, closed] = [useSuspended(), useClosed(operation)];
  const why = suspended ?? closed;
  return (
    <EmptyState
      kind="forbidden"
      title={<h1 className="plain">{why?.title ?? t('empty.forbiddenTitle')}</h1>}
      text={why?.text ?? t('empty.forbiddenText', { who: holder(operation) })}
      action={<Link to="/">{t('empty.home')}</Link>}
    />
  );
}
