import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addPasskey, isBrokenOff } from '../../api/passkeys';
import { ProblemView } from '../../ui/ProblemView';

/** Adds a passkey of this device, under a name by which one knows it again. */
export function AddPasskey({ onDone }: { onDone: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ name: string }>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const add = async ({ name }: { name: string }) => {
    setBusy(true);
    setProblem(undefined);
    try {
      onDone(await addPasskey(name.trim()));
    } catch (raw) {
      if (!isBrokenOff(raw)) setProblem(raw);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className="help">{t('factor.passkeyHelp')}</p>
      {problem ? <ProblemView problem={problem} /> : null}
      <Form form={form} layout="vertical" requiredMark={false} validateTrigger="onSubmit" initialValues={{ name: t('factor.thisDevice') }} onFinish={(values) => void add(values)}>
        <Form.Item name="name" label={t('factor.passkeyName')} rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('factor.passkeyName') }) }]}>
          <Input maxLength={40} size="large" />
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('factor.addPasskey')}
        </Button>
      </Form>
    </>
  );
}
