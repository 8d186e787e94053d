/**
 * Ctrl+Enter, or Cmd+Enter, sends the form around the focus, also from a field of many lines; in a dialog, from anywhere in it.
 * Where the form has a button for that, the button is pressed: it knows whether the form is being sent already.
 */
export function submitByKey(event: KeyboardEvent) {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || event.isComposing) return;
  const focus = event.target instanceof Element ? event.target : null;
  const form = focus?.closest('form') ?? focus?.closest('[role="dialog"]')?.querySelector('form');
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector<HTMLElement>('button[type="submit"]');
  if (button) button.click();
  else form.requestSubmit();
}
