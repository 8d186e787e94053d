import { KeyOutlined } from '@ant-design/icons';
import { Button, Divider, Form } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../api/client';
import { passkeysWork } from '../api/passkeys';
import { CodeField } from './CodeField';
import type { useProof } from './useProof';

/** A passkey, where the account has one and the browser knows how; or a code. `children` submit the form. */
export function ProofForm({ proof, children }: { proof: ReturnType<typeof useProof>; children: ReactNode }) {
  const { t } = useTranslation();
  const held = $api.useQuery('get', '/factors');
  return (
    <>
      {passkeysWork() && Boolean(held.data?.passkeys.length) && (
        <>
          <Button size="large" block icon={<KeyOutlined aria-hidden />} loading={proof.busy === 'passkey'} onClick={proof.byPasskey}>
            {t('factor.usePasskey')}
          </Button>
          <Divider plain>{t('factor.orCode')}</Divider>
        </>
      )}
      <Form form={proof.form} layout="vertical" requiredMark={false} validateTrigger="onSubmit" onFinish={proof.byCode}>
        <CodeField input={proof.input} />
        {children}
      </Form>
    </>
  );
}
