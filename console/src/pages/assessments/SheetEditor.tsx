import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { useCodes } from '../../ui/useCodes';
import { columnSum, emptyRow, paste, rowSum, sheetSum, TRAINING, type Sheet, type SheetFault, type TrainingLevel } from './eligible';

interface Props {
  sheet: Sheet;
  faults: SheetFault[];
  readOnly: boolean;
  onChange: (sheet: Sheet, note?: string) => void;
}

export function SheetEditor({ sheet, faults, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const worded = { number: t('eligible.faultNumber'), name: t('eligible.faultName'), twice: t('eligible.faultTwice') };
  const faultAt = (row: number, at: 'college' | TrainingLevel) => faults.find((fault) => fault.row === row && fault.at === at);

  const set = (row: number, at: 'college' | TrainingLevel, text: string) =>
    onChange(sheet.map((one, index) => (index !== row ? one : at === 'college' ? { ...one, college: text } : { ...one, cells: { ...one.cells, [at]: text } })));
  const onPaste = (event: ClipboardEvent, row: number, column: number) => {
    const text = event.clipboardData.getData('text/plain');
    // One cell is pasted as any text is.
    if (!/[\t\r\n]/.test(text.trim())) return;
    event.preventDefault();
    const { sheet: next, cells, bad } = paste(sheet, row, column, text);
    onChange(next, bad ? t('eligible.pastedBad', { n: cells - bad, bad }) : t('eligible.pasted', { n: cells }));
  };
  const cell = (row: number, at: 'college' | TrainingLevel, column: number) => {
    const fault = faultAt(row, at);
    const label = t('eligible.cell', { n: row + 1, column: at === 'college' ? t('eligible.college') : book.trainingLevel[at] });
    return (
      <>
        <input
          className={at === 'college' ? 'sheet-input' : 'sheet-input digits'}
          value={at === 'college' ? (sheet[row]?.college ?? '') : (sheet[row]?.cells[at] ?? '')}
          aria-label={label}
          aria-invalid={Boolean(fault)}
          aria-describedby={fault && `fault-${row}-${at}`}
          inputMode={at === 'college' ? undefined : 'numeric'}
          maxLength={at === 'college' ? 60 : 12}
          autoComplete="off"
          readOnly={readOnly}
          onChange={(event) => set(row, at, event.target.value)}
          onPaste={(event) => onPaste(event, row, column)}
        />
        {fault && (
          <span id={`fault-${row}-${at}`} className="sheet-fault">
            {worded[fault.code]}
          </span>
        )}
      </>
    );
  };

  return (
    <>
      <div className="scroll-region">
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">{t('eligible.college')}</th>
              {TRAINING.map((level) => (
                <th key={level} scope="col">
                  {book.trainingLevel[level]}
                </th>
              ))}
              <th scope="col">{t('eligible.sum')}</th>
              {!readOnly && (
                <td>
                  <span className="for-readers">{t('common.actions')}</span>
                </td>
              )}
            </tr>
          </thead>
          <tbody>
            {sheet.map((row, index) => (
              // Rows have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                <td>{cell(index, 'college', 0)}</td>
                {TRAINING.map((level, at) => (
                  <td key={level}>{cell(index, level, at + 1)}</td>
                ))}
                <td className="sum digits">{format.number(rowSum(row))}</td>
                {!readOnly && (
                  <td>
                    <Button
                      type="text"
                      size="small"
                      icon={<DeleteOutlined aria-hidden />}
                      aria-label={row.college ? t('eligible.remove', { name: row.college }) : t('eligible.removeRow', { n: index + 1 })}
                      onClick={() => onChange(sheet.filter((_, other) => other !== index))}
                    />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('eligible.total')}</th>
              {TRAINING.map((level) => (
                <td key={level} className="sum digits">
                  {format.number(columnSum(sheet, level))}
                </td>
              ))}
              <td className="sum digits">{format.number(sheetSum(sheet))}</td>
              {!readOnly && <td aria-hidden />}
            </tr>
          </tfoot>
        </table>
      </div>
      {!readOnly && (
        <Button className="add-row" type="dashed" icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...sheet, emptyRow()])}>
          {t('eligible.addRow')}
        </Button>
      )}
    </>
  );
}
