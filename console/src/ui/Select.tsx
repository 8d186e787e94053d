import { Select as AntSelect, type SelectProps } from 'antd';
import { useState } from 'react';

/**
 * A choice whose list is closed by the very keystroke that chooses. antd closes its list some time later, and takes a Tab that comes
 * sooner for a second choice: whoever types fast, or has a slow machine, would stay in the field and type the next one's value into it.
 */
export function Select<Value>({ onSelect, mode, ...props }: SelectProps<Value>) {
  const [open, setOpen] = useState(false);
  return (
    <AntSelect<Value>
      {...props}
      mode={mode}
      open={open}
      onOpenChange={setOpen}
      onSelect={(...chosen) => {
        if (!mode) setOpen(false);
        onSelect?.(...chosen);
      }}
    />
  );
}
