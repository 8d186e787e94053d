// A school's way through one campaign: state how many, upload, check, commit. Where one is stands in the address, so that a
// reload, a lost session or another day comes back to it.
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Skeleton, Steps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useEligible, useLocalCampaigns, useResultImport, type AtSchool, type SchoolCode } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { can, placeOf, schoolsOf, useMe } from '../../api/session';
import type { AssessmentSearch } from '../../routes/searches';
import { EmptyState } from '../../ui/EmptyState';
import { ScreeningNotice, SyntheticBanner } from '../../ui/Notices';
import { Page } from '../../ui/Page';
import { ProblemView } from '../../ui/ProblemView';
import { CampaignFacts } from '../campaigns/CampaignFacts';
import { CheckStep } from './CheckStep';
import { EligibleStep } from './EligibleStep';
import { EligibleTable } from './EligibleTable';
import { History } from './History';
import { OwnSchool } from './OwnSchool';
import { ResultStep } from './ResultStep';
import { Resume } from './Resume';
import { UploadStep } from './UploadStep';

type Campaign = Schemas['LocalCampaign'];

export default function Assessment() {
  const { t } = useTranslation();
  const me = useMe();
  const { id } = useParams({ from: '/shell/assessments/$id' });
  const search = useSearch({ from: '/shell/assessments/$id' });
  const province = placeOf(me);
  const list = useLocalCampaigns(province);
  const schools = schoolsOf(me);
  const school = schools.find((one) => one.id === search.school) ?? schools[0];
  const campaign = list.data?.items.find((one) => one.id === id);
  if (list.error && !list.data) return <ProblemView problem={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton active />;
  if (!campaign || !school) {
    return (
      <EmptyState
        kind="noMatch"
        title={<h1 className="plain">{t('assess.unknown')}</h1>}
        text={t('assess.unknownText')}
        action={<Link to="/assessments">{t('assess.title')}</Link>}
      />
    );
  }
  const at: AtSchool = { province, school: school.id as SchoolCode, campaign: id };
  return (
    <Page title={campaign.title} note={school.name} tools={<OwnSchool value={school.id} />}>
      <SyntheticBanner shown={campaign.synthetic} />
      <CampaignFacts campaign={campaign} />
      {can(me, 'result.import') ? <Work key={school.id} at={at} campaign={campaign} search={search} /> : <EligibleTable at={at} />}
    </Page>
  );
}

function Work({ at, campaign, search }: { at: AtSchool; campaign: Campaign; search: AssessmentSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const eligible = useEligible(at);
  const one = useResultImport(at, search.import);
  const open = campaign.state === 'open';
  const stated = Boolean(eligible.data?.items.length);
  const go = (next: AssessmentSearch) => void navigate({ to: '.', search: { school: search.school, ...next } as never });
  const checked = one.data?.state === 'reading' || one.data?.state === 'validated' || one.data?.state === 'invalid';
  const uploads = search.step === 'upload' || (search.step !== 'eligible' && stated);
  const step = search.import ? (one.data && !checked ? 3 : 2) : uploads ? 1 : 0;
  if (eligible.error && !eligible.data) return <ProblemView problem={eligible.error} retry={() => void eligible.refetch()} />;
  if (!eligible.data) return <Skeleton active />;
  return (
    <>
      {!open && <Alert type="warning" showIcon className="gap" role="status" title={t('assess.closedTitle')} description={t('assess.closedText')} />}
      <div className="card wizard-steps">
        <Steps
          current={step}
          size="small"
          responsive={false}
          titlePlacement="vertical"
          aria-label={t('assess.steps')}
          items={[t('assess.stepEligible'), t('assess.stepUpload'), t('assess.stepCheck'), t('assess.stepResult')].map((title) => ({ title }))}
        />
      </div>
      {!search.import && <Resume at={at} onOpen={(id) => go({ import: id })} />}
      {step === 0 && <EligibleStep at={at} items={eligible.data.items} open={open} onNext={() => go({ step: 'upload' })} />}
      {step === 1 && (
        <UploadStep at={at} campaign={campaign} open={open} stated={stated} onBack={() => go({ step: 'eligible' })} onDone={(id) => go({ import: id })} />
      )}
      {search.import && one.error && !one.data ? <Missing problem={one.error} retry={() => void one.refetch()} again={() => go({ step: 'upload' })} /> : null}
      {search.import && one.isPending && <Skeleton active />}
      {one.data && checked && <CheckStep at={at} one={one.data} open={open} onAgain={() => go({ step: 'upload' })} onCommitted={() => void one.refetch()} />}
      {one.data && !checked && <ResultStep at={at} one={one.data} open={open} onMore={() => go({ step: 'upload' })} />}
      {step !== 0 && step !== 2 && <History at={at} current={search.import} />}
      {step === 3 || step === 2 ? <ScreeningNotice /> : null}
    </>
  );
}

function Missing({ problem, retry, again }: { problem: unknown; retry: () => void; again: () => void }) {
  const { t } = useTranslation();
  if (asProblem(problem).status !== 404) return <ProblemView problem={problem} retry={retry} />;
  return (
    <EmptyState
      kind="noMatch"
      title={t('check.notFound')}
      text={t('check.notFoundText')}
      action={
        <button type="button" className="text-button" onClick={again}>
          {t('check.again')}
        </button>
      }
    />
  );
}
