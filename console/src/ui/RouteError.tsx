// What stands where a page should stand: not found, failed.
import { Button } from 'antd';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../api/problem';
import { EmptyState } from './EmptyState';
import { ProblemView } from './ProblemView';

export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="page-problem">
      <h1>{t('problem.pageTitle')}</h1>
      {isProblem(error) ? (
        <ProblemView problem={error} retry={retry} />
      ) : (
        <>
          <p>{t('problem.pageText')}</p>
          <pre>{String(error)}</pre>
          <Button onClick={retry}>{t('common.retry')}</Button>
        </>
      )}
    </div>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      kind="noMatch"
      title={<h1 className="plain">{t('empty.notFoundTitle')}</h1>}
      text={t('empty.notFoundText')}
      action={<Link to="/">{t('empty.home')}</Link>}
    />
  );
}
