// Asking: one student by an exact number, and why. What follows is said before anything is sent.
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { requestEmergency } from '../../api/emergency-calls';
import type { SchoolCode } from '../../api/census-calls';
import { keyKeeper } from '../../api/idempotency';
import { schoolsOf, useMe, type ProvinceCode } from '../../api/session';
import { FormDrawer } from '../../ui/FormDrawer';
import { Select } from '../../ui/Select';

interface Values {
  school: SchoolCode;
  by: 'student_number' | 'identity_number';
  student_number?: string;
  identity_number?: string;
  reason: string;
}

export function RequestEmergency({ province, onClose }: { province: ProvinceCode; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const schools = schoolsOf(useMe());
  const [form] = Form.useForm<Values>();
  const by = Form.useWatch('by', form) ?? 'student_number';
  const [keyFor] = useState(() => keyKeeper());
  const number = t(by === 'student_number' ? 'emergencies.byNumber' : 'emergencies.byIdentity');
  return (
    <FormDrawer<Values>
      title={t('emergencies.requestTitle')}
      form={form}
      initial={{ school: schools[0]?.id as SchoolCode, by: 'student_number' }}
      submitLabel={t('emergencies.submit')}
      onClose={onClose}
      submit={async (values) => {
        const body = { [values.by]: values[values.by]?.trim(), reason: values.reason.trim() } as { reason: string };
        await requestEmergency(province, values.school ?? schools[0]?.id, body, keyFor(body));
        void message.success(t('emergencies.requested'), 8);
        await queryClient.invalidateQueries();
      }}
    >
      <Alert
        type="error"
        showIcon
        role="note"
        className="gap"
        title={t('emergencies.requestWarn')}
        description={
          <ul className="consequences">
            <li>{t('emergencies.requestFollow1')}</li>
            <li>{t('emergencies.requestFollow2')}</li>
          </ul>
        }
      />
      {schools.length > 1 && (
        <Form.Item name="school" label={t('emergencies.school')}>
          <Select options={schools.map((one) => ({ value: one.id, label: one.name }))} />
        </Form.Item>
      )}
      <Form.Item name="by" label={t('emergencies.by')}>
        <Radio.Group
          options={[
            { value: 'student_number', label: t('emergencies.byNumber') },
            { value: 'identity_number', label: t('emergencies.byIdentity') },
          ]}
        />
      </Form.Item>
      <Form.Item
        key={by}
        name={by}
        label={number}
        extra={t(by === 'student_number' ? 'emergencies.numberHelp' : 'emergencies.identityHelp')}
        rules={[{ required: true, whitespace: true, message: t('form.required', { field: number }) }]}
      >
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={30} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('emergencies.reason')}
        extra={t('emergencies.reasonHelp')}
        rules={[{ required: true, whitespace: true, message: t('emergencies.reasonRequired') }]}
      >
        <Input.TextArea rows={4} maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
