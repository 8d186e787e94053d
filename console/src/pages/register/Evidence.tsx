// Files of evidence: what is needed, what is there, one more.
import { DeleteOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import type { Applicant, Application } from '../../api/registration';
import { ProblemView } from '../../ui/ProblemView';
import { fileSize, MOST_SCAN } from '../../ui/scan';

interface Props {
  mine: Applicant;
  application: Application;
  kind: Schemas['RegistrantKind'] | undefined;
  keep: (application: Application) => void;
  /** Keeps what is typed, since every answer shows the whole application anew. */
  before: () => Promise<unknown>;
}

export function Evidence({ mine, application, kind, keep, before }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState<string>();
  const [refused, setRefused] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const needed = kind?.evidence ?? [];
  const others = application.evidence_kinds.filter((one) => !needed.some((other) => other.kind === one.kind));

  const attempt = async (what: string, act: () => Promise<Application>) => {
    setBusy(what);
    setProblem(undefined);
    setRefused(undefined);
    try {
      await before();
      keep(await act());
    } catch (raw) {
      setProblem(raw);
    } finally {
      setBusy(undefined);
    }
  };
  const send = (evidence: Schemas['Evidence'], file: File) => {
    if (file.size > MOST_SCAN) return setRefused(t('register.fileTooLarge', { name: file.name, size: fileSize(file.size) }));
    return void attempt(evidence, () => mine.attach(evidence, file, () => undefined));
  };
  const line = (one: Schemas['EvidenceKind'], required: boolean) => {
    const files = application.evidence.filter((file) => file.kind === one.kind);
    if (!required && one.kind !== 'other' && files.length === 0) return null;
    return (
      <li key={one.kind}>
        <div className="evidence-head">
          <b>{one.name}</b>
          {required && <span className={`tag ${files.length ? 'good' : 'wait'}`}>{files.length ? t('register.uploaded') : t('register.needed')}</span>}
          <span className="spring" />
          <Upload
            accept=".pdf,.jpg,.jpeg,.png"
            showUploadList={false}
            beforeUpload={(file) => {
              send(one.kind, file);
              return false;
            }}
          >
            <Button size="small" icon={<UploadOutlined aria-hidden />} loading={busy === one.kind} aria-label={t('register.uploadFor', { kind: one.name })}>
              {t('register.upload')}
            </Button>
          </Upload>
        </div>
        {files.map((file) => (
          <div key={file.id} className="evidence-file">
            <span>{file.name}</span>
            <span className="help">{fileSize(file.size)}</span>
            <Button
              type="text"
              size="small"
              danger
              icon={<DeleteOutlined aria-hidden />}
              loading={busy === file.id}
              aria-label={t('register.removeFor', { name: file.name })}
              onClick={() => void attempt(file.id, () => mine.remove(file.id))}
            />
          </div>
        ))}
      </li>
    );
  };
  return (
    <section aria-labelledby="evidence-title">
      <h2 id="evidence-title" className="checklist-title">
        {t('register.evidence')}
      </h2>
      <p className="help">{t('register.evidenceHelp')}</p>
      {refused && <Alert type="error" showIcon role="alert" className="gap" title={refused} />}
      {problem !== undefined && <ProblemView problem={problem} />}
      {kind ? (
        <ul className="checklist">
          {needed.map((one) => line(one, true))}
          {others.map((one) => line(one, false))}
        </ul>
      ) : (
        <p className="help">{t('register.roleFirst')}</p>
      )}
    </section>
  );
}
