import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ConfigProvider } from 'antd';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLanguage } from '../src/i18n';
import zh from '../src/i18n/zh-CN';
import { ReasonDialog } from '../src/ui/ReasonDialog';
import { submitByKey } from '../src/ui/submit-by-key';

beforeAll(() => startLanguage());
afterEach(cleanup);

const show = (act: (reason: string) => Promise<void>, onClose = vi.fn()) =>
  render(
    <ConfigProvider theme={{ token: { motion: false } }} button={{ autoInsertSpace: false }}>
      <ReasonDialog request={{ title: 'T', consequences: ['C'], verb: 'V', danger: true, act }} onClose={onClose} />
    </ConfigProvider>,
  );

describe('the reason dialog', () => {
  it('has the focus on cancel and does nothing without a reason', async () => {
    const act = vi.fn(async () => undefined);
    show(act);
    const cancel = await screen.findByRole('button', { name: zh.common.cancel });
    await waitFor(() => expect(document.activeElement).toBe(cancel));
    fireEvent.click(screen.getByRole('button', { name: 'V' }));
    await screen.findByText(zh.form.reasonRequired);
    expect(act).not.toHaveBeenCalled();
  });

  it('is sent by Ctrl+Enter, and once however often that is pressed', async () => {
    let answer = () => {};
    const act = vi.fn(() => new Promise<void>((done) => (answer = done)));
    const onClose = vi.fn();
    show(act, onClose);
    const reason = await screen.findByRole('textbox');
    fireEvent.change(reason, { target: { value: 'because' } });
    window.addEventListener('keydown', submitByKey);
    try {
      fireEvent.keyDown(reason, { key: 'Enter' });
      fireEvent.keyDown(reason, { key: 'Enter', ctrlKey: true, isComposing: true });
      fireEvent.keyDown(reason, { key: 'Enter', ctrlKey: true });
      await waitFor(() => expect(screen.getByRole('button', { name: zh.common.cancel })).toHaveProperty('disabled', true));
      fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Enter', metaKey: true });
    } finally {
      window.removeEventListener('keydown', submitByKey);
    }
    answer();
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(act).toHaveBeenCalledExactlyOnceWith('because');
  });

  it('keeps the reason and shows the fault when the server refuses', async () => {
    const refuse = () => Promise.reject({ type: '', title: '', status: 422, code: 'invalid', errors: [{ pointer: '/reason', code: 'short', detail: 'too short' }] });
    const onClose = vi.fn();
    show(refuse, onClose);
    fireEvent.change(await screen.findByRole('textbox'), { target: { value: 'because' } });
    fireEvent.click(screen.getByRole('button', { name: 'V' }));
    await screen.findByText('too short');
    expect((screen.getByRole('textbox') as HTMLTextAreaElement).value).toBe('because');
    expect(onClose).not.toHaveBeenCalled();
  });
});
