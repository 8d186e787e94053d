// The frame of the pages that need no session.
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Brand } from '../../ui/Brand';
import { LanguageSwitch } from '../../ui/LanguageSwitch';

export function PublicFrame({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} - ${t('product.name')}`;
  }, [title, t]);
  return (
    <div className="public">
      <header className="public-head">
        <Brand />
        <LanguageSwitch />
      </header>
      <main className={wide ? 'public-card wide' : 'public-card'} id="main">
        <p className="public-product">{t('product.full')}</p>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
