import { InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Progress, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { MAX_UPLOAD } from '../../api/files';
import { ProblemView } from '../../ui/ProblemView';
import type { ImportSource } from './source';

interface Props {
  source: ImportSource;
  onBack: () => void;
  onDone: (one: Schemas['Import']) => void;
}

export function UploadStep({ source, onBack, onDone }: Props) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [percent, setPercent] = useState(0);
  const [refused, setRefused] = useState<string>();
  const [problem, setProblem] = useState<unknown>();

  const send = async (chosen: File) => {
    setProblem(undefined);
    setRefused(undefined);
    if (!/\.(csv|xlsx)$/i.test(chosen.name)) return setRefused(t('imports.wrongType'));
    if (chosen.size > MAX_UPLOAD) {
      return setRefused(t('imports.tooLarge', { size: (chosen.size / 1024 / 1024).toFixed(1) }));
    }
    setFile(chosen);
    setPercent(0);
    try {
      onDone(await source.upload(chosen, setPercent));
    } catch (raw) {
      setProblem(raw);
    } finally {
      setFile(undefined);
    }
  };

  return (
    <section className="card" aria-labelledby="upload-title">
      <h2 id="upload-title">{t('imports.stepUpload')}</h2>
      <p className="help">{t(source.scope === 'staff' ? 'imports.staff.safe' : 'imports.safe')}</p>
      {refused && <Alert type="error" showIcon role="alert" className="gap" title={refused} />}
      {problem ? <ProblemView problem={problem} title={t('imports.uploadFailed')} /> : null}
      {file ? (
        <div className="uploading" role="status">
          <p>{percent < 100 ? t('imports.uploading', { name: file.name }) : t('imports.checking')}</p>
          <Progress percent={percent} status="active" aria-label={t('imports.progress')} />
        </div>
      ) : (
        <Upload.Dragger
          accept=".csv,.xlsx"
          maxCount={1}
          showUploadList={false}
          aria-label={t('imports.drop')}
          beforeUpload={(chosen) => {
            void send(chosen);
            return false;
          }}
        >
          <InboxOutlined aria-hidden className="drop-icon" />
          <p className="drop-title">{t('imports.drop')}</p>
          <p className="help">{t('imports.limits')}</p>
        </Upload.Dragger>
      )}
      <div className="wizard-foot">
        <Button onClick={onBack} disabled={Boolean(file)}>
          {t('imports.toTemplate')}
        </Button>
      </div>
    </section>
  );
}
