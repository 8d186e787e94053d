// One school: its details, and from there its edit form.
import { Button, Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { can, useMe, type ProvinceCode } from '../../api/session';
import { ActionButton } from '../../ui/ActionButton';
import { ProblemView } from '../../ui/ProblemView';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { EditSchool } from './EditSchool';
import { SchoolFacts } from './SchoolFacts';
import type { SchoolStateChange } from './state-change';

interface Props {
  province: ProvinceCode;
  id: string;
  editing: boolean;
  onEdit: () => void;
  onClose: () => void;
  change: SchoolStateChange;
}

export function SchoolDrawer({ province, id, editing, onEdit, onClose, change }: Props) {
  const { t } = useTranslation();
  const query = $api.useQuery('get', '/provinces/{province}/schools/{id}', { params: { path: { province, id } } });
  const school = query.data;
  const me = useMe();
  if (editing && school?._can['school.update']?.allowed) {
    return <EditSchool key={school.id} province={province} school={school} onClose={onClose} />;
  }
  return (
    <Drawer
      open
      size={560}
      title={school?.name ?? t('schools.detailTitle')}
      onClose={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={
        school && (
          <div className="drawer-foot">
            {can(me, 'session.end_school') && <Button onClick={() => change.endSessions(school)}>{t('endSessions.ofSchool')}</Button>}
            {school.state === 'active' ? (
              <ActionButton danger verdict={school._can['school.suspend']} onClick={() => change.suspend(school)}>
                {t('schools.suspend')}
              </ActionButton>
            ) : (
              <ActionButton verdict={school._can['school.resume']} onClick={() => change.resume(school)}>
                {t('schools.resume')}
              </ActionButton>
            )}
            <ActionButton type="primary" verdict={school._can['school.update']} onClick={onEdit}>
              {t('common.edit')}
            </ActionButton>
          </div>
        )
      }
    >
      {query.error ? (
        <ProblemView problem={query.error} retry={() => void query.refetch()} />
      ) : school ? (
        <ScrollRegion label={t('schools.detailTitle')}>
          <SchoolFacts school={school} />
        </ScrollRegion>
      ) : (
        <Skeleton active />
      )}
    </Drawer>
  );
}
