// Strict CSP: styles carry the nonce of the page. antd takes it from ConfigProvider, but two
// places in its parts (scroll lock, scroll-bar measure) make <style> by hand; hence the wrapper.
export const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

export function stampStyles() {
  if (!nonce) return;
  const create = document.createElement.bind(document);
  document.createElement = ((tag: string, options?: ElementCreationOptions) => {
    const element = create(tag, options);
    if (tag.toLowerCase() === 'style') element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
}
