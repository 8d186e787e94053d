// Record a commitment that was signed on paper: by whom the person is employed, from when to when, and the scan.
import { UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, Modal, Upload } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { placeFaults } from '../../api/faults';
import { upload } from '../../api/files';
import { keyKeeper } from '../../api/idempotency';
import { asProblem } from '../../api/problem';
import { ProblemView } from '../../ui/ProblemView';
import { fileSize, MOST_SCAN } from '../../ui/scan';

interface Values {
  vendor: string;
  signed_on: Dayjs;
  ends_on: Dayjs;
  file: File;
}

export function useRefreshCommitments() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ['get', '/accounts/{id}/commitments'] });
}

export function RecordCommitment({ account, onClose }: { account: Schemas['Account']; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [keyFor] = useState(() => keyKeeper());
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const refresh = useRefreshCommitments();
  const signed = Form.useWatch('signed_on', form) as Dayjs | undefined;

  const fail = (raw: unknown) => {
    const found = asProblem(raw);
    if (found.status === 401) return;
    const { fields } = placeFaults(found, [['vendor'], ['signed_on'], ['ends_on'], ['file']]);
    form.setFields(fields as never);
    setProblem(fields.length ? undefined : found);
  };
  const record = async ({ vendor, signed_on, ends_on, file }: Values) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const asked = { vendor, signed_on: signed_on.format('YYYY-MM-DD'), ends_on: ends_on.format('YYYY-MM-DD'), filename: file.name };
    try {
      const key = keyFor({ ...asked, size: file.size, changed: file.lastModified });
      await upload(`/accounts/${account.id}/commitments?${new URLSearchParams(asked).toString()}`, file, () => undefined, { 'Idempotency-Key': key });
      void message.success(t('commitments.recorded'));
      await refresh();
      onClose();
    } catch (raw) {
      fail(raw);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={t('commitments.recordTitle', { name: account.name })}
      onCancel={busy ? undefined : onClose}
      mask={{ closable: false }}
      footer={[
        <Button key="cancel" onClick={onClose} disabled={busy}>
          {t('common.cancel')}
        </Button>,
        <Button key="record" type="primary" loading={busy} onClick={() => form.submit()}>
          {t('commitments.record')}
        </Button>,
      ]}
    >
      <p className="help">{t('commitments.help')}</p>
      {problem !== undefined && <ProblemView problem={problem} />}
      <Form<Values> form={form} layout="vertical" validateTrigger="onBlur" scrollToFirstError={{ focus: true }} onFinish={(values) => void record(values)}>
        <Form.Item name="vendor" label={t('commitments.vendor')} rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('commitments.vendor') }) }]}>
          <Input maxLength={120} autoComplete="organization" />
        </Form.Item>
        <Form.Item name="signed_on" label={t('commitments.signedOn')} rules={[{ required: true, message: t('form.choose', { field: t('commitments.signedOn') }) }]}>
          <DatePicker className="wide" format="YYYY-MM-DD" maxDate={dayjs()} minDate={dayjs().subtract(3, 'year')} />
        </Form.Item>
        <Form.Item
          name="ends_on"
          label={t('commitments.endsOn')}
          extra={t('commitments.endsHelp')}
          rules={[{ required: true, message: t('form.choose', { field: t('commitments.endsOn') }) }]}
        >
          <DatePicker className="wide" format="YYYY-MM-DD" minDate={dayjs()} maxDate={(signed ?? dayjs()).add(3, 'year')} />
        </Form.Item>
        <ScanField />
      </Form>
    </Modal>
  );
}

function ScanField() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Values>();
  const file = Form.useWatch('file', form) as File | undefined;
  const take = (chosen: File) => {
    const tooLarge = chosen.size > MOST_SCAN;
    const errors = tooLarge ? [t('register.fileTooLarge', { name: chosen.name, size: fileSize(chosen.size) })] : [];
    form.setFields([{ name: 'file', value: (tooLarge ? undefined : chosen) as never, errors }]);
    return false;
  };
  return (
    <Form.Item name="file" label={t('commitments.file')} extra={t('commitments.fileHelp')} valuePropName="chosen" trigger="onChosen" rules={[{ required: true, message: t('form.choose', { field: t('commitments.file') }) }]}>
      <Upload accept=".pdf,.jpg,.jpeg,.png" showUploadList={false} beforeUpload={take}>
        <Button icon={<UploadOutlined aria-hidden />}>{file ? `${file.name} (${fileSize(file.size)})` : t('commitments.choose')}</Button>
      </Upload>
    </Form.Item>
  );
}
