// The second step of signing in: prove the second factor, or set up the first one.
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { meOptions, useMe } from '../../api/session';
import { ownPath } from '../../routes/search';
import { PublicFrame } from '../sign-in/PublicFrame';
import { FirstFactor } from './FirstFactor';
import { Prove } from './Prove';

export default function SecondFactor() {
  const { t } = useTranslation();
  const me = useMe();
  const router = useRouter();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const search = useSearch({ from: '/second-factor' });

  const go = async () => {
    const back = ownPath(search.redirect);
    if (back) router.history.push(back);
    else await navigate({ to: '/' });
  };
  const enrolled = async () => {
    await queryClient.fetchQuery({ ...meOptions, staleTime: 0 });
    await go();
  };
  const leave = async () => {
    await answer(client.DELETE('/session')).catch(() => undefined);
    await navigate({ to: '/sign-in', search: {} });
    queryClient.clear();
  };

  const missing = me.factor === 'missing';
  return (
    <PublicFrame title={missing ? t('factor.enrolTitle') : t('factor.proveTitle')}>
      <p className="help">{t('factor.signedInAs', { name: me.account.name, login: me.account.login })}</p>
      {missing ? <FirstFactor onDone={() => void enrolled()} /> : <Prove onDone={() => void go()} />}
      <p className="public-note">
        {!missing && t('factor.lost')}
        <Button type="link" size="small" onClick={() => void leave()}>
          {t('nav.signOut')}
        </Button>
      </p>
    </PublicFrame>
  );
}
