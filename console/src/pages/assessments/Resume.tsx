import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { BUSY, useResultImports, type AtSchool } from '../../api/census-calls';

/** A file that waits for its commit, or is still worked on, is one click away. */
export function Resume({ at, onOpen }: { at: AtSchool; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const last = useResultImports(at, false).data?.items[0];
  if (!last || !(last.state === 'validated' || BUSY.includes(last.state))) return null;
  const title = last.state === 'validated' ? t('assess.resumeTitle', { name: last.filename }) : t('assess.resumeBusy', { name: last.filename });
  return (
    <Alert
      type="info"
      showIcon
      className="gap"
      role="status"
      title={title}
      action={
        <Button size="small" onClick={() => onOpen(last.id)}>
          {t('assess.resume')}
        </Button>
      }
    />
  );
}
