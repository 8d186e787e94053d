// Before something sensitive a second factor is asked for in place; what was filled in stays, and goes on afterwards.
import { Button, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { whenStepUp } from '../../api/step-up';
import { ProblemView } from '../../ui/ProblemView';
import { ABOVE_DRAWERS } from '../../ui/layers';
import { ProofForm } from '../../ui/ProofForm';
import { useProof } from '../../ui/useProof';

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
  const proof = useProof(() => onClose(true));

  return (
    <Modal
      open
      zIndex={ABOVE_DRAWERS}
      title={t('factor.againTitle')}
      onCancel={() => onClose(false)}
      mask={{ closable: false }}
      afterOpenChange={(shown) => shown && proof.input.current?.focus()}
      footer={[
        <Button key="cancel" disabled={Boolean(proof.busy)} onClick={() => onClose(false)}>
          {t('common.cancel')}
        </Button>,
        <Button key="go" type="primary" loading={proof.busy === 'code'} onClick={() => proof.form.submit()}>
          {t('factor.prove')}
        </Button>,
      ]}
    >
      <p className="help">{t('factor.againText')}</p>
      {proof.problem ? <ProblemView problem={proof.problem} /> : null}
      <ProofForm proof={proof}>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </ProofForm>
    </Modal>
  );
}
