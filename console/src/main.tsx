import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Root } from './Root';
import { startLanguage } from './i18n';
import { stampStyles } from './nonce';
import { submitByKey } from './ui/submit-by-key';
import './base.css';

stampStyles();
window.addEventListener('keydown', submitByKey);
const root = createRoot(document.getElementById('root')!);
void startLanguage().then(() =>
  root.render(
    <StrictMode>
      <Root />
    </StrictMode>,
  ),
);
