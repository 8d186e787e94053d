// The first page of a province and of a school: key numbers, and what can be done next.
import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { can, placeOf, schoolsOf, useMe } from '../../api/session';
import { COCKPITS } from '../../routes/menu';
import { EmptyState } from '../../ui/EmptyState';
import { Page } from '../../ui/Page';
import { useFormat } from '../../i18n/format';
import { MySchool } from './MySchool';
import { NumberCards } from './NumberCards';
import { useAccountCounts } from './counts';

interface Step {
  link: Pick<LinkProps, 'to' | 'search'>;
  title: string;
  text: string;
}

export function RoleHome() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const may = (operation: string) => can(me, operation);
  const accounts = useAccountCounts(may('account.list'));
  const steps: Step[] = [];
  if (may('account.reinvite') && accounts.invited) {
    steps.push({
      link: { to: '/accounts', search: { state: 'invited' } },
      title: t('home.chaseInvited'),
      text: t('home.chaseInvitedText', { n: format.number(accounts.invited) }),
    });
  }
  if (may('contact.list')) steps.push({ link: { to: '/contacts' }, title: t('home.contacts'), text: t('home.contactsText') });
  if (may('result.import')) steps.push({ link: { to: '/assessments' }, title: t('home.report'), text: t('home.reportText') });
  if (may('local_campaign.list_late')) steps.push({ link: { to: '/assessments' }, title: t('home.late'), text: t('home.lateText') });
  if (COCKPITS.some(may)) steps.push({ link: { to: '/cockpit' }, title: t('home.cockpit'), text: t('home.cockpitText') });
  if (may('school.import')) steps.push({ link: { to: '/schools/import' }, title: t('home.importSchools'), text: t('home.importSchoolsText') });
  if (may('school.create')) steps.push({ link: { to: '/schools' }, title: t('home.manageSchools'), text: t('home.manageSchoolsText') });
  else if (may('school.list')) steps.push({ link: { to: '/schools' }, title: t('home.readSchools'), text: t('home.readSchoolsText') });
  if (may('account.invite')) {
    steps.push({ link: { to: '/accounts', search: { open: 'new' } }, title: t('home.inviteAccounts'), text: t('home.inviteAccountsText') });
  }
  if (may('emergency.list')) steps.push({ link: { to: '/emergencies' }, title: t('home.emergencies'), text: t('home.emergenciesText') });
  if (may('audit.list')) steps.push({ link: { to: '/audit' }, title: t('home.readAudit'), text: t('home.readAuditText') });
  const own = may('school.read') && !may('school.list') ? schoolsOf(me) : [];

  return (
    <Page title={t('home.hello', { name: me.account.name })}>
      <section className="card" aria-labelledby="roles">
        <h2 id="roles">{t('home.roles')}</h2>
        <ul className="chips">
          {me.assignments.map((one) => (
            <li key={`${one.role}${one.school?.id ?? ''}`} className="tag plain">
              {format.role(one)}
              {one.school && <> · {one.school.name}</>}
            </li>
          ))}
        </ul>
      </section>
      {(may('school.list') || may('account.list')) && (
        <NumberCards province={placeOf(me)} schools={may('school.list')} accounts={may('account.list') ? accounts : undefined} />
      )}
      {own.map((school) => (
        <MySchool key={school.id} province={placeOf(me)} id={school.id} />
      ))}
      {me.suspended.length === 0 && (
        <section className="card" aria-labelledby="next">
          <h2 id="next">{t('home.next')}</h2>
          {steps.length === 0 ? (
            <EmptyState kind="none" title={t('home.nothing')} text={t('home.nothingText')} />
          ) : (
            <ul className="steps">
              {steps.map((step) => (
                <li key={step.title}>
                  <Link {...step.link} className="step">
                    <b>{step.title}</b>
                    <span>{step.text}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </Page>
  );
}
