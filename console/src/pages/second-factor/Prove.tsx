import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../../ui/ProblemView';
import { ProofForm } from '../../ui/ProofForm';
import { useProof } from '../../ui/useProof';
import { Locked } from '../sign-in/Locked';

export function Prove({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const proof = useProof(onDone);
  const { input, problem } = proof;
  useEffect(() => input.current?.focus(), [input]);

  return (
    <>
      {problem?.code === 'sign_in_locked' ? (
        <Locked seconds={problem.retry_after ?? 0} onOver={proof.forget} />
      ) : (
        problem && <ProblemView problem={problem} />
      )}
      <ProofForm proof={proof}>
        <Button type="primary" size="large" htmlType="submit" block loading={proof.busy === 'code'}>
          {t('factor.prove')}
        </Button>
      </ProofForm>
    </>
  );
}
