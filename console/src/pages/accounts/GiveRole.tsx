// Give a further role. What stands against it is shown while the form is filled, by the same check that saving makes.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import { asProblem } from '../../api/problem';
import { schoolsOf, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ProblemView } from '../../ui/ProblemView';
import { useRefreshAccounts } from './actions';
import { endOf, placeOfRole, RolePlace, useGrantable, type PlaceValues } from './RolePlace';

type Body = Schemas['NewAssignment'];

export function GiveRole({ account, onClose }: { account: Schemas['Account']; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<PlaceValues>();
  const [keyFor] = useState(() => keyKeeper());
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const refresh = useRefreshAccounts();
  const queryClient = useQueryClient();
  const own = schoolsOf(me);
  const values = Form.useWatch([], form) as PlaceValues | undefined;
  const one = useGrantable(values?.role);
  const path = { id: account.id };
  const ready = one && values?.until && (!one.needs_school || values.school_id) && (!one.needs_department || values.department?.trim());
  const body: Body | undefined = ready ? { ...placeOfRole(one, values), ends_at: endOf(values.until!) } : undefined;
  const check = useQuery({
    queryKey: ['assignment check', account.id, body],
    queryFn: () => answer(client.POST('/accounts/{id}/assignments/check', { params: { path }, body: body! })),
    enabled: Boolean(body),
    staleTime: 0,
    retry: false,
  });

  const give = async () => {
    if (busy || !body) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await answer(client.POST('/accounts/{id}/assignments', { params: { path, header: { 'Idempotency-Key': keyFor(body) } }, body }));
      void message.success(t('assignments.given', { name: account.name, role: one ? format.name(one) : '' }));
      await Promise.all([refresh(), queryClient.invalidateQueries({ queryKey: ['get', '/accounts/{id}/assignments'] })]);
      onClose();
    } catch (raw) {
      if (asProblem(raw).status !== 401) setProblem(raw);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={t('assignments.giveTitle', { name: account.name })}
      onCancel={busy ? undefined : onClose}
      mask={{ closable: false }}
      footer={[
        <Button key="cancel" onClick={onClose} disabled={busy}>
          {t('common.cancel')}
        </Button>,
        <Button key="give" type="primary" loading={busy} disabled={check.data?.allowed === false} onClick={() => form.submit()}>
          {t('assignments.give')}
        </Button>,
      ]}
    >
      {problem !== undefined && <ProblemView problem={problem} />}
      <Form<PlaceValues>
        form={form}
        layout="vertical"
        initialValues={{ school_id: own.length === 1 ? own[0]?.id : undefined }}
        validateTrigger="onBlur"
        scrollToFirstError={{ focus: true }}
        onFinish={() => void give()}
      >
        <RolePlace endRequired />
      </Form>
      <div role="status">
        <Verdict check={body ? check.data : undefined} waiting={check.isFetching} error={body ? check.error : undefined} />
      </div>
    </Modal>
  );
}

function Verdict({ check, waiting, error }: { check: Schemas['AssignmentCheck'] | undefined; waiting: boolean; error: unknown }) {
  const { t } = useTranslation();
  if (error) return <ProblemView problem={error} />;
  if (!check) return <p className="page-note">{waiting ? t('assignments.checking') : t('assignments.choose')}</p>;
  if (check.allowed) return <Alert type="success" showIcon title={t('assignments.fine')} />;
  return (
    <Alert
      type="error"
      showIcon
      title={t('assignments.conflicts')}
      description={
        <ul className="consequences">
          {check.objections.map((objection) => (
            <li key={objection.code + objection.detail}>{objection.detail}</li>
          ))}
        </ul>
      }
    />
  );
}
