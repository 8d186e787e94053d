// Ctrl/Cmd+K: go to a page by typing part of its name.
import { useNavigate } from '@tanstack/react-router';
import { Input, Modal, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { menuFor } from '../../routes/menu';

export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const input = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const pages = menuFor(me.can)
    .map(({ to, label }) => ({ to, name: t(`nav.${label}`) }))
    .filter(({ to, name }) => `${name} ${to}`.toLowerCase().includes(typed.trim().toLowerCase()));
  const go = (to: (typeof pages)[number]['to'] | undefined) => {
    if (!to) return;
    onClose();
    void navigate({ to });
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && pages.length) {
      event.preventDefault();
      setAt((at + step + pages.length) % pages.length);
    }
    if (event.key === 'Enter') go(pages[at]?.to);
  };
  return (
    <Modal
      open={open}
      title={t('nav.palette')}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
      afterOpenChange={(shown) => {
        setTyped('');
        setAt(0);
        if (shown) input.current?.focus();
      }}
    >
      <Input
        ref={input}
        value={typed}
        placeholder={t('nav.paletteHint')}
        role="combobox"
        aria-label={t('nav.paletteHint')}
        aria-expanded
        aria-controls="palette-pages"
        aria-activedescendant={pages[at] ? `palette-${at}` : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul id="palette-pages" className="palette" role="listbox" aria-label={t('nav.palette')}>
        {pages.map(({ to, name }, index) => (
          // The keyboard is handled by the input, as a combobox asks for.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <li key={to} id={`palette-${index}`} role="option" tabIndex={-1} aria-selected={index === at} onClick={() => go(to)}>
            {name}
          </li>
        ))}
      </ul>
      {pages.length === 0 && <p role="status">{t('nav.paletteNone')}</p>}
    </Modal>
  );
}
