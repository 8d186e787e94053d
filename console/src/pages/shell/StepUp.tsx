// Before something sensitive a second factor is asked for in place; what was filled in stays, and goes on afterwards.
import { useQueryClient } from '@tanstack/react-query';
import { KeyOutlined } from '@ant-design/icons';
import { Button, Divider, Form, Modal, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { meOptions } from '../../api/session';
import { whenStepUp } from '../../api/step-up';
import { CodeField } from '../../ui/CodeField';
import { ProblemView } from '../../ui/ProblemView';
import { usePasskey } from '../../ui/usePasskey';

export function StepUp() {
  const [settle, setSettle] = useState<(proved: boolean) => void>();
  useEffect(
    () =>
      whenStepUp(
        () =>
          new Promise((resolve) => {
            setSettle(() => resolve);
          }),
      ),
    [],
  );
  const close = (proved: boolean) => {
    settle?.(proved);
    setSettle(undefined);
  };
  return settle ? <Ask onClose={close} /> : null;
}

function Ask({ onClose }: { onClose: (proved: boolean) => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<{ code: string }>();
  const input = useRef<InputRef>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const passkey = usePasskey(() => onClose(true), setProblem);

  const prove = async (body: { code: string }) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      queryClient.setQueryData(meOptions.queryKey, await answer(client.POST('/session/factor', { body })));
      onClose(true);
    } catch (raw) {
      setProblem(raw);
      form.resetFields();
      input.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={t('factor.againTitle')}
      onCancel={() => onClose(false)}
      mask={{ closable: false }}
      afterOpenChange={(shown) => shown && input.current?.focus()}
      footer={[
        <Button key="cancel" disabled={busy} onClick={() => onClose(false)}>
          {t('common.cancel')}
        </Button>,
        <Button key="go" type="primary" loading={busy} onClick={() => form.submit()}>
          {t('factor.prove')}
        </Button>,
      ]}
    >
      <p className="help">{t('factor.againText')}</p>
      {problem ? <ProblemView problem={problem} /> : null}
      {passkey.offered && (
        <>
          <Button size="large" block icon={<KeyOutlined aria-hidden />} loading={passkey.busy} onClick={passkey.prove}>
            {t('factor.usePasskey')}
          </Button>
          <Divider plain>{t('factor.orCode')}</Divider>
        </>
      )}
      <Form form={form} layout="vertical" requiredMark={false} validateTrigger="onSubmit" onFinish={(values) => void prove(values)}>
        <CodeField input={input} />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}
