// The report afterwards: what was done, who heard of it, and when the student was told.
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, DatePicker, Form, Input, Radio } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reportEmergency, type Emergency } from '../../api/emergency-calls';
import { keyKeeper } from '../../api/idempotency';
import type { ProvinceCode } from '../../api/session';
import { FormDrawer } from '../../ui/FormDrawer';

interface Values {
  done: string;
  informed: string;
  told: 'yes' | 'no';
  student_told_on?: Dayjs;
  not_told?: string;
}

export function ReportForm({ province, one, onClose }: { province: ProvinceCode; one: Emergency; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const told = Form.useWatch('told', form) ?? 'yes';
  const [keyFor] = useState(() => keyKeeper());
  const needed = (field: string) => [{ required: true, message: t('form.required', { field }) }];
  return (
    <FormDrawer<Values>
      title={t('emergencies.reportTitle')}
      form={form}
      initial={{ told: 'yes', student_told_on: dayjs() }}
      submitLabel={t('emergencies.submitReport')}
      onClose={onClose}
      submit={async (values) => {
        const about = values.told === 'yes' ? { student_told_on: values.student_told_on?.format('YYYY-MM-DD') } : { not_told: values.not_told?.trim() };
        const body = { done: values.done.trim(), informed: values.informed.trim(), ...about };
        await reportEmergency(province, one, body, keyFor(body));
        void message.success(t('emergencies.reported'));
        await queryClient.invalidateQueries();
      }}
    >
      <Alert type="info" showIcon role="note" className="gap" title={t('emergencies.reportHelp')} />
      <Form.Item name="done" label={t('emergencies.done')} extra={t('emergencies.doneHelp')} rules={needed(t('emergencies.done'))}>
        <Input.TextArea rows={5} maxLength={2000} />
      </Form.Item>
      <Form.Item name="informed" label={t('emergencies.informed')} extra={t('emergencies.informedHelp')} rules={needed(t('emergencies.informed'))}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="told" label={t('emergencies.told')} extra={t('emergencies.toldHelp')}>
        <Radio.Group
          options={[
            { value: 'yes', label: t('emergencies.toldYes') },
            { value: 'no', label: t('emergencies.toldNo') },
          ]}
        />
      </Form.Item>
      {told === 'yes' ? (
        <Form.Item name="student_told_on" label={t('emergencies.toldOn')} rules={needed(t('emergencies.toldOn'))}>
          <DatePicker allowClear={false} className="wide" format="YYYY-MM-DD" maxDate={dayjs()} />
        </Form.Item>
      ) : (
        <Form.Item name="not_told" label={t('emergencies.notTold')} rules={needed(t('emergencies.notTold'))}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
