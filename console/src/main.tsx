import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Root } from './Root';
import { startLanguage } from './i18n';
import { stampStyles } from './nonce';
import './base.css';

stampStyles();
const root = createRoot(document.getElementById('root')!);
void startLanguage().then(() =>
  root.render(
    <StrictMode>
      <Root />
    </StrictMode>,
  ),
);
