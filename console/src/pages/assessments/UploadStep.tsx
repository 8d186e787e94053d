// Template and upload. The server reads, checks, scores and seals while the file comes in; how far it has come is asked beside.
import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { Alert, App, Button, Progress, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { resultTemplate, uploadResults, useResultImports, type AtSchool } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import { ProblemView, useProblemText } from '../../ui/ProblemView';

interface Props {
  at: AtSchool;
  campaign: Schemas['LocalCampaign'];
  open: boolean;
  stated: boolean;
  onBack: () => void;
  onDone: (id: string) => void;
}

export function UploadStep({ at, campaign, open, stated, onBack, onDone }: Props) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File>();
  const [percent, setPercent] = useState(0);
  const [refused, setRefused] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  useBlocker({ enableBeforeUnload: Boolean(file), shouldBlockFn: () => false });

  const send = async (picked: File) => {
    setProblem(undefined);
    setRefused(undefined);
    if (!/\.(csv|xlsx)$/i.test(picked.name)) return setRefused(t('upload.wrongType'));
    if (picked.size === 0) return setRefused(t('upload.empty'));
    setFile(picked);
    setPercent(0);
    try {
      const made = await uploadResults(at, picked, setPercent);
      void queryClient.invalidateQueries({ queryKey: ['get'] });
      onDone(made.id);
    } catch (raw) {
      setProblem(raw);
    } finally {
      setFile(undefined);
    }
  };

  return (
    <>
      <Template at={at} campaign={campaign} />
      <section className="card" aria-labelledby="upload-title">
        <h2 id="upload-title">{t('upload.title')}</h2>
        <p className="help">{t('upload.safe')}</p>
        {!stated && (
          <Alert
            type="warning"
            showIcon
            role="note"
            className="gap"
            title={t('upload.notEligible')}
            action={
              <Button size="small" onClick={onBack}>
                {t('upload.toEligible')}
              </Button>
            }
          />
        )}
        {refused && <Alert type="error" showIcon role="alert" className="gap" title={refused} />}
        {problem ? <ProblemView problem={problem} title={t('upload.failed')} /> : null}
        {file ? (
          <Uploading at={at} file={file} percent={percent} />
        ) : (
          open && (
            <Upload.Dragger
              accept=".csv,.xlsx"
              maxCount={1}
              showUploadList={false}
              aria-label={t('upload.drop')}
              beforeUpload={(picked) => {
                void send(picked);
                return false;
              }}
            >
              <InboxOutlined aria-hidden className="drop-icon" />
              <p className="drop-title">{t('upload.drop')}</p>
              <p className="help">{t('upload.limits')}</p>
            </Upload.Dragger>
          )
        )}
        <p className="help after">{t('upload.correction')}</p>
        <div className="wizard-foot">
          <Button onClick={onBack} disabled={Boolean(file)}>
            {t('assess.back')}
          </Button>
        </div>
      </section>
    </>
  );
}

function Uploading({ at, file, percent }: { at: AtSchool; file: File; percent: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useResultImports(at, true);
  const rows = list.data?.items.find((one) => one.state === 'reading' && one.filename === file.name)?.rows;
  return (
    <div className="uploading">
      <p>{t('upload.sending', { name: file.name })}</p>
      <Progress percent={percent} status="active" aria-label={t('upload.progress')} />
      <p role="status">{rows ? t('upload.reading', { n: format.number(rows) }) : t('upload.starting')}</p>
      <p className="help">{t('upload.stay')}</p>
    </div>
  );
}

function Template({ at, campaign }: { at: AtSchool; campaign: Schemas['LocalCampaign'] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemText();
  const [busy, setBusy] = useState<'csv' | 'xlsx'>();
  const get = async (format: 'csv' | 'xlsx') => {
    setBusy(format);
    try {
      await resultTemplate(at, format, `${campaign.title}-${t('upload.templateName')}`);
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <section className="card" aria-labelledby="template-title">
      <h2 id="template-title">{t('upload.templateTitle')}</h2>
      <p className="help">{t('upload.templateText')}</p>
      <div className="tools">
        {(['xlsx', 'csv'] as const).map((format) => (
          <Button key={format} icon={<DownloadOutlined aria-hidden />} loading={busy === format} onClick={() => void get(format)}>
            {t(`upload.${format}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}
