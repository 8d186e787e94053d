// Create and edit in a drawer. Faults of the server go to their fields; what was typed is kept
// on every failure; leaving with unsaved changes asks first; an edit that came too late says
// what others changed meanwhile.
import { useBlocker } from '@tanstack/react-router';
import { Alert, App, Button, Drawer, Form, type FormInstance } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { placeFaults, type FieldPath } from '../api/faults';
import { asProblem } from '../api/problem';
import { ErrorSummary, type SummaryLine } from './ErrorSummary';
import { ProblemView } from './ProblemView';

export interface Difference {
  label: string;
  value: string;
}

interface Props<V extends object> {
  title: string;
  form: FormInstance<V>;
  initial: Partial<V>;
  submit: (values: V) => Promise<void>;
  onClose: () => void;
  /** Loads the latest version and says in which fields it differs from the one being edited. */
  latest?: () => Promise<Difference[]>;
  submitLabel?: string;
  children: ReactNode;
}

export function FormDrawer<V extends object>(props: Props<V>) {
  const { title, form, initial, submit, onClose, latest, submitLabel, children } = props;
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [above, setAbove] = useState<string[]>([]);
  const [summary, setSummary] = useState<SummaryLine[]>([]);
  const [theirs, setTheirs] = useState<Difference[]>();
  const saved = useRef(false);
  const dirty = () => !saved.current && form.isFieldsTouched();

  useBlocker({
    enableBeforeUnload: dirty,
    shouldBlockFn: async () => {
      if (!dirty()) return false;
      return !(await modal.confirm({
        title: t('common.discardTitle'),
        content: t('common.discardText'),
        okText: t('common.discard'),
        cancelText: t('common.keepEditing'),
        okButtonProps: { danger: true },
        autoFocusButton: 'cancel',
      }));
    },
  });

  const fail = (raw: unknown) => {
    const found = asProblem(raw);
    // The password is being asked for; what was typed waits.
    if (found.status === 401) return;
    const known = form.getFieldsError().map((field) => field.name as FieldPath);
    const { fields, rest } = placeFaults(found, known);
    form.setFields(fields as never);
    setAbove(rest);
    setSummary(fields.map((field) => ({ name: field.name, message: field.errors[0] ?? '' })));
    setProblem(fields.length || rest.length ? undefined : found);
    if (fields[0]) form.scrollToField(fields[0].name as never, { focus: true });
  };
  const finish = async (values: V) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    setAbove([]);
    setSummary([]);
    try {
      await submit(values);
      saved.current = true;
      onClose();
    } catch (raw) {
      fail(raw);
    } finally {
      setBusy(false);
    }
  };
  const reload = async () => {
    try {
      setTheirs(await latest?.());
      setProblem(undefined);
    } catch (raw) {
      setProblem(raw);
    }
  };
  const conflict = problem !== undefined && asProblem(problem).status === 412 && latest;

  return (
    <Drawer
      open
      title={title}
      size={560}
      onClose={onClose}
      mask={{ closable: false }}
      closable={{ 'aria-label': t('common.close') }}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {submitLabel ?? t('common.save')}
          </Button>
        </div>
      }
    >
      {conflict && (
        <Alert
          type="warning"
          showIcon
          className="gap"
          role="alert"
          title={t('problem.conflictTitle')}
          description={
            <>
              <p>{t('problem.conflictText')}</p>
              <Button onClick={() => void reload()}>{t('problem.conflictReload')}</Button>
            </>
          }
        />
      )}
      {theirs && !conflict && (
        <Alert
          type="info"
          showIcon
          className="gap"
          role="status"
          title={theirs.length ? t('problem.conflictLoaded') : t('problem.conflictNone')}
          description={
            theirs.length > 0 && (
              <ul className="consequences">
                {theirs.map(({ label, value }) => (
                  <li key={label}>{t('problem.conflictTheirs', { field: label, value })}</li>
                ))}
              </ul>
            )
          }
        />
      )}
      {problem !== undefined && !conflict && <ProblemView problem={problem} />}
      {above.map((text) => (
        <Alert key={text} type="error" showIcon role="alert" className="gap" title={text} />
      ))}
      <ErrorSummary lines={summary} focus={(name) => form.scrollToField(name as never, { focus: true })} />
      <Form<V>
        form={form}
        layout="vertical"
        initialValues={initial}
        validateTrigger="onBlur"
        scrollToFirstError={{ focus: true }}
        onFinish={(values) => void finish(values)}
        onFinishFailed={({ errorFields }) =>
          setSummary(errorFields.map((field) => ({ name: field.name as FieldPath, message: field.errors[0] ?? '' })))
        }
      >
        {children}
      </Form>
    </Drawer>
  );
}
