// A password that has been used for too long is changed before anything else.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { placeFaults } from '../../api/faults';
import { asProblem } from '../../api/problem';
import { meOptions, useMe } from '../../api/session';
import { ProblemView } from '../../ui/ProblemView';
import { changePassword, PasswordFields, type PasswordValues } from './ChangePassword';
import { useSignOut } from './sign-out';

export function PasswordGate() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const signOut = useSignOut();
  const { message } = App.useApp();
  const { login } = useMe().account;
  const [form] = Form.useForm<PasswordValues>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const change = async (values: PasswordValues) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await changePassword(values);
      void message.success(t('password.done'));
      queryClient.setQueryData(meOptions.queryKey, await answer(client.GET('/session')));
      await queryClient.invalidateQueries();
    } catch (raw) {
      const { fields } = placeFaults(asProblem(raw), [['current'], ['new']]);
      form.setFields(fields as never);
      if (fields[0]) form.scrollToField(fields[0].name as never, { focus: true });
      else setProblem(raw);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={560}
      title={t('password.dueTitle')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={[
        <Button key="leave" disabled={busy} onClick={() => void signOut()}>
          {t('rules.leave')}
        </Button>,
        <Button key="change" type="primary" loading={busy} onClick={() => form.submit()}>
          {t('password.title')}
        </Button>,
      ]}
    >
      <p className="help">{t('password.dueText')}</p>
      {problem ? <ProblemView problem={problem} /> : null}
      <Form<PasswordValues> form={form} layout="vertical" requiredMark={false} validateTrigger="onBlur" onFinish={(values) => void change(values)}>
        <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
        <PasswordFields />
        {/* Enter submits, as in every form; the button of the dialog stands outside of this one. */}
        <button type="submit" hidden>
          {t('password.title')}
        </button>
      </Form>
    </Modal>
  );
}
