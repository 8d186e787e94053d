// A key, shown this once: no click beside the dialog and no Escape closes it before it was kept.
import { CopyOutlined } from '@ant-design/icons';
import { Alert, Button, Modal } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ButtonRef } from '../../ui/refs';

export function ShownOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = useRef<ButtonRef>(null);
  return (
    <Modal
      open
      title={t('services.shownTitle')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      afterOpenChange={(shown) => shown && copy.current?.focus()}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('services.shownDone')}
        </Button>
      }
    >
      <Alert type="warning" showIcon className="gap" title={t('services.shownText')} />
      <p className="secret" data-testid="secret">
        <code>{secret}</code>
        <Button ref={copy} icon={<CopyOutlined aria-hidden />} onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}>
          {t('services.copy')}
        </Button>
      </p>
      <p role="status" className="help">
        {copied ? t('services.copied') : ''}
      </p>
      <p className="help">{t('services.shownHow')}</p>
      <pre className="secret-use">Authorization: Bearer hx_…</pre>
    </Modal>
  );
}
