import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FieldPath } from '../api/faults';

export interface SummaryLine {
  name: FieldPath;
  message: string;
}

/** More than three faults are listed above the form, each a link to its field. */
export function ErrorSummary({ lines, focus }: { lines: SummaryLine[]; focus: (name: FieldPath) => void }) {
  const { t } = useTranslation();
  if (lines.length <= 3) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="gap"
      title={t('problem.summary', { n: lines.length })}
      description={
        <ul className="consequences">
          {lines.map(({ name, message }) => (
            <li key={name.join('.')}>
              <a
                href={`#${name.join('_')}`}
                onClick={(event) => {
                  event.preventDefault();
                  focus(name);
                }}
              >
                {message}
              </a>
            </li>
          ))}
        </ul>
      }
    />
  );
}
