import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A page: its heading, its tools, its content. Names the tab and announces itself. */
export function Page({ title, tools, note, children }: { title: string; tools?: ReactNode; note?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} - ${t('product.name')}`;
  }, [title, t]);
  return (
    <>
      <div className="page-head">
        <h1>{title}</h1>
        {tools && <div className="tools noprint">{tools}</div>}
      </div>
      {note && <p className="page-note">{note}</p>}
      {children}
    </>
  );
}
