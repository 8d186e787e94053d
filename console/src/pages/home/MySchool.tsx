import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import type { ProvinceCode } from '../../api/session';
import { ProblemView } from '../../ui/ProblemView';
import { SchoolFacts } from '../schools/SchoolFacts';

export function MySchool({ province, id }: { province: ProvinceCode; id: string }) {
  const { t } = useTranslation();
  const query = $api.useQuery('get', '/provinces/{province}/schools/{id}', { params: { path: { province, id } } });
  return (
    <section className="card" aria-labelledby={`school-${id}`}>
      <h2 id={`school-${id}`}>{t('home.mySchool')}</h2>
      {query.data ? (
        <SchoolFacts school={query.data} />
      ) : query.error ? (
        <ProblemView problem={query.error} retry={() => void query.refetch()} />
      ) : (
        <Skeleton active />
      )}
    </section>
  );
}
