import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, App, DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import { FormDrawer } from '../../ui/FormDrawer';
import { AccountPicker } from './AccountPicker';

interface Values {
  reason: string;
  last_day: Dayjs;
  successor_id?: string;
}

export function StartLeave({ account, onClose }: { account: Schemas['Account']; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  // Once it has begun, closing the form leads to the checklist.
  const leave = useRef<string>(undefined);
  const [keyFor] = useState(() => keyKeeper());
  return (
    <FormDrawer<Values>
      title={t('leave.startTitle', { name: account.name })}
      form={form}
      initial={{ last_day: dayjs() }}
      submitLabel={t('leave.start')}
      onClose={() => (leave.current ? void navigate({ to: '/leaves', search: { open: leave.current } }) : onClose())}
      submit={async (values) => {
        const body = { reason: values.reason, last_day: values.last_day.format('YYYY-MM-DD'), successor_id: values.successor_id };
        const params = { path: { id: account.id }, header: { 'Idempotency-Key': keyFor(body) } };
        const begun = await answer(client.POST('/accounts/{id}/leave', { params, body }));
        void message.success(t('leave.started', { name: account.name }));
        leave.current = begun.id;
        await queryClient.invalidateQueries();
      }}
    >
      <Alert type="warning" showIcon className="gap" title={t('leave.startNote', { name: account.name, login: account.login })} />
      <Form.Item name="reason" label={t('leave.reason')} extra={t('form.reasonHint')} rules={[{ required: true, whitespace: true, message: t('form.reasonRequired') }]}>
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
      <Form.Item name="last_day" label={t('leave.lastDay')} extra={t('leave.lastDayHelp')} rules={[{ required: true, message: t('form.choose', { field: t('leave.lastDay') }) }]}>
        <DatePicker allowClear={false} />
      </Form.Item>
      <Form.Item name="successor_id" label={t('leave.successor') + t('common.optional')} extra={t('leave.successorHelp')}>
        <AccountPicker but={account.id} />
      </Form.Item>
    </FormDrawer>
  );
}
