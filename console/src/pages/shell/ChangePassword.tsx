import { Alert, App, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { FormDrawer } from '../../ui/FormDrawer';
import { PasswordRules, useNewPassword } from '../../ui/NewPassword';

interface Values {
  current: string;
  new: string;
  again: string;
}

export function ChangePassword({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const rules = useNewPassword('new');
  return (
    <FormDrawer<Values>
      title={t('password.title')}
      form={form}
      initial={{}}
      onClose={onClose}
      submit={async (values) => {
        await answer(client.PUT('/password', { body: { current: values.current, new: values.new } }));
        void message.success(t('password.done'));
      }}
    >
      <Alert type="info" showIcon className="gap" title={t('password.note')} />
      <Form.Item name="current" label={t('password.current')} rules={[{ required: true, message: t('form.required', { field: t('password.current') }) }]}>
        <Input.Password autoComplete="current-password" visibilityToggle={false} />
      </Form.Item>
      <PasswordRules />
      <Form.Item name="new" label={t('password.next')} rules={rules.password}>
        <Input.Password autoComplete="new-password" visibilityToggle={false} />
      </Form.Item>
      <Form.Item name="again" label={t('password.again')} dependencies={['new']} rules={rules.again}>
        <Input.Password autoComplete="new-password" visibilityToggle={false} />
      </Form.Item>
    </FormDrawer>
  );
}
