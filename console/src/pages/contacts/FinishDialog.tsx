import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { finishContact, type AtSchool } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import { ProblemView } from '../../ui/ProblemView';

interface Props {
  at: AtSchool;
  contact: Schemas['Contact'];
  onClose: () => void;
  onDone: () => void;
}

export function FinishDialog({ at, contact, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [form] = Form.useForm<{ note: string }>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const act = async ({ note }: { note: string }) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await finishContact(at, contact.id, note.trim());
      onClose();
      onDone();
    } catch (raw) {
      if (asProblem(raw).status === 401) return;
      const faults = asProblem(raw).errors?.filter((fault) => fault.pointer === '/note') ?? [];
      if (faults.length) form.setFields([{ name: 'note', errors: faults.map((fault) => fault.detail) }]);
      else setProblem(raw);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('contacts.finishTitle')}
      okText={t('contacts.finish')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      mask={{ closable: false }}
      onCancel={busy ? undefined : onClose}
      onOk={() => form.submit()}
    >
      <p className="help">
        {contact.college} · {t('contacts.due')} {format.time(contact.due_at)} · {t('contacts.finishText')}
      </p>
      {problem ? <ProblemView problem={problem} /> : null}
      <Form form={form} layout="vertical" onFinish={(values) => void act(values)}>
        <Form.Item
          name="note"
          label={t('contacts.noteLabel')}
          extra={t('contacts.noteHint')}
          validateTrigger="onSubmit"
          rules={[{ required: true, whitespace: true, message: t('contacts.noteRequired') }]}
        >
          <Input.TextArea rows={4} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
