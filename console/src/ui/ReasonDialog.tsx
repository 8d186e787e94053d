// One dialog for everything that must be given a reason. It names what it acts on and what
// follows; 取消 has the focus, so that Enter destroys nothing.
import { Alert, Button, Form, Input, Modal } from 'antd';
import type { ButtonRef } from './refs';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { ProblemView } from './ProblemView';

export interface ReasonRequest {
  title: string;
  /** What follows, one sentence each. */
  consequences: string[];
  verb: string;
  danger?: boolean;
  act: (reason: string) => Promise<void>;
}

export function ReasonDialog({ request, onClose }: { request: ReasonRequest | undefined; onClose: () => void }) {
  // Keeps the words while the dialog fades out.
  const [last, setLast] = useState(request);
  if (request && request !== last) setLast(request);
  return last ? <Dialog key={last.title} request={last} open={Boolean(request)} onClose={onClose} /> : null;
}

function Dialog({ request, open, onClose }: { request: ReasonRequest; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ reason: string }>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const cancel = useRef<ButtonRef>(null);

  const act = async ({ reason }: { reason: string }) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await request.act(reason.trim());
      onClose();
    } catch (raw) {
      // The password is being asked for; the reason waits.
      if (asProblem(raw).status === 401) return;
      const faults = asProblem(raw).errors?.filter((fault) => fault.pointer === '/reason') ?? [];
      if (faults.length) form.setFields([{ name: 'reason', errors: faults.map((fault) => fault.detail) }]);
      else setProblem(raw);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open={open}
      title={request.title}
      onCancel={busy ? undefined : onClose}
      mask={{ closable: false }}
      destroyOnHidden
      afterOpenChange={(shown) => shown && cancel.current?.focus()}
      footer={[
        <Button key="cancel" ref={cancel} onClick={onClose} disabled={busy}>
          {t('common.cancel')}
        </Button>,
        <Button key="act" type="primary" danger={request.danger} loading={busy} onClick={() => form.submit()}>
          {request.verb}
        </Button>,
      ]}
    >
      <Alert
        type={request.danger ? 'warning' : 'info'}
        showIcon
        className="gap"
        title={
          <ul className="consequences">
            {request.consequences.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        }
      />
      {problem ? <ProblemView problem={problem} /> : null}
      <Form form={form} layout="vertical" requiredMark onFinish={(values) => void act(values)} validateTrigger="onBlur">
        <Form.Item
          name="reason"
          label={t('form.reason')}
          extra={t('form.reasonHint')}
          validateTrigger="onSubmit"
          rules={[{ required: true, whitespace: true, message: t('form.reasonRequired') }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
