import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';
import { LanguageSwitch } from '../../ui/LanguageSwitch';
import { Page } from '../../ui/Page';
import { ChangePassword } from '../shell/ChangePassword';
import { Factors } from './Factors';
import { Roles } from './Roles';
import { Sessions } from './Sessions';

export default function Profile() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const [password, setPassword] = useState(false);
  return (
    <Page title={t('profile.title')}>
      <section className="card" aria-labelledby="about-title">
        <div className="card-head">
          <h2 id="about-title">{t('profile.about')}</h2>
          {can(me, 'password.change') && <Button onClick={() => setPassword(true)}>{t('profile.change')}</Button>}
        </div>
        <Facts
          items={[
            [t('profile.name'), me.account.name],
            [t('profile.login'), me.account.login],
            [t('profile.unit'), me.scope.map((part) => format.name(part)).join(' / ')],
            [t('profile.roles'), <Roles key="roles" />],
            [t('profile.language'), <LanguageSwitch key="language" />],
          ]}
        />
      </section>
      {can(me, 'factor.list') && (
        <div className="card">
          <Factors />
        </div>
      )}
      {can(me, 'session.list') && <Sessions />}
      {password && <ChangePassword onClose={() => setPassword(false)} />}
    </Page>
  );
}
