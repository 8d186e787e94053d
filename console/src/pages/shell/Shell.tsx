// The frame of every page behind the sign-in: who, where, and what may be done.
import { MenuFoldOutlined, MenuOutlined, MenuUnfoldOutlined, SearchOutlined } from '@ant-design/icons';
import { Outlet, useMatches } from '@tanstack/react-router';
import { Button, Drawer, Skeleton } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useMe } from '../../api/session';
import { Brand } from '../../ui/Brand';
import { Forbidden } from '../../ui/Forbidden';
import { LanguageSwitch } from '../../ui/LanguageSwitch';
import { AccountMenu } from './AccountMenu';
import { IdleWarning } from './IdleWarning';
import { Navigation } from './Navigation';
import { Palette } from './Palette';
import { PasswordGate } from './PasswordGate';
import { RulesGate } from './RulesGate';
import { ScopeChip } from './ScopeChip';
import { SessionEnd } from './SessionEnd';
import { StepUp } from './StepUp';
import { SupportBanner } from './SupportView';
import { Suspended } from './Suspended';

const NARROW = 'huixin.nav';

export default function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const needs = useMatches({ select: (matches) => matches.find((match) => match.staticData.needs)?.staticData.needs });
  const [narrow, setNarrow] = useState(() => localStorage.getItem(NARROW) === 'narrow');
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setPalette(true);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const toggle = () => {
    localStorage.setItem(NARROW, narrow ? 'wide' : 'narrow');
    setNarrow(!narrow);
  };
  return (
    <div className={`shell ${narrow ? 'narrow' : ''}`}>
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <header className="top">
        <Button className="only-phone" type="text" icon={<MenuOutlined aria-hidden />} aria-label={t('nav.open')} onClick={() => setDrawer(true)} />
        <Brand />
        <ScopeChip />
        <span className="grow" />
        <Button type="text" icon={<SearchOutlined aria-hidden />} aria-keyshortcuts="Control+K" onClick={() => setPalette(true)}>
          <kbd className="not-phone">Ctrl K</kbd>
          <span className="for-readers">{t('nav.palette')}</span>
        </Button>
        <LanguageSwitch />
        <AccountMenu />
      </header>
      <aside className="side noprint">
        <Navigation narrow={narrow} />
        <Button
          type="text"
          className="side-toggle"
          icon={narrow ? <MenuUnfoldOutlined aria-hidden /> : <MenuFoldOutlined aria-hidden />}
          aria-label={narrow ? t('nav.expand') : t('nav.collapse')}
          onClick={toggle}
        >
          {narrow ? null : t('nav.collapse')}
        </Button>
      </aside>
      <Drawer open={drawer} placement="left" size={264} title={t('nav.main')} onClose={() => setDrawer(false)} closable={{ 'aria-label': t('common.close') }}>
        <Navigation narrow={false} onGo={() => setDrawer(false)} />
      </Drawer>
      <main className="content" id="main" tabIndex={-1}>
        <SessionEnd />
        <StepUp />
        <IdleWarning />
        <Suspended />
        <SupportBanner />
        <Suspense fallback={<Skeleton active />}>
          {me.rules_due ? (
            <RulesGate />
          ) : me.password_due && can(me, 'password.change') ? (
            <PasswordGate />
          ) : needs && !needs.some((operation) => can(me, operation)) ? (
            <Forbidden operation={needs[0] ?? ''} />
          ) : (
            <Outlet />
          )}
        </Suspense>
      </main>
      <Palette open={palette} onClose={() => setPalette(false)} />
    </div>
  );
}
