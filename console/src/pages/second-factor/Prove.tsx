import { KeyOutlined } from '@ant-design/icons';
import { Button, Divider, Form, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import { CodeField } from '../../ui/CodeField';
import { ProblemView } from '../../ui/ProblemView';
import { usePasskey } from '../../ui/usePasskey';
import { Locked } from '../sign-in/Locked';

export function Prove({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ code: string }>();
  const input = useRef<InputRef>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const passkey = usePasskey(onDone, setProblem);
  useEffect(() => input.current?.focus(), []);

  const prove = async (body: { code: string }) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await answer(client.POST('/session/factor', { body }));
      onDone();
    } catch (raw) {
      setProblem(asProblem(raw));
      form.resetFields();
      input.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      {problem?.code === 'sign_in_locked' ? (
        <Locked seconds={problem.retry_after ?? 0} onOver={() => setProblem(undefined)} />
      ) : (
        problem && <ProblemView problem={problem} />
      )}
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
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('factor.prove')}
        </Button>
      </Form>
    </>
  );
}
