// Who it is. Nothing of this goes into the address, a cache or a message.
import { Alert, Button, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';
import { ScreeningNotice } from '../../ui/Notices';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { useCodes } from '../../ui/useCodes';
import { Reasons } from './Reasons';

interface Props {
  person: Schemas['ContactPerson'];
  contact: Schemas['Contact'];
  onFinish: () => void;
  onClose: () => void;
}

export function ContactDrawer({ person, contact, onFinish, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  return (
    <Drawer
      open
      size={560}
      title={t('contacts.detail')}
      onClose={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t('common.close')}</Button>
          {contact.state === 'open' && (
            <Button type="primary" onClick={onFinish}>
              {t('contacts.finish')}
            </Button>
          )}
        </div>
      }
    >
      <ScrollRegion label={t('contacts.detail')}>
        <Alert type="info" showIcon role="note" className="gap" title={t('contacts.audited')} />
        <ScreeningNotice />
        <Facts
          items={[
            [t('contacts.name'), person.name],
            [t('contacts.studentNo'), person.student_no],
            [t('contacts.gender'), word(book.gender, person.gender)],
            [t('contacts.college'), person.college],
            [t('contacts.trainingLevel'), word(book.trainingLevel, person.training_level)],
            [t('contacts.enrolYear'), person.enrol_year],
            [t('contacts.reason'), <Reasons key="reason" level={person.level} crisis={person.crisis} />],
            [t('contacts.due'), format.time(contact.due_at)],
          ]}
        />
        <h2 className="form-section">{t('contacts.triggers')}</h2>
        <ul className="triggers">
          {person.triggers.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <ul className="consequences duties-short">
          {(['duty1', 'duty2', 'duty3'] as const).map((duty) => (
            <li key={duty}>{t(`contacts.${duty}`)}</li>
          ))}
        </ul>
      </ScrollRegion>
    </Drawer>
  );
}
