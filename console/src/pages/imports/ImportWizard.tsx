// Template → upload → check → commit and result, for a province and for the whole country. The
// id of the import is in the address, so that a reload comes back to where it was.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Skeleton, Steps } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem';
import { useListState } from '../../routes/list-state';
import type { ImportSearch } from '../../routes/searches';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemView } from '../../ui/ProblemView';
import { CheckStep } from './CheckStep';
import { ResultStep } from './ResultStep';
import type { ImportSource } from './source';
import { TemplateStep } from './TemplateStep';
import { UploadStep } from './UploadStep';

const POLL = 1500;

export function ImportWizard({ source }: { source: ImportSource }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search } = useListState<ImportSearch>();
  const { id } = search;
  const query = useQuery({
    queryKey: ['import', source.key, id],
    queryFn: () => source.read(id ?? ''),
    enabled: Boolean(id),
    refetchInterval: (it) => (it.state.data?.state === 'running' ? POLL : false),
  });
  const one = query.data;
  const checked = one?.state === 'validated' || one?.state === 'invalid';
  const step = !id ? (search.step === 'upload' ? 1 : 0) : one && !checked ? 3 : 2;
  const go = (next: ImportSearch) => void navigate({ to: '.', search: next as never });

  return (
    <>
      <div className="card wizard-steps">
        <Steps
          current={step}
          size="small"
          responsive={false}
          titlePlacement="vertical"
          aria-label={t('imports.steps')}
          items={[t('imports.stepTemplate'), t('imports.stepUpload'), t('imports.stepCheck'), t('imports.stepResult')].map((title) => ({ title }))}
        />
      </div>
      {!id && step === 0 && <TemplateStep source={source} onNext={() => go({ step: 'upload' })} />}
      {!id && step === 1 && <UploadStep source={source} onBack={() => go({})} onDone={(next) => go({ id: next.id })} />}
      {id && query.error ? (
        asProblem(query.error).status === 404 ? (
          <EmptyState
            kind="noMatch"
            title={t('imports.notFound')}
            text={t('imports.notFoundText')}
            action={
              <Link to="." search={{}}>
                {t('imports.startOver')}
              </Link>
            }
          />
        ) : (
          <ProblemView problem={query.error} retry={() => void query.refetch()} />
        )
      ) : null}
      {id && query.isPending && <Skeleton active />}
      {one && checked && <CheckStep source={source} one={one} onAgain={() => go({ step: 'upload' })} onCommitted={() => void query.refetch()} />}
      {one && !checked && <ResultStep source={source} one={one} onMore={() => go({ step: 'upload' })} />}
    </>
  );
}
