// Where a submitted application stands, and what was decided.
import { Alert, App, Button, Steps } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Application } from '../../api/registration';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';

const AT = { draft: 0, withdrawn: 0, submitted: 1, under_review: 1, approved: 2, refused: 2 } as const;

export function Progress({ application, withdraw }: { application: Application; withdraw: () => Promise<void> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { modal } = App.useApp();
  const { state, form, kinds } = application;
  const waiting = state === 'submitted' || state === 'under_review';
  const askWithdraw = () =>
    void modal.confirm({
      title: t('register.withdrawTitle'),
      content: t('register.withdrawSubmitted'),
      okText: t('register.withdraw'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      onOk: withdraw,
    });
  return (
    <>
      <Steps
        size="small"
        className="gap"
        current={AT[state]}
        status={state === 'refused' ? 'error' : 'process'}
        items={[{ title: t('register.stepSubmitted') }, { title: t('register.stepReview') }, { title: t('register.stepDecision') }]}
      />
      {waiting && <Alert type="info" showIcon className="gap" title={t(state === 'submitted' ? 'register.waitingTitle' : 'register.reviewTitle')} description={t('register.waitingText')} />}
      {state === 'approved' && <Alert type="success" showIcon className="gap" title={t('register.approvedTitle')} description={t('register.approvedText')} />}
      {state === 'refused' && <Alert type="warning" showIcon className="gap" title={t('register.refusedTitle')} description={application.reason} />}
      <Facts
        items={[
          [t('register.realm'), format.name(application.realm)],
          [t('register.role'), kinds.find((one) => one.role === form.role)?.name ?? form.role],
          [t('register.name'), form.name],
          [t('register.unit'), form.unit],
          [t('register.submittedAt'), format.time(application.submitted_at)],
          ...(application.decided_at ? ([[t('register.decidedAt'), format.time(application.decided_at)]] as [string, string][]) : []),
        ]}
      />
      {waiting && (
        <Button danger onClick={askWithdraw}>
          {t('register.withdraw')}
        </Button>
      )}
    </>
  );
}
