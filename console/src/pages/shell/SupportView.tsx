// Support view: an operator looks as a role for half an hour. The banner stays above every page until it is over.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Form, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client } from '../../api/client';
import { placeFaults } from '../../api/faults';
import { asProblem } from '../../api/problem';
import { meOptions, useMe, type Me } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ProblemView, useProblemText } from '../../ui/ProblemView';
import { useCodes } from '../../ui/useCodes';
import { placeOfRole, RoleFields, type PlaceValues } from '../accounts/RolePlace';

interface Values extends PlaceValues {
  reason: string;
}

/** Everything is drawn anew as what one is now. */
function useBecome() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async (me: Me) => {
    queryClient.setQueryData(meOptions.queryKey, me);
    await navigate({ to: '/' });
    await queryClient.invalidateQueries();
  };
}

export function SupportBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const become = useBecome();
  const { message } = App.useApp();
  const words = useProblemText();
  const { book, word } = useCodes();
  const queryClient = useQueryClient();
  const until = me.support?.until;
  useEffect(() => {
    if (!until) return;
    const timer = setTimeout(() => void queryClient.invalidateQueries(), Math.max(0, Date.parse(until) - Date.now()) + 1000);
    return () => clearTimeout(timer);
  }, [until, queryClient]);
  if (!me.support) return null;
  const seen = me.assignments[0];
  const role = [seen && format.role(seen), seen?.school?.name, seen?.department].filter(Boolean).join(' · ');
  const leave = () =>
    answer(client.DELETE('/session/support-view'))
      .then(become)
      .catch((raw: unknown) => void message.error(words(asProblem(raw))));
  return (
    <Alert
      type="warning"
      showIcon
      role="status"
      className="gap noprint"
      title={t('support.banner', { role, time: format.time(me.support.until) })}
      description={
        me.support.hidden.length > 0 && (
          <details>
            <summary>{t('support.hidden', { n: me.support.hidden.length })}</summary>
            {me.support.hidden.map((one) => word(book.operation, one)).join(format.comma)}
          </details>
        )
      }
      action={
        <Button size="small" onClick={() => void leave()}>
          {t('support.leave')}
        </Button>
      }
    />
  );
}

export function BeginSupportView({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const become = useBecome();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const begin = async (values: Values) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const one = me.supportable.find((role) => role.role === values.role);
    try {
      const now = await answer(client.PUT('/session/support-view', { body: { ...placeOfRole(one, values), reason: values.reason } }));
      onClose();
      await become(now);
    } catch (raw) {
      const found = asProblem(raw);
      if (found.status === 401) return;
      const { fields } = placeFaults(found, [['role'], ['school_id'], ['department'], ['reason']]);
      form.setFields(fields as never);
      setProblem(fields.length ? undefined : found);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('support.title')}
      onCancel={busy ? undefined : onClose}
      mask={{ closable: false }}
      okText={t('support.begin')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
    >
      <p className="help">{t('support.help')}</p>
      {problem !== undefined && <ProblemView problem={problem} />}
      <Form<Values> form={form} layout="vertical" validateTrigger="onBlur" scrollToFirstError={{ focus: true }} onFinish={(values) => void begin(values)}>
        <RoleFields roles={me.supportable} />
        <Form.Item name="reason" label={t('form.reason')} extra={t('form.reasonHint')} rules={[{ required: true, whitespace: true, message: t('form.reasonRequired') }]}>
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
