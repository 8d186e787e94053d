// Set up an authenticator app: a secret to scan or to type, a code that proves it arrived, and recovery codes to keep.
import { useMutation } from '@tanstack/react-query';
import { Button, Form, QRCode, Skeleton, Typography } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { asProblem } from '../../api/problem';
import { CodeField } from '../../ui/CodeField';
import { ProblemView } from '../../ui/ProblemView';
import { RecoveryCodes } from './RecoveryCodes';

/** The secret in groups of four, as one types it. */
const grouped = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ');

export function Enrol({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ code: string }>();
  const { mutate: ask, ...offer } = useMutation({ mutationFn: () => answer(client.POST('/factors/totp')) });
  const confirm = useMutation({
    mutationFn: (body: { code: string }) => answer(client.PUT('/factors/totp', { body })),
    onSuccess: ({ codes }) => codes.length === 0 && onDone(),
    onError: () => form.resetFields(),
  });
  useEffect(() => ask(), [ask]);

  // Whoever has codes that still work gets no new ones.
  if (confirm.data?.codes.length) return <RecoveryCodes codes={confirm.data.codes} onDone={onDone} />;
  if (offer.error) return <ProblemView problem={offer.error} retry={() => ask()} />;
  if (!offer.data) return <Skeleton active />;
  return (
    <>
      <ol className="steps-list">
        <li>{t('factor.stepApp')}</li>
        <li>
          {t('factor.stepScan')}
          <div className="qr">
            <QRCode type="svg" size={168} value={offer.data.uri} bordered={false} aria-label={t('factor.qr')} />
          </div>
          <details>
            <summary>{t('factor.cannotScan')}</summary>
            <p className="help after">{t('factor.typeSecret')}</p>
            <Typography.Text code copyable={{ text: offer.data.secret, tooltips: [t('factor.copy'), t('factor.copied')] }}>
              {grouped(offer.data.secret)}
            </Typography.Text>
          </details>
        </li>
        <li>{t('factor.stepCode')}</li>
      </ol>
      {confirm.error ? <ProblemView problem={asProblem(confirm.error)} /> : null}
      <Form form={form} layout="vertical" requiredMark={false} validateTrigger="onSubmit" onFinish={(values) => confirm.mutate(values)}>
        <CodeField appOnly />
        <Button type="primary" size="large" htmlType="submit" block loading={confirm.isPending}>
          {t('factor.confirm')}
        </Button>
      </Form>
    </>
  );
}
