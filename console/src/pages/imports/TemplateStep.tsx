import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem';
import { useProblemText } from '../../ui/ProblemView';
import type { ImportSource } from './source';

export function TemplateStep({ source, onNext }: { source: ImportSource; onNext: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemText();
  const [busy, setBusy] = useState<'csv' | 'xlsx'>();
  const staff = source.scope === 'staff';
  const get = async (format: 'csv' | 'xlsx') => {
    setBusy(format);
    try {
      await source.template(format, t(staff ? 'imports.staff.title' : 'imports.provinceTitle'));
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <section className="card" aria-labelledby="template-title">
      <h2 id="template-title">{t('imports.templateTitle')}</h2>
      <p className="help">{t(staff ? 'imports.staff.templateText' : 'imports.templateText')}</p>
      <div className="tools">
        <Button icon={<DownloadOutlined aria-hidden />} loading={busy === 'xlsx'} onClick={() => void get('xlsx')}>
          {t('imports.xlsx')}
        </Button>
        <Button icon={<DownloadOutlined aria-hidden />} loading={busy === 'csv'} onClick={() => void get('csv')}>
          {t('imports.csv')}
        </Button>
      </div>
      <div className="wizard-foot">
        <Button type="primary" onClick={onNext}>
          {t('imports.toUpload')}
        </Button>
      </div>
    </section>
  );
}
