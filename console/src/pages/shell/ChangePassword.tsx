import { Alert, App, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { useMe } from '../../api/session';
import { FormDrawer } from '../../ui/FormDrawer';
import { NewPassword } from '../../ui/NewPassword';

export interface PasswordValues {
  current: string;
  new: string;
  again: string;
}

export const changePassword = (values: PasswordValues) =>
  answer(client.PUT('/password', { body: { current: values.current, new: values.new } }));

export function PasswordFields() {
  const { t } = useTranslation();
  const rules = useMe().password_rules;
  return (
    <>
      <Form.Item name="current" label={t('password.current')} rules={[{ required: true, message: t('form.required', { field: t('password.current') }) }]}>
        <Input.Password autoComplete="current-password" visibilityToggle={false} />
      </Form.Item>
      <NewPassword name="new" labels={[t('password.next'), t('password.again')]} rules={rules} />
    </>
  );
}

export function ChangePassword({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<PasswordValues>();
  return (
    <FormDrawer<PasswordValues>
      title={t('password.title')}
      form={form}
      initial={{}}
      onClose={onClose}
      submit={async (values) => {
        await changePassword(values);
        void message.success(t('password.done'));
      }}
    >
      <Alert type="info" showIcon className="gap" title={t('password.note')} />
      <PasswordFields />
    </FormDrawer>
  );
}
