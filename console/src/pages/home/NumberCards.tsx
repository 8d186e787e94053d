import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import type { ProvinceCode } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { useSchoolCounts, type Counts } from './counts';

interface Props {
  province: ProvinceCode;
  schools: boolean;
  accounts: Counts<Schemas['AccountState']> | undefined;
}

export function NumberCards({ province, schools, accounts }: Props) {
  const { t } = useTranslation();
  const count = useSchoolCounts(province, schools);
  return (
    <section className="numbers" aria-label={t('home.numbers')}>
      {schools && (
        <>
          <NumberCard label={t('home.schoolsActive')} value={count.active} to="/schools" search={{ state: 'active' }} />
          <NumberCard label={t('home.schoolsSuspended')} value={count.suspended} to="/schools" search={{ state: 'suspended' }} />
        </>
      )}
      {accounts && (
        <>
          <NumberCard label={t('home.accountsActive')} value={accounts.active} to="/accounts" search={{ state: 'active' }} />
          <NumberCard label={t('home.accountsInvited')} value={accounts.invited} to="/accounts" search={{ state: 'invited' }} />
          <NumberCard label={t('home.accountsDisabled')} value={accounts.disabled} to="/accounts" search={{ state: 'disabled' }} />
        </>
      )}
    </section>
  );
}

function NumberCard({ label, value, ...link }: { label: string; value: number | undefined } & Pick<LinkProps, 'to' | 'search'>) {
  const format = useFormat();
  return (
    <Link {...link} className="number">
      <span>{label}</span>
      <b>{format.number(value)}</b>
    </Link>
  );
}
