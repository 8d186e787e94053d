import { DownOutlined, UserOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useMe } from '../../api/session';
import { ChangePassword } from './ChangePassword';
import { BeginSupportView } from './SupportView';
import { useSignOut } from './sign-out';

export function AccountMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [password, setPassword] = useState(false);
  const [support, setSupport] = useState(false);

  return (
    <>
      <Dropdown
        autoFocus
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', disabled: true, label: `${me.account.name} · ${me.account.login}` },
            { type: 'divider' },
            { key: 'profile', label: t('profile.title'), onClick: () => void navigate({ to: '/profile' }) },
            { key: 'password', label: t('nav.changePassword'), disabled: !can(me, 'password.change'), onClick: () => setPassword(true) },
            ...(me.supportable.length && !me.support ? [{ key: 'support', label: t('support.menu'), onClick: () => setSupport(true) }] : []),
            { key: 'out', label: t('nav.signOut'), onClick: () => void signOut() },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={`${t('nav.account')} ${me.account.name}`} aria-haspopup="menu">
          <span className="not-phone">{me.account.name}</span>
          <DownOutlined aria-hidden className="not-phone" />
        </Button>
      </Dropdown>
      {support && <BeginSupportView onClose={() => setSupport(false)} />}
      {password && <ChangePassword onClose={() => setPassword(false)} />}
    </>
  );
}
