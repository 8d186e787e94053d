import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem';

/** The words for a problem: the server's own, or ours for what never reached it. */
export function useProblemText() {
  const { t } = useTranslation();
  return (problem: Problem) => {
    if (problem.code === 'network') return t('problem.network');
    if (problem.code === 'unreadable') return t('problem.unreadable');
    return problem.detail || problem.title || t('problem.unreadable');
  };
}

export function ProblemView({ problem: raw, retry, title }: { problem: unknown; retry?: () => void; title?: string }) {
  const { t } = useTranslation();
  const words = useProblemText();
  const problem = asProblem(raw);
  const technical = problem.status >= 500 || problem.code === 'unreadable';
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="problem gap"
      title={title ?? words(problem)}
      description={
        <>
          {title && <p>{words(problem)}</p>}
          {problem.request_id && (
            <p>
              {t('problem.requestId', { id: problem.request_id })}
              {technical && <> · {t('problem.keepId')}</>}
            </p>
          )}
          {retry && <Button onClick={retry}>{t('common.retry')}</Button>}
        </>
      }
    />
  );
}
