import { DownOutlined, UserOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { asProblem } from '../../api/problem';
import { can, useMe } from '../../api/session';
import { useProblemText } from '../../ui/ProblemView';
import { ChangePassword } from './ChangePassword';

export function AccountMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { message } = App.useApp();
  const words = useProblemText();
  const [password, setPassword] = useState(false);

  const signOut = async () => {
    try {
      await answer(client.DELETE('/session'));
    } catch (raw) {
      const problem = asProblem(raw);
      if (problem.status !== 401) return void message.error(words(problem));
    }
    await navigate({ to: '/sign-in', search: {} });
    queryClient.clear();
  };

  return (
    <>
      <Dropdown
        autoFocus
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', disabled: true, label: `${me.account.name} · ${me.account.login}` },
            { type: 'divider' },
            { key: 'password', label: t('nav.changePassword'), disabled: !can(me, 'password.change'), onClick: () => setPassword(true) },
            { key: 'out', label: t('nav.signOut'), onClick: () => void signOut() },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={`${t('nav.account')} ${me.account.name}`} aria-haspopup="menu">
          <span className="not-phone">{me.account.name}</span>
          <DownOutlined aria-hidden className="not-phone" />
        </Button>
      </Dropdown>
      {password && <ChangePassword onClose={() => setPassword(false)} />}
    </>
  );
}
