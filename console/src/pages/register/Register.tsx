// Registration of experts and administrators: an address first, then by the link that was mailed there.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Result, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem';
import { applicant, type Application } from '../../api/registration';
import { useLinkToken } from '../../routes/link-token';
import { ProblemView } from '../../ui/ProblemView';
import { PublicFrame } from '../sign-in/PublicFrame';
import { ApplicationForm } from './ApplicationForm';
import { Begin } from './Begin';
import { Progress } from './Progress';

export default function Register() {
  const { t } = useTranslation();
  const [token, forget] = useLinkToken('huixin.registration');
  const [withdrawn, setWithdrawn] = useState(false);
  const queryClient = useQueryClient();
  const queryKey = ['registration', token];
  const mine = applicant(token);
  const query = useQuery({ queryKey, queryFn: mine.find, enabled: Boolean(token) && !withdrawn, retry: false });
  const keep = (application: Application) => queryClient.setQueryData(queryKey, application);
  const withdraw = async () => {
    await mine.withdraw();
    forget();
    setWithdrawn(true);
  };
  const application = query.data;
  const content = () => {
    if (withdrawn) return <Result status="success" title={t('register.withdrawnTitle')} subTitle={t('register.withdrawnText')} extra={<ToSignIn />} />;
    if (!token) return <Begin />;
    if (application?.state === 'draft') return <ApplicationForm mine={mine} application={application} keep={keep} withdraw={withdraw} />;
    if (application) return <Progress application={application} withdraw={withdraw} />;
    if (asProblem(query.error).code === 'registration_link_invalid') return <Begin expired />;
    if (query.error) return <ProblemView problem={query.error} retry={() => void query.refetch()} />;
    return (
      <div role="status" aria-label={t('common.loading')}>
        <Skeleton active />
      </div>
    );
  };
  return (
    <PublicFrame title={t('register.title')} wide={application?.state === 'draft'}>
      {content()}
    </PublicFrame>
  );
}

export function ToSignIn() {
  const { t } = useTranslation();
  return (
    <Link to="/sign-in" search={{}} className="as-button">
      {t('activate.toSignIn')}
    </Link>
  );
}
