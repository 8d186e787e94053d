import { Alert } from 'antd';
import { useSuspended } from '../../ui/useSuspended';

/** Above every page of who belongs to a suspended place, so that an empty menu explains itself. */
export function Suspended() {
  const suspended = useSuspended();
  if (!suspended) return null;
  return <Alert type="warning" showIcon role="status" className="gap" title={suspended.title} description={suspended.text} />;
}
